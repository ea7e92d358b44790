//! A study beside the figures of a paper.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Outcome, Record, Results, State, Study};
use crate::cli::figures::TELLING;
use crate::run::write_file;
use crate::train::Measured;
use crate::{Error, Result, Run};

/// The figures of a study beside those of a paper.
pub(crate) struct Comparison {
    title: String,
    quick: bool,
    rows: Vec<Row>,
    /// Settings that are otherwise than in the study, by hand or as a short form has them.
    changed: Vec<String>,
    /// Runs that cannot be trained, and why.
    failures: Vec<String>,
}

/// One metric of one variant.
struct Row {
    variant: String,
    metric: String,
    published: Option<f64>,
    /// Decimals with which the metric is published.
    decimals: usize,
    /// Of the moving average where the runs have one, else of the weights that were trained.
    ours: Ours,
    /// Of the weights as they were trained, where the former are not.
    last: Option<Ours>,
    /// Runs that ended in an error, or whose figure is no number.
    failed: usize,
    /// Runs that are not at their end.
    open: usize,
    runs: usize,
}

/// Figures by seed.
#[derive(Default)]
struct Ours(BTreeMap<u64, f64>);

/// The figures of one of the two kinds of weights.
type Which = fn(&Row) -> Option<&Ours>;

/// What a published figure is to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Agrees,
    Higher,
    Lower,
    /// Published as no number, or ours are none.
    Differs,
    /// Fewer than two runs, nothing published, or a short run.
    Open,
}

/// Folder of the figures of weights as they were trained, in that of the study.
const LAST: &str = "last";

impl Study {
    /// Its figures beside the published ones; of runs with a moving average of their weights the last weights are measured too, once.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read or written.
    pub(crate) fn compare(&self, results: &Results, quick: bool) -> Result<Comparison> {
        let [title, ..] = self.words();
        let mut rows = Vec::new();
        for variant in &results.variants {
            let runs = &variant.runs;
            let measured: Vec<Option<Both>> =
                runs.iter().map(|run| self.measured(&variant.name, run)).collect::<Result<_>>()?;
            for metric in &self.compared() {
                let published = self.published.get(&variant.name).and_then(|figures| figures.get(metric)).copied();
                let figures = |of: fn(&Both) -> Option<&Vec<Measured>>| {
                    let one = |(run, both): (&Outcome, &Option<Both>)| {
                        let figures = of(both.as_ref()?)?;
                        let figure = figures.iter().find(|figure| figure.name == *metric)?.value;
                        figure.is_finite().then_some((run.seed, figure))
                    };
                    Ours(runs.iter().zip(&measured).filter_map(one).collect())
                };
                let ours = figures(|both| Some(&both.ours));
                let last = figures(|both| both.last.as_ref());
                let errors = runs.iter().filter(|run| matches!(run.state, State::Failed { .. })).count();
                let ended = measured.iter().flatten().count();
                // Not every model has every figure.
                if published.is_none() && ours.0.is_empty() && last.0.is_empty() && errors == 0 {
                    continue;
                }
                rows.push(Row {
                    variant: variant.name.clone(),
                    metric: metric.clone(),
                    published,
                    decimals: self.decimals(metric),
                    failed: errors + ended - ours.0.len(),
                    open: runs.len() - errors - ended,
                    runs: runs.len(),
                    last: measured.iter().flatten().any(|both| both.last.is_some()).then_some(last),
                    ours,
                });
            }
        }
        let changed = self.last.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok(Comparison { title: title.to_owned(), quick, rows, changed, failures: results.missing() })
    }

    /// The metrics that are compared: those that were published, and that by which variants are ranked.
    fn compared(&self) -> Vec<String> {
        let mut metrics: Vec<String> = self.metric.iter().cloned().collect();
        let known = |name: &&String| crate::plugin::find::<crate::plugin::MetricPlugin>(name).is_ok();
        let published = self.published.values().flat_map(|figures| figures.keys()).filter(known);
        metrics.extend(published.cloned());
        let rank = |name: &String| TELLING.iter().position(|telling| telling == name).unwrap_or(TELLING.len());
        metrics.sort_by_key(|name| (rank(name), name.clone()));
        metrics.dedup();
        metrics
    }

