//! Progress: a bar with the named terms on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::StepReport;
use crate::train::Phase;

/// Plain lines per run, where there is no terminal.
const LINES: usize = 10;

/// Shows how far a run has come.
#[derive(Clone)]
pub(super) struct Progress {
    shown: Shown,
    start: Instant,
}

#[derive(Clone)]
enum Shown {
    Bar(ProgressBar),
    /// Next plain line, in parts of the run.
    Lines(usize),
    Nothing,
}

impl Progress {
    /// For a run of so many steps.
    pub(super) fn new(steps: usize, quiet: bool) -> Self {
        let shown = if quiet {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            Shown::Bar(bar(steps))
        } else {
            Shown::Lines(0)
        };
        Progress { shown, start: Instant::now() }
    }

    /// Shows a step.
    pub(super) fn show(&mut self, report: &StepReport) {
        match &mut self.shown {
            Shown::Bar(bar) => {
                bar.set_position(report.step as u64 + 1);
                if report.logged {
                    bar.set_prefix(phase(report));
                    bar.set_message(terms(report));
                }
            }
            Shown::Lines(next) => {
                let last = report.step + 1 == report.steps;
                if report.logged && (last || report.step * LINES >= *next * report.steps) {
                    *next = report.step * LINES / report.steps.max(1) + 1;
                    let seconds = self.start.elapsed().as_secs_f64();
                    let (step, steps, phase) = (report.step, report.steps, phase(report));
                    eprintln!("step {step}/{steps} {seconds:.0} s{phase}  {}", shortened(&terms(report)));
                }
            }
            Shown::Nothing => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(steps: usize) -> ProgressBar {
    let template = "{bar:36.cyan} {pos}/{len}  {elapsed} ({eta} left)  {per_sec}{prefix}\n{wide_msg:.dim}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style.progress_chars("━╸ "))
}

fn phase(report: &StepReport) -> &'static str {
    if report.phase == Phase::WarmUp { "  warm-up" } else { "" }
}

/// `c 0.41 · encoder rec(x) 0.021 kl(x) 3.1 · decoder …`
fn terms(report: &StepReport) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut current = None;
    for (name, value) in &report.values {
        match name.split_once('/') {
            None if name != "learning_rate" => parts.push(format!("{name} {}", short(*value))),
            Some((title, term)) if is_term(term) => match parts.last_mut() {
                Some(part) if current == Some(title) => part.push_str(&format!(" {term} {}", short(*value))),
                _ => {
                    parts.push(format!("{title} {term} {}", short(*value)));
                    current = Some(title);
                }
            },
            _ => {}
        }
    }
    parts.join(" · ")
}

fn is_term(name: &str) -> bool {
    name != "objective" && !name.starts_with("gradient") && !name.starts_with("share/")
}

/// As much of a line as one reads.
fn shortened(line: &str) -> String {
    const WIDTH: usize = 150;
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Three digits that count.
fn short(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if !(1e-3..1e5).contains(&size) {
        format!("{value:.1e}")
    } else {
        let digits = (2 - size.log10().floor() as i32).clamp(0, 4) as usize;
        format!("{value:.digits$}")
    }
}

#[test]
fn values_are_short() {
    assert_eq!([0.0, 0.021_34, 2.71159, 512.3, 1.2e-7].map(short), ["0", "0.0213", "2.71", "512", "1.2e-7"]);
}
