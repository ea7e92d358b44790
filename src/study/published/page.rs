//! The comparison as a page and as JSON.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::judged::{Ours, Verdict};
use super::{Comparison, Row};
use crate::Result;
use crate::run::write_file;

/// The figures of one of the two kinds of weights.
type Which = fn(&Row) -> Option<&Ours>;

impl Row {
    pub(super) fn verdict(&self, ours: &Ours) -> Verdict {
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

/// Rows by verdict, in words.
fn said(judged: &[(Verdict, &str)]) -> String {
    let words = [
        (Verdict::Agrees, "agrees in"),
        (Verdict::Higher, "ours is higher in"),
        (Verdict::Lower, "ours is lower in"),
        (Verdict::Differs, "one side is no number in"),
        (Verdict::Open, "no verdict, for want of runs that came to their end, in"),
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
            Some((row.published.filter(|figure| figure.is_finite())?, ours.summary()?.mean))
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