    /// Decimals with which a metric is published: a number keeps no zeros at its end, so the most that one of its figures has.
    fn decimals(&self, metric: &str) -> usize {
        let figures = self.published.values().filter_map(|figures| figures.get(metric));
        let decimals = |figure: &f64| figure.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        figures.map(decimals).max().unwrap_or(0)
    }

    /// The figures of a run that came to its end.
    fn measured(&self, variant: &str, run: &Outcome) -> Result<Option<Both>> {
        let Some(record) = run.record.as_ref().filter(|_| run.state.counts()) else { return Ok(None) };
        let averaged = record.figures.iter().any(|figure| figure.average);
        let path = self.folder().join(LAST).join(format!("{variant},seed={}.json", run.seed));
        let last = averaged.then(|| last_weights(&run.folder, &path, record)).transpose()?;
        Ok(Some(Both { ours: record.figures.clone(), last }))
    }
}

/// Figures of a run, and of its weights as they were trained where the former are of their average.
struct Both {
    ours: Vec<Measured>,
    last: Option<Vec<Measured>>,
}

/// Figures of the last weights, with what tells whether they are of this very run.
#[derive(Serialize, Deserialize)]
struct Kept {
    run: u32,
    figures: Vec<Value>,
}

/// The figures of the weights of a run as they were trained, from the file where they were kept, or measured and kept.
fn last_weights(folder: &Path, path: &PathBuf, recorded: &Record) -> Result<Vec<Measured>> {
    let wrong = |error: serde_json::Error| Error::io(path, error);
    let of_run = serde_json::to_vec(&(&recorded.config, &recorded.figures)).map_err(wrong)?;
    let run = crc32c::crc32c(&of_run);
    let kept = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    let figures = match kept.filter(|kept| kept.run == run) {
        Some(kept) => kept.figures,
        None => {
            let samples = recorded.figures.first().map_or(0, |figure| figure.samples);
            let measured = Run::open_weights(folder, false)?.evaluate(samples, recorded.config.seed)?;
            let figures: Vec<Value> =
                measured.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(wrong)?;
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above).map_err(|error| Error::io(above, error))?;
            }
            let kept = Kept { run, figures };
            write_file(path, &serde_json::to_vec_pretty(&kept).map_err(wrong)?)?;
            kept.figures
        }
    };
    // JSON has no word for what is no number.
    let figures = figures.into_iter().filter(|figure| !figure["value"].is_null());
    figures.map(|figure| serde_json::from_value(figure).map_err(wrong)).collect()
}

impl Ours {
    fn mean(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.0.values().sum::<f64>() / self.0.len() as f64)
    }

    /// Of two figures and more.
    fn deviation(&self) -> Option<f64> {
        let mean = self.mean().filter(|_| self.0.len() > 1)?;
        let squares: f64 = self.0.values().map(|figure| (figure - mean).powi(2)).sum();
        Some((squares / (self.0.len() - 1) as f64).sqrt())
    }

    fn shown(&self) -> String {
        match (self.mean(), self.deviation()) {
            (Some(mean), Some(deviation)) => format!("{} ± {}", number(mean), number(deviation)),
            (Some(mean), None) => number(mean),
            _ => "–".to_owned(),
        }
    }

    fn value(&self) -> Value {
        json!({ "mean": self.mean(), "sd": self.deviation(), "by_seed": self.0 })
    }

    /// What ours are to a published figure, where `runs` are all there are, at their ends.
    fn verdict(&self, published: Option<f64>, row: &Row) -> Verdict {
        let Some(published) = published else { return Verdict::Open };
        if row.open > 0 || row.runs < 2 {
            return Verdict::Open;
        }
        match (published.is_finite(), self.0.len()) {
            (false, 0) => return Verdict::Agrees,
            (true, 0) | (false, _) => return Verdict::Differs,
            (true, 1) => return Verdict::Open,
            _ => {}
        }
        let (mean, deviation) = (self.mean().unwrap_or(0.0), self.deviation().unwrap_or(0.0));
        let count = self.0.len() as f64;
        let reach = student(self.0.len() - 1) * deviation * (1.0 + 1.0 / count).sqrt()
            + 0.5 * 10_f64.powi(-(row.decimals as i32));
        match mean - published {
            apart if apart.abs() <= reach => Verdict::Agrees,
            apart if apart > 0.0 => Verdict::Higher,
            _ => Verdict::Lower,
        }
    }
}

