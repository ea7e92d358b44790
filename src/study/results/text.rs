//! Results in a terminal.

use super::Results;
use super::cells::Cells;

impl Results {
    /// A table, sentences and what differs, as lines of text. What is best is `bold` by the letters of a terminal, or has an asterisk.
    pub fn text(&self, bold: bool) -> String {
        let cells = Cells::of(self);
        let mut legend = Cells::legend(self);
        if !bold && cells.rows.iter().flatten().any(|cell| cell.best) {
            legend.push_str(" The best mean of a column has an asterisk.");
        }
        let mut text = format!("{}\n\n{}\n{}", self.title, cells.text(bold), wrapped(&legend, ""));
        let paragraph = |title: &str, lines: &[String]| match lines.is_empty() {
            true => String::new(),
            false => format!("\n{title}\n{}", lines.iter().map(|line| wrapped(line, "  ")).collect::<String>()),
        };
        text.push_str(&paragraph("to be known", &self.notes));
        text.push_str(&paragraph("runs that are not in the figures", &self.missing()));
        let sentences: Vec<String> = self.verdicts().into_iter().map(|verdict| verdict.sentence).collect();
        text.push_str(&paragraph("against the baseline", &sentences));
        if !sentences.is_empty() {
            text.push_str(&wrapped(&format!("({METHOD})"), "  "));
        }
        text + &self.changes_text()
    }

    /// Runs without figures, and why; those of a variant that ended alike together.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for variant in &self.variants {
            let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
            for run in &variant.runs {
                let figure = self.metric.as_ref().and_then(|metric| run.figure(metric));
                let reason = match (&self.metric, figure) {
                    (_, Some(_)) => continue,
                    (_, None) if !run.state.counts() => run.state.to_string(),
                    (Some(metric), None) => format!("{}, without a finite {metric}", run.state),
                    (None, None) => format!("{}, not measured", run.state),
                };
                match reasons.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, seeds)) => seeds.push(run.seed.to_string()),
                    None => reasons.push((reason, vec![run.seed.to_string()])),
                }
            }
            lines.extend(reasons.into_iter().map(|(reason, seeds)| {
                let word = if seeds.len() == 1 { "seed" } else { "seeds" };
                format!("`{}`, {word} {}: {reason}", variant.name, seeds.join(", "))
            }));
        }
        lines
    }

    /// Settings and equations that differ.
    fn changes_text(&self) -> String {
        let mut text = String::new();
        let differences = self.differences();
        if !differences.is_empty() && self.variants.len() > 1 {
            let mut head = vec!["setting".to_owned()];
            head.extend((1..=self.variants.len()).map(|number| format!("[{number}]")));
            let row = |changed: &super::Changed| {
                let values = changed.values.iter().map(|value| value.clone().unwrap_or_else(|| "–".to_owned()));
                std::iter::once(changed.key.clone()).chain(values).map(|text| shortened(&text).into()).collect()
            };
            let table = Cells { head, rows: differences.iter().map(row).collect() };
            text.push_str("\nsettings that differ\n");
            for (number, variant) in self.variants.iter().enumerate() {
                text.push_str(&format!("  [{}] {}\n", number + 1, variant.name));
            }
            text.extend(table.text(false).lines().map(|line| format!("  {line}\n")));
        }
        let equations = self.equations();
        if !equations.is_empty() {
            text.push_str("\nequations that differ\n");
            for equation in equations {
                let names: Vec<&str> =
                    equation.variants.iter().map(|place| self.variants[*place].name.as_str()).collect();
                text.push_str(&format!("  {}\n", names.join("; ")));
                text.extend(
                    equation.lines.iter().map(|line| format!("    {}\n", line.text()).replace("     \n", "\n")),
                );
            }
        }
        text
    }
}

/// How differences were judged.
pub(super) const METHOD: &str = "runs of equal seeds are pairs; percentile bootstrap of the mean difference, 20 000 resamples (Efron & Tibshirani 1993); \
sign-flip p-values, corrected for all comparisons (Holm 1979); a difference counts as shown where the interval excludes zero and p ≤ 0.05";

/// Lines of a width that one reads easily, each behind an indent; those behind the first a little deeper.
fn wrapped(text: &str, indent: &str) -> String {
    const WIDTH: usize = 118;
    let mut lines = vec![indent.to_owned()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        let first = lines.last().is_some_and(|line| line.trim().is_empty());
        if !first && line + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{indent}{indent}{word}"));
        } else if let Some(last) = lines.last_mut() {
            last.push_str(if first { "" } else { " " });
            last.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

/// As much of a value as a column has room for.
fn shortened(text: &str) -> String {
    const ROOM: usize = 48;
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}
