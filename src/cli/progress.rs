//! Progress: a bar with the named terms on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::StepReport;
use crate::train::Phase;
use crate::words::short;

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
                // A run that goes on was not that fast.
                if bar.position() == 0 && report.step > 0 {
                    bar.set_position(report.step as u64);
                    bar.reset_eta();
                }
                bar.set_position(report.step as u64 + 1);
                if report.logged {
                    bar.set_prefix(phase(report));
                    bar.set_message(terms(report).join("\n"));
                }
            }
            Shown::Lines(next) => {
                let last = report.step + 1 == report.steps;
                if report.logged && (last || report.step * LINES >= *next * report.steps) {
                    *next = report.step * LINES / report.steps.max(1) + 1;
                    let seconds = self.start.elapsed().as_secs_f64();
                    let (step, steps, phase) = (report.step, report.steps, phase(report));
                    eprintln!("step {step}/{steps} {seconds:.0} s{phase}  {}", terms(report).join(" · "));
                }
            }
            Shown::Nothing => {}
        }
    }

    /// Shows what is worth knowing and stops nothing.
    pub(super) fn note(&self, text: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| eprintln!("note: {text}")),
            _ => eprintln!("note: {text}"),
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
    let template = "{bar:36.cyan} {pos}/{len}  {elapsed} ({eta} left)  {per_sec}{prefix}\n{msg:.dim}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style.progress_chars("━╸ "))
}

fn phase(report: &StepReport) -> &'static str {
    if report.phase == Phase::WarmUp { "  warm-up" } else { "" }
}

/// The numbers, then a line for each move: `c 0.41`, `encoder rec(x) 0.021 kl(x) 3.1`.
fn terms(report: &StepReport) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = None;
    for (name, value) in &report.values {
        let (title, term) = match name.split_once('/') {
            None if name != "learning_rate" => ("", name.as_str()),
            Some((title, term)) if is_term(term) && title != "learning_rate" => (title, term),
            _ => continue,
        };
        let shown = format!("{} {}", brief(term), short(*value));
        match lines.last_mut() {
            Some(line) if current == Some(title) => line.push_str(&format!("  {shown}")),
            _ => lines.push(format!("{title} {shown}").trim_start().to_owned()),
        }
        current = Some(title);
    }
    lines
}

/// A long call by its name: `as_distance(…)`.
fn brief(term: &str) -> String {
    match term.split_once('(') {
        Some((name, _)) if term.len() > 20 => format!("{name}(…)"),
        _ => term.to_owned(),
    }
}

fn is_term(name: &str) -> bool {
    name != "objective" && !name.starts_with("gradient") && !name.starts_with("share/")
}