/// The 97.5 % quantile of Student's t with so many degrees of freedom.
fn student(degrees: usize) -> f64 {
    const TABLE: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    match degrees {
        0 => f64::INFINITY,
        1..=10 => TABLE[degrees - 1],
        // To 0.01 from 11 on: the first terms of its expansion around the normal quantile.
        _ => 1.96 + 2.37 / degrees as f64 + 2.8 / (degrees * degrees) as f64,
    }
}

/// To four digits, or three decimals.
fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "NaN".to_owned(),
        size if size >= 100.0 => format!("{value:.1}"),
        size if size >= 10.0 => format!("{value:.2}"),
        size if size >= 0.01 || size == 0.0 => format!("{value:.3}"),
        _ => format!("{value:.2e}"),
    }
}

impl Row {
    fn verdict(&self, ours: &Ours) -> Verdict {
        ours.verdict(self.published, self)
    }

    fn counted(&self) -> String {
        let mut text = format!("{} of {}", self.ours.0.len(), self.runs);
        if self.failed > 0 {
            let _ = write!(text, ", {} failed", self.failed);
        }
        if self.open > 0 {
            let _ = write!(text, ", {} not at the end", self.open);
        }
        text
    }
}

impl Comparison {
    /// Whether any row has the last weights beside their average.
    fn has_last(&self) -> bool {
        self.rows.iter().any(|row| row.last.is_some())
    }

    /// A page in Markdown.
    pub(crate) fn text(&self) -> String {
        let both = self.has_last();
        let mut head = vec!["row", "metric", "published", if both { "ours, average" } else { "ours" }];
        head.extend(both.then_some("ours, last step"));
        head.push("runs");
        let mut lines = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
        for row in &self.rows {
            let published = row.published.map_or("–".to_owned(), |figure| match figure.is_finite() {
                true => format!("{figure:.*}", row.decimals),
                false => "NaN".to_owned(),
            });
            let mut line = vec![row.variant.clone(), row.metric.clone(), published, row.ours.shown()];
            line.extend(both.then(|| row.last.as_ref().map_or("–".to_owned(), Ours::shown)));
            line.push(row.counted());
            lines.push(line);
        }
        let short = if self.quick { ", short form" } else { "" };
        let mut text = format!("# {}{short}\n\n", self.title);
        text += &table(&lines);
        text.push('\n');
        for sentence in self.sentences() {
            text += &sentence;
            text.push('\n');
        }
        if !self.changed.is_empty() {
            let _ = writeln!(text, "\nOther settings than the study's full form: `{}`.", self.changed.join("`, `"));
        }
        if !self.failures.is_empty() {
            text.push_str("\nFailed:\n\n");
        }
        for failure in &self.failures {
            let _ = writeln!(text, "- {failure}");
        }
        text
    }

