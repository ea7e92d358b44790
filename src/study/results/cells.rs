//! The table for people: a row for each variant, its figures over seeds; in several notations.

use super::reached::Way;
use super::{Results, Summary};
use crate::cli::figures::TELLING;
use crate::plugin::Better;
use crate::words::short;

/// So many figures stand side by side.
const FIGURES: usize = 4;
/// What stands for no value.
const NONE: &str = "–";

/// A table of texts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell, and whether it is the best of its column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) best: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, best: false }
    }
}

/// `3.41 ± 0.52 (3.3)`
pub(super) fn figure(summary: Option<&Summary>) -> String {
    let Some(summary) = summary else { return NONE.to_owned() };
    let mean = short(summary.mean);
    match summary.deviation {
        // Of two values the median is their mean.
        Some(deviation) if summary.n > 2 => format!("{mean} ± {} ({})", short(deviation), short(summary.median)),
        Some(deviation) => format!("{mean} ± {}", short(deviation)),
        None => mean,
    }
}

impl Cells {
    /// The variants, by the figure that ranks them and the telling ones.
    pub(super) fn of(results: &Results) -> Cells {
        let metrics = shown(results);
        let mut head = vec!["variant".to_owned(), "runs".to_owned()];
        head.extend(metrics.iter().map(|metric| {
            let way = match results.better(metric) {
                Better::Lower => " ↓",
                Better::Higher => " ↑",
                Better::Neither => "",
            };
            format!("{metric}{way}")
        }));
        if let Some(threshold) = &results.threshold {
            head.extend([threshold.text(), "steps".to_owned(), "seconds".to_owned()]);
        }
        let best: Vec<Option<usize>> = metrics.iter().map(|metric| results.best(metric)).collect();
        let row = |(place, variant): (usize, &super::Variant)| {
            let ended = variant.runs.iter().filter(|run| run.state.counts()).count();
            let mut row: Vec<Cell> =
                vec![variant.name.clone().into(), format!("{ended} of {}", variant.runs.len()).into()];
            for (metric, best) in metrics.iter().zip(&best) {
                let summary = results.summary(variant, metric);
                let mut text = figure(summary.as_ref());
                // A figure that was not finite is none, though its run came to its end.
                if let Some(summary) = summary.filter(|summary| summary.n < ended) {
                    text.push_str(&format!(", n = {}", summary.n));
                }
                row.push(Cell { text, best: *best == Some(place) });
            }
            if let Some(threshold) = &results.threshold {
                let way = Way::of(variant, threshold);
                let number = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| format!("{value:.0}"));
                let seconds = way.seconds.map_or_else(|| NONE.to_owned(), short);
                row.extend([way.share(), number(way.steps), seconds].map(Cell::from));
            }
            row
        };
        Cells { head, rows: results.variants.iter().enumerate().map(row).collect() }
    }

    /// What the columns are, in sentences.
    pub(super) fn legend(results: &Results) -> String {
        let mut text =
            "Mean ± standard deviation over seeds (median) at the end, of the runs that came to it.".to_owned();
        if let Some(threshold) = &results.threshold {
            let got =
                "how many runs got there on their way, and the median of the steps and seconds that all of them took";
            text.push_str(&format!(" `{}`: {got}", threshold.text()));
            text.push_str(match threshold.given {
                true => "; none where half of them did not.",
                false => "; none where half of them did not. The value is the worst of the variants’ medians of what was measured last.",
            });
        }
        text
    }

    /// For a terminal; what is best is bold, or has an asterisk.
    pub(super) fn text(&self, bold: bool) -> String {
        let starred = |cell: &Cell| if cell.best && !bold { format!("{}*", cell.text) } else { cell.text.clone() };
        let head = self.head.iter().map(|head| (head.clone(), false)).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| (starred(cell), cell.best)).collect());
        let lines: Vec<Vec<(String, bool)>> = std::iter::once(head).chain(rows).collect();
        let letters = |column: usize| lines.iter().map(move |line| line[column].0.chars().count());
        let widths: Vec<usize> = (0..self.head.len()).map(|column| letters(column).max().unwrap_or(0)).collect();
        let mut text = String::new();
        for line in &lines {
            let cells = line.iter().zip(&widths).map(|((cell, best), width)| {
                let room = " ".repeat(width + 2 - cell.chars().count());
                if *best && bold { format!("\x1b[1m{cell}\x1b[0m{room}") } else { format!("{cell}{room}") }
            });
            text.push_str(&(cells.collect::<String>().trim_end().to_owned() + "\n"));
        }
        text
    }

    /// As Markdown.
    pub(super) fn markdown(&self) -> String {
        let plain = |text: &str| text.replace('\\', r"\\").replace('|', r"\|").replace('*', r"\*").replace('<', "&lt;");
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(self.head.iter().map(|head| plain(head)).collect());
        text.push_str(&line(self.head.iter().map(|_| "---".to_owned()).collect()));
        for row in &self.rows {
            let cell = |cell: &Cell| if cell.best { format!("**{}**", plain(&cell.text)) } else { plain(&cell.text) };
            text.push_str(&line(row.iter().map(cell).collect()));
        }
        text
    }

    /// As LaTeX, with the rules of the package booktabs.
    pub(super) fn latex(&self) -> String {
        let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
        let mut text = format!(
            "% \\usepackage{{booktabs}}\n\\begin{{tabular}}{{l{}}}\n\\toprule\n",
            "r".repeat(self.head.len() - 1)
        );
        text.push_str(&line(self.head.iter().map(|head| latex(head)).collect()));
        text.push_str("\\midrule\n");
        for row in &self.rows {
            let cell = |cell: &Cell| match cell.best {
                true => format!("\\textbf{{{}}}", latex(&cell.text)),
                false => latex(&cell.text),
            };
            text.push_str(&line(row.iter().map(cell).collect()));
        }
        text + "\\bottomrule\n\\end{tabular}\n"
    }
}

