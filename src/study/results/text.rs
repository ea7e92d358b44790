//! Results in a terminal.

use super::cells::Cells;
use super::{Results, State};

impl Results {
    /// A table, sentences and what differs, as lines of text. `bold` marks what is best by the letters of a terminal, an asterisk otherwise.
    pub fn text(&self, bold: bool) -> String {
        let strong = |text: &str| if bold { format!("\x1b[1m{text}\x1b[0m") } else { format!("{text}*") };
        let mut text = format!("{}\n\n{}\n", self.title, Cells::of(self).text(strong));
        text.push_str(&format!("{}\n", Cells::legend(self)));
        if !bold
            && (0..self.variants.len()).any(|place| self.metric.as_ref().is_some_and(|m| self.best(m) == Some(place)))
        {
            text.push_str("The best mean of a column has an asterisk.\n");
        }
        let paragraph = |title: &str, lines: &[String]| match lines.is_empty() {
            true => String::new(),
            false => format!("\n{title}\n{}", lines.iter().map(|line| format!("  {line}\n")).collect::<String>()),
        };
        text.push_str(&paragraph("to be known", &self.notes));
        text.push_str(&paragraph("runs that are not in the figures", &self.missing()));
        let sentences: Vec<String> = self.verdicts().into_iter().map(|verdict| verdict.sentence).collect();
        text.push_str(&paragraph("against the baseline, on equal seeds", &sentences));
        if !sentences.is_empty() {
            text.push_str(&format!("  ({})\n", METHOD));
        }
        text + &self.changes_text()
    }

    /// Runs without figures, and why.
    pub(super) fn missing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for variant in &self.variants {
            for run in &variant.runs {
                let head = format!("{}, seed {}", variant.name, run.seed);
                let figure = self.metric.as_ref().and_then(|metric| run.figure(metric));
                match (&run.state, figure) {
                    (State::Finished | State::Stopped(_), Some(_)) => {}
                    (state, _) if !state.counts() => lines.push(format!("{head}: {state}")),
                    (state, None) if self.metric.is_none() => lines.push(format!("{head}: {state}, not measured")),
                    (state, _) => {
                        let metric = self.metric.as_deref().unwrap_or_default();
                        lines.push(format!("{head}: {state}, without a finite {metric}"));
                    }
                }
            }
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
            text.extend(table.text(str::to_owned).lines().map(|line| format!("  {line}\n")));
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
pub(super) const METHOD: &str = "differences of pairs of runs with the same seed; percentile bootstrap of the mean, 20 000 resamples (Efron & Tibshirani 1993); \
sign-flip permutation p-values, corrected by Holm (1979); a difference counts as shown where the interval excludes zero and p ≤ 0.05";

/// As much of a value as a column has room for.
fn shortened(text: &str) -> String {
    const ROOM: usize = 48;
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}
