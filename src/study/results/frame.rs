//! Tables for programs: a row for each run, and one for each variant and figure.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Kind};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::outcome::State;
use super::{Outcome, Results, Variant};

/// A table by columns, all of one length.
#[derive(Debug, Default)]
pub(super) struct Frame(Vec<(String, Column)>);

/// A column; what is not there is none.
#[derive(Debug)]
pub(super) enum Column {
    Text(Vec<Option<String>>),
    Whole(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
}

impl Frame {
    /// Adds a column; under another name where that is taken.
    fn add(&mut self, name: &str, column: Column) {
        let mut name = name.to_owned();
        while self.0.iter().any(|(known, _)| *known == name) {
            name.push('_');
        }
        self.0.push((name, column));
    }

    /// A row for each run: what it is of, how far it came, all its figures.
    pub(super) fn of_runs(results: &Results) -> Frame {
        let rows: Vec<(&Variant, &Outcome)> =
            results.variants.iter().flat_map(|variant| variant.runs.iter().map(move |run| (variant, run))).collect();
        let text =
            |value: &dyn Fn(&(&Variant, &Outcome)) -> Option<String>| Column::Text(rows.iter().map(value).collect());
        let whole = |value: &dyn Fn(&Outcome) -> Option<usize>| {
            Column::Whole(rows.iter().map(|(_, run)| value(run).and_then(|n| i64::try_from(n).ok())).collect())
        };
        let number =
            |value: &dyn Fn(&Outcome) -> Option<f64>| Column::Number(rows.iter().map(|(_, run)| value(run)).collect());
        let mut frame = Frame::default();
        frame.add("variant", text(&|(variant, _)| Some(variant.name.clone())));
        for (place, axis) in results.axes.iter().enumerate() {
            frame.add(axis, text(&|(variant, _)| variant.places.get(place).cloned()));
        }
        frame.add("seed", Column::Whole(rows.iter().map(|(_, run)| i64::try_from(run.seed).ok()).collect()));
        frame.add("state", text(&|(_, run)| Some(run.state.word().to_owned())));
        frame.add(
            "reason",
            text(&|(_, run)| match &run.state {
                State::Stopped(reason) | State::Failed { reason, .. } => Some(reason.clone()),
                _ => None,
            }),
        );
        frame.add("steps", whole(&|run| Some(run.steps())));
        frame.add(
            "failed_at",
            whole(&|run| match run.state {
                State::Failed { step, .. } => step,
                _ => None,
            }),
        );
        frame.add("seconds", number(&Outcome::seconds));
        for metric in results.metrics() {
            frame.add(&metric, number(&|run| run.figure(&metric)));
        }
        if let Some(threshold) = &results.threshold {
            frame.add("steps_to_threshold", whole(&|run| threshold.reached(run).map(|reached| reached.steps)));
            frame.add("seconds_to_threshold", number(&|run| threshold.reached(run)?.seconds));
        }
        frame.add("folder", text(&|(_, run)| Some(run.folder.display().to_string())));
        frame
    }

    /// A row for each variant and figure.
    pub(super) fn of_variants(results: &Results) -> Frame {
        let metrics = results.metrics();
        let rows: Vec<(&Variant, &String)> =
            results.variants.iter().flat_map(|variant| metrics.iter().map(move |metric| (variant, metric))).collect();
        let summaries: Vec<_> = rows.iter().map(|(variant, metric)| results.summary(variant, metric)).collect();
        let text =
            |value: &dyn Fn(&(&Variant, &String)) -> Option<String>| Column::Text(rows.iter().map(value).collect());
        let mut frame = Frame::default();
        frame.add("variant", text(&|(variant, _)| Some(variant.name.clone())));
        for (place, axis) in results.axes.iter().enumerate() {
            frame.add(axis, text(&|(variant, _)| variant.places.get(place).cloned()));
        }
        frame.add("metric", text(&|(_, metric)| Some((*metric).clone())));
        frame.add(
            "runs",
            Column::Whole(rows.iter().map(|(variant, _)| i64::try_from(variant.runs.len()).ok()).collect()),
        );
        let n = summaries.iter().map(|summary| Some(summary.map_or(0, |summary| summary.n as i64)));
        frame.add("n", Column::Whole(n.collect()));
        let number = |value: &dyn Fn(&super::Summary) -> Option<f64>| {
            Column::Number(summaries.iter().map(|summary| summary.as_ref().and_then(value)).collect())
        };
        frame.add("mean", number(&|summary| Some(summary.mean)));
        frame.add("deviation", number(&|summary| summary.deviation));
        frame.add("median", number(&|summary| Some(summary.median)));
        frame
    }