/// The figures of the table: the one that ranks, then those that tell most.
fn shown(results: &Results) -> Vec<String> {
    let all = results.metrics();
    let telling = all.iter().filter(|name| TELLING.contains(&name.as_str()));
    let rest = all.iter().filter(|name| !TELLING.contains(&name.as_str()));
    let mut names: Vec<String> = results.metric.iter().chain(telling).chain(rest).cloned().collect();
    let mut place = 0;
    while place < names.len() {
        if names[..place].contains(&names[place]) { drop(names.remove(place)) } else { place += 1 }
    }
    names.truncate(FIGURES);
    names
}

/// A text as LaTeX has it.
fn latex(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => plain.push_str(r"\textbackslash{}"),
            '~' => plain.push_str(r"\textasciitilde{}"),
            '^' => plain.push_str(r"\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => plain.extend(['\\', letter]),
            '±' => plain.push_str(r"$\pm$"),
            '↓' => plain.push_str(r"$\downarrow$"),
            '↑' => plain.push_str(r"$\uparrow$"),
            '≤' => plain.push_str(r"$\leq$"),
            '≥' => plain.push_str(r"$\geq$"),
            '–' => plain.push_str("--"),
            '…' => plain.push_str(r"\dots{}"),
            other => plain.push(other),
        }
    }
    plain
}

#[test]
fn three_notations_of_one_table() {
    let best = Cell { text: "3.4 ± 0.5 (3.3)".to_owned(), best: true };
    let table = Cells {
        head: vec!["variant".to_owned(), "compat_kl ↓".to_owned()],
        rows: vec![vec!["a|b".to_owned().into(), best], vec!["c_{1}".to_owned().into(), NONE.to_owned().into()]],
    };
    assert_eq!(table.text(false), "variant  compat_kl ↓\na|b      3.4 ± 0.5 (3.3)*\nc_{1}    –\n");
    assert_eq!(table.text(true), "variant  compat_kl ↓\na|b      \x1b[1m3.4 ± 0.5 (3.3)\x1b[0m\nc_{1}    –\n");
    assert_eq!(
        table.markdown(),
        "| variant | compat_kl ↓ |\n| --- | --- |\n| a\\|b | **3.4 ± 0.5 (3.3)** |\n| c_{1} | – |\n"
    );
    let latex = table.latex();
    assert!(latex.contains(r"a|b & \textbf{3.4 $\pm$ 0.5 (3.3)} \\") && latex.contains(r"c\_\{1\} & -- \\"), "{latex}");
    assert!(latex.contains(r"variant & compat\_kl $\downarrow$ \\"), "{latex}");
}
