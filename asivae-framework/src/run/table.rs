//! Recorded steps as a table in Parquet, which pandas, polars, DuckDB and R read.

use std::collections::BTreeSet;
use std::sync::Arc;

use parquet::basic::{Repetition, Type as Kind};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::error::{Error, Result};
use crate::train::Row;

/// A file with a row for each recorded step: `step`, and a column for every name that any of them has, in order of the names.
///
/// A step without a value of that name has none there (null); one whose value is no number has NaN.
///
/// # Errors
/// Where a name cannot be that of a column.
pub(crate) fn parquet(rows: &[Row]) -> Result<Vec<u8>> {
    encode(rows).map_err(|e| Error::io("metrics.parquet", e))
}

fn encode(rows: &[Row]) -> Result<Vec<u8>, ParquetError> {
    let names: BTreeSet<&str> = rows.iter().flat_map(|row| row.values.keys()).map(String::as_str).collect();
    // Not compressed: a record is small, and every reader can do without a codec.
    let mut file = SerializedFileWriter::new(Vec::new(), schema(&names)?, Arc::default())?;
    if !rows.is_empty() {
        let mut group = file.next_row_group()?;
        let steps: Vec<i64> = rows.iter().map(|row| i64::try_from(row.step).unwrap_or(i64::MAX)).collect();
        column(&mut group, |writer| writer.typed::<Int64Type>().write_batch(&steps, None, None))?;
        for name in names {
            let present: Vec<f64> = rows.iter().filter_map(|row| row.values.get(name).copied()).collect();
            let levels: Vec<i16> = rows.iter().map(|row| row.values.contains_key(name).into()).collect();
            column(&mut group, |writer| writer.typed::<DoubleType>().write_batch(&present, Some(&levels), None))?;
        }
        group.close()?;
    }
    file.into_inner()
}

fn schema(names: &BTreeSet<&str>) -> Result<TypePtr, ParquetError> {
    let step = Type::primitive_type_builder("step", Kind::INT64).with_repetition(Repetition::REQUIRED).build()?;
    let number = |name: &&str| {
        let column = Type::primitive_type_builder(name, Kind::DOUBLE).with_repetition(Repetition::OPTIONAL);
        column.build().map(Arc::new)
    };
    let mut columns = vec![Arc::new(step)];
    columns.extend(names.iter().map(number).collect::<Result<Vec<_>, _>>()?);
    Type::group_type_builder("metrics").with_fields(columns).build().map(Arc::new)
}

/// Writes the next column of the schema.
fn column(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    write: impl FnOnce(&mut SerializedColumnWriter<'_>) -> Result<usize, ParquetError>,
) -> Result<(), ParquetError> {
    match group.next_column()? {
        Some(mut writer) => {
            write(&mut writer)?;
            writer.close()
        }
        None => Err(ParquetError::General("the schema has fewer columns than the record".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use prost::bytes::Bytes;

    use super::*;

    fn row(step: usize, values: &[(&str, f64)]) -> Row {
        Row { step, values: values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect() }
    }

    fn reader(rows: &[Row]) -> SerializedFileReader<Bytes> {
        let bytes = parquet(rows).expect("a table");
        SerializedFileReader::new(Bytes::from(bytes)).expect("a file of Parquet")
    }

    fn columns(reader: &SerializedFileReader<Bytes>) -> Vec<String> {
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        schema.columns().iter().map(|column| column.name().to_owned()).collect()
    }

    /// The rows of a file; a null is no value.
    fn read(reader: &SerializedFileReader<Bytes>) -> Vec<Row> {
        let each = reader.get_row_iter(None).expect("rows").map(|row| {
            let row = row.expect("a row");
            let mut read = Row { step: usize::MAX, values: BTreeMap::new() };
            for (name, field) in row.get_column_iter() {
                match field {
                    Field::Long(step) if name == "step" => read.step = *step as usize,
                    Field::Double(value) => drop(read.values.insert(name.clone(), *value)),
                    Field::Null => {}
                    other => panic!("expected a number in `{name}`, found {other:?}"),
                }
            }
            read
        });
        each.collect()
    }

    #[test]
    fn what_was_written_is_read_back() {
        let rows = [
            row(0, &[("c", 0.0), ("encoder/rec(x)", 0.1), ("wall/seconds", 1e-3)]),
            row(50, &[("c", 0.5), ("encoder/share/rec(x)", 1.0), ("metric/kl_nats", f64::INFINITY)]),
            row(100, &[]),
            row(3_000_000_000, &[("c", -0.0), ("a·b + \"c\"", f64::MIN_POSITIVE)]),
        ];
        let reader = reader(&rows);
        assert_eq!(read(&reader), rows);
        let names =
            ["step", "a·b + \"c\"", "c", "encoder/rec(x)", "encoder/share/rec(x)", "metric/kl_nats", "wall/seconds"];
        assert_eq!(columns(&reader), names);
    }

    #[test]
    fn what_is_no_number_is_not_what_is_missing() {
        let rows = read(&reader(&[row(0, &[("a", f64::NAN), ("b", f64::NEG_INFINITY)]), row(1, &[("b", 1.0)])]));
        assert!(rows[0].values["a"].is_nan(), "{rows:?}");
        assert_eq!(rows[0].values["b"], f64::NEG_INFINITY);
        assert!(!rows[1].values.contains_key("a"), "{rows:?}");
    }

    #[test]
    fn a_run_without_rows_has_a_table_without_rows() {
        let reader = reader(&[]);
        assert_eq!((columns(&reader), read(&reader)), (vec!["step".to_owned()], Vec::new()));
    }

    #[test]
    fn more_rows_than_a_page_holds() {
        let rows: Vec<Row> = (0..50_000).map(|i| row(i, &[("v", i as f64)][..i % 3 / 2])).collect();
        assert_eq!(read(&reader(&rows)), rows);
    }
}