    /// What agrees and what does not, in words.
    fn sentences(&self) -> Vec<String> {
        if self.rows.is_empty() {
            return vec!["No run is at its end, and nothing is published of these rows.".to_owned()];
        }
        if self.quick {
            return vec![
                "A short run: it shows that all parts work. Its figures are not to be held against published ones."
                    .to_owned(),
            ];
        }
        let mut sentences = vec![
            "Mean ± standard deviation over seeds, of runs that ended in a number. A published figure is one run, as far as is known: it *agrees* where \
             another run of ours may come out there (95 % prediction interval, widened by the rounding in print)."
                .to_owned(),
        ];
        let published: Vec<&Row> = self.rows.iter().filter(|row| row.published.is_some()).collect();
        if published.is_empty() {
            sentences.push("\nNothing is published of these rows.".to_owned());
        }
        let mut metrics: Vec<&str> = published.iter().map(|row| row.metric.as_str()).collect();
        metrics.dedup();
        metrics.sort_unstable();
        metrics.dedup();
        for metric in metrics {
            let rows: Vec<&&Row> = published.iter().filter(|row| row.metric == metric).collect();
            let weights: [(&str, Which); 2] = if self.has_last() {
                [(", moving average", |row| Some(&row.ours)), (", last step", |row| row.last.as_ref())]
            } else {
                [("", |row| Some(&row.ours)), ("", |_| None)]
            };
            for (name, ours) in weights {
                let judged: Vec<(Verdict, &str)> =
                    rows.iter().filter_map(|row| Some((row.verdict(ours(row)?), row.variant.as_str()))).collect();
                if judged.is_empty() {
                    continue;
                }
                sentences.push(format!("\n**{metric}{name}**: {}.{}", said(&judged), ordered(&rows, ours)));
            }
        }
        sentences
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        let row = |row: &Row| {
            let one = |ours: &Ours| {
                let mut value = ours.value();
                value["verdict"] = if self.quick { Value::Null } else { row.verdict(ours).word() };
                value
            };
            let published = row.published.map(|figure| match figure.is_finite() {
                true => json!(figure),
                false => json!("nan"),
            });
            json!({
                "variant": row.variant, "metric": row.metric, "published": published, "runs": row.runs, "failed": row.failed, "open": row.open,
                "ours": one(&row.ours), "last": row.last.as_ref().map(one),
            })
        };
        json!({ "title": self.title, "quick": self.quick, "changed": self.changed, "failures": self.failures, "rows": self.rows.iter().map(row).collect::<Vec<_>>() })
    }

    /// Writes both into a folder.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        write_file(&folder.join("comparison.md"), self.text().as_bytes())?;
        write_file(&folder.join("comparison.json"), format!("{:#}\n", self.value()).as_bytes())
    }
}

impl Verdict {
    fn word(self) -> Value {
        match self {
            Verdict::Agrees => json!("agrees"),
            Verdict::Higher => json!("higher"),
            Verdict::Lower => json!("lower"),
            Verdict::Differs => json!("differs"),
            Verdict::Open => Value::Null,
        }
    }
}

/// Rows by verdict, in words.
fn said(judged: &[(Verdict, &str)]) -> String {
    let words = [
        (Verdict::Agrees, "agrees in"),
        (Verdict::Higher, "ours is higher in"),
        (Verdict::Lower, "ours is lower in"),
        (Verdict::Differs, "one side is no number in"),
        (Verdict::Open, "no verdict, for want of runs, in"),
    ];
    let part = |(verdict, words): (Verdict, &str)| {
        let names: Vec<&str> = judged.iter().filter(|(own, _)| *own == verdict).map(|(_, name)| *name).collect();
        (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
    };
    words.into_iter().filter_map(part).collect::<Vec<_>>().join("; ")
}

/// How many pairs of rows are in the published order; nothing where there are no pairs.
fn ordered(rows: &[&&Row], ours: Which) -> String {
    let means: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            let ours = ours(row).filter(|ours| ours.0.len() > 1)?;
            Some((row.published.filter(|figure| figure.is_finite())?, ours.mean()?))
        })
        .collect();
    let (mut pairs, mut same) = (0, 0);
    for (number, (published, mean)) in means.iter().enumerate() {
        for (other_published, other_mean) in &means[..number] {
            if published != other_published {
                pairs += 1;
                same += usize::from((published < other_published) == (mean < other_mean));
            }
        }
    }
    if pairs == 0 { String::new() } else { format!(" Of {pairs} pairs of rows {same} are in the published order.") }
}