    /// As comma-separated values, RFC 4180; what is not there is empty.
    pub(super) fn csv(&self) -> String {
        let heads: Vec<String> = self.0.iter().map(|(name, _)| field(name)).collect();
        let mut text = heads.join(",") + "\n";
        for row in 0..self.len() {
            let fields: Vec<String> = self.0.iter().map(|(_, column)| column.at(row)).collect();
            text.push_str(&(fields.join(",") + "\n"));
        }
        text
    }

    fn len(&self) -> usize {
        self.0.first().map_or(0, |(_, column)| match column {
            Column::Text(values) => values.len(),
            Column::Whole(values) => values.len(),
            Column::Number(values) => values.len(),
        })
    }

    /// As a file of Parquet.
    pub(super) fn parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let kind = |(name, column): &(String, Column)| {
            let (kind, logical) = match column {
                Column::Text(_) => (Kind::BYTE_ARRAY, Some(LogicalType::String)),
                Column::Whole(_) => (Kind::INT64, None),
                Column::Number(_) => (Kind::DOUBLE, None),
            };
            let column = Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL);
            column.with_logical_type(logical).build().map(Arc::new)
        };
        let columns = self.0.iter().map(kind).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("runs").with_fields(columns).build().map(Arc::new)?;
        let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::default())?;
        let mut group = file.next_row_group()?;
        for (_, column) in &self.0 {
            let Some(mut writer) = group.next_column()? else { break };
            match column {
                Column::Text(values) => {
                    let present: Vec<ByteArray> = values.iter().flatten().map(|text| text.as_str().into()).collect();
                    writer.typed::<ByteArrayType>().write_batch(&present, Some(&levels(values)), None)?;
                }
                Column::Whole(values) => {
                    let present: Vec<i64> = values.iter().flatten().copied().collect();
                    writer.typed::<Int64Type>().write_batch(&present, Some(&levels(values)), None)?;
                }
                Column::Number(values) => {
                    let present: Vec<f64> = values.iter().flatten().copied().collect();
                    writer.typed::<DoubleType>().write_batch(&present, Some(&levels(values)), None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        file.into_inner()
    }
}

fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|value| value.is_some().into()).collect()
}

impl Column {
    fn at(&self, row: usize) -> String {
        match self {
            Column::Text(values) => values[row].as_deref().map_or_else(String::new, field),
            Column::Whole(values) => values[row].map_or_else(String::new, |value| value.to_string()),
            Column::Number(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        }
    }
}

/// In quotation marks where it has to be.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    fn frame() -> Frame {
        let mut frame = Frame::default();
        let text = |text: &str| Some(text.to_owned());
        frame.add("variant", Column::Text(vec![text("div(s)=kl(s), \"a\""), None, text("β")]));
        frame.add("seed", Column::Whole(vec![Some(1), Some(2), None]));
        frame.add("seed", Column::Number(vec![None, Some(0.1), Some(-1e-9)]));
        frame
    }

    #[test]
    fn csv_has_quotes_where_it_needs_them() {
        assert_eq!(frame().csv(), "variant,seed,seed_\n\"div(s)=kl(s), \"\"a\"\"\",1,\n,2,0.1\nβ,,-0.000000001\n");
    }

    #[test]
    fn parquet_is_read_back() -> Result<(), ParquetError> {
        let path = std::env::temp_dir().join(format!("asivae-frame-{}.parquet", std::process::id()));
        let written = std::fs::write(&path, frame().parquet()?).and_then(|()| std::fs::File::open(&path));
        let reader = SerializedFileReader::new(written.expect("a file"))?;
        let rows: Vec<String> =
            reader.get_row_iter(None)?.map(|row| row.map(|row| row.to_string())).collect::<Result<_, _>>()?;
        let _ = std::fs::remove_file(&path);
        assert_eq!(rows.len(), 3);
        assert!(rows[0].contains("div(s)=kl(s), \"a\"") && rows[0].contains("seed: 1"), "{rows:?}");
        assert!(rows[1].contains("variant: null") && rows[1].contains("seed_: 0.1"), "{rows:?}");
        Ok(())
    }
}