/// Columns of equal width.
fn table(lines: &[Vec<String>]) -> String {
    let count = lines.first().map_or(0, Vec::len);
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0).max(3);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = String::new();
    for (number, cells) in lines.iter().enumerate() {
        text += &line(cells);
        if number == 0 {
            text += &line(&rule);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(published: f64, figures: &[f64], runs: usize) -> Row {
        let ours = Ours((0..).zip(figures.iter().copied()).collect());
        Row {
            variant: "a".to_owned(),
            metric: "compat_kl".to_owned(),
            published: Some(published),
            decimals: 1,
            failed: runs - figures.len(),
            open: 0,
            runs,
            last: None,
            ours,
        }
    }

    fn judged(published: f64, figures: &[f64], runs: usize) -> Verdict {
        let row = row(published, figures, runs);
        row.verdict(&row.ours)
    }

    #[test]
    fn a_figure_agrees_where_another_run_may_come_out() {
        // mean 2, deviation 1, three runs: 2 ± 4.303 · 1 · √(4/3) = 2 ± 4.97, and 0.05 for the rounding of 7.0
        assert_eq!(judged(6.9, &[1.0, 2.0, 3.0], 3), Verdict::Agrees);
        assert_eq!(judged(7.1, &[1.0, 2.0, 3.0], 3), Verdict::Lower);
        assert_eq!(judged(-3.1, &[1.0, 2.0, 3.0], 3), Verdict::Higher);
        // Equal figures: what is left is the rounding in print.
        assert_eq!(judged(220.2, &[220.24, 220.24], 2), Verdict::Agrees);
        assert_eq!(judged(220.2, &[220.27, 220.27], 2), Verdict::Higher);
    }

    #[test]
    fn one_run_is_no_verdict_and_no_number_agrees_with_no_number() {
        assert_eq!(judged(3.4, &[3.4], 1), Verdict::Open);
        assert_eq!(judged(3.4, &[3.4], 2), Verdict::Open);
        assert_eq!(judged(f64::NAN, &[], 3), Verdict::Agrees);
        assert_eq!(judged(f64::NAN, &[20.0, 21.0, 22.0], 3), Verdict::Differs);
        assert_eq!(judged(3.4, &[], 3), Verdict::Differs);
        let row = Row { open: 1, ..row(2.0, &[1.0, 2.0, 3.0], 4) };
        assert_eq!(row.verdict(&row.ours), Verdict::Open);
    }

    #[test]
    fn quantiles_are_those_of_tables() {
        for (degrees, expected) in [(1, 12.706), (10, 2.228), (11, 2.201), (20, 2.086), (60, 2.000)] {
            assert!((student(degrees) - expected).abs() < 0.012, "{degrees}: {}", student(degrees));
        }
    }

    #[test]
    fn the_page_counts_what_failed_and_the_pairs_in_order() {
        let mut rows = vec![row(3.4, &[5.0, 7.0], 3), row(50.2, &[60.0, 70.0], 2), row(192.4, &[1.0, 3.0], 2)];
        for (row, name) in rows.iter_mut().zip(["a", "b", "c"]) {
            row.variant = name.to_owned();
        }
        let comparison = Comparison {
            title: "Three rows".to_owned(),
            quick: false,
            rows,
            changed: vec!["beta_kl=1".to_owned()],
            failures: vec!["a, seed 2: thrown".to_owned()],
        };
        let text = comparison.text();
        assert!(text.contains("| a   | compat_kl | 3.4       | 6.000 ± 1.414 | 2 of 3, 1 failed |"), "{text}");
        assert!(
            text.contains("agrees in a, b; ours is lower in c. Of 3 pairs of rows 1 are in the published order"),
            "{text}"
        );
        assert!(text.contains("Other settings than the study's full form: `beta_kl=1`."), "{text}");
        assert!(text.ends_with("Failed:\n\n- a, seed 2: thrown\n"), "{text}");
        assert_eq!(comparison.value()["rows"][2]["ours"]["verdict"], "lower");
        let quick = Comparison { quick: true, ..comparison };
        assert!(quick.text().contains("A short run") && !quick.text().contains("agrees in"));
    }
}
