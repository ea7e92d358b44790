//! How far a study has come: a bar on a terminal, a line for every run elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::store::{Place, State};

/// Shows how far a study has come.
pub(super) struct Watched {
    bar: Option<ProgressBar>,
    quiet: bool,
    /// Runs that are through, of all.
    through: usize,
    runs: usize,
    last: Instant,
    said_elsewhere: bool,
}

const SHOW_EVERY: Duration = Duration::from_secs(1);

impl Watched {
    /// For so many steps of so many runs, some of which may be done.
    pub(super) fn new(steps: usize, runs: usize, quiet: bool) -> Watched {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| bar(steps));
        Watched { bar, quiet, through: 0, runs, last: Instant::now() - SHOW_EVERY, said_elsewhere: false }
    }

    /// Shows the steps that are on record.
    pub(super) fn show(&mut self, runs: &[Place], states: &[State], target: usize, at_work: usize) {
        let Some(bar) = self.bar.as_ref().filter(|_| self.last.elapsed() >= SHOW_EVERY) else { return };
        self.last = Instant::now();
        let done = |(run, state): (&Place, &State)| match state {
            state if state.is_done(target) => target.min(run.steps),
            _ => run.recorded().min(target),
        };
        let steps: usize = runs.iter().zip(states).map(done).sum();
        // What was done before does not make it that fast.
        if bar.position() == 0 && steps > 0 {
            bar.set_position(steps as u64);
            bar.reset_eta();
        }
        bar.set_position(steps as u64);
        let failed = states.iter().filter(|state| matches!(state, State::Failed(..))).count();
        let through = states.iter().filter(|state| state.is_done(target)).count();
        let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        bar.set_message(format!("{through} of {} runs, {at_work} at work{failed}", runs.len()));
    }

    /// Says that a run is through.
    pub(super) fn ended(&mut self, variant: &str, place: &Place, state: &State) {
        self.through += 1;
        let said = match state {
            State::Finished => format!("{} steps", place.steps),
            State::Paused(steps) => format!("{steps} of {} steps", place.steps),
            State::Stopped(reason) => format!("stopped early: {reason}"),
            State::Failed(_, reason) => format!("failed: {reason}"),
            State::NotBegun | State::Unfinished(_) => return,
        };
        let line = format!("[{}/{}] {variant}, seed {}: {said}", self.through, self.runs, place.seed);
        self.say(&line);
    }

    /// Says once that other processes have some of the runs.
    pub(super) fn elsewhere(&mut self) {
        if !self.quiet && !std::mem::replace(&mut self.said_elsewhere, true) {
            self.say("note: some of the runs are trained by other processes; they are waited for");
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None if !self.quiet => eprintln!("{line}"),
            None => {}
        }
    }

    /// Begins a rung of so many steps of so many runs.
    pub(super) fn rung(&mut self, heading: &str, steps: usize, runs: usize) {
        (self.through, self.runs) = (0, runs);
        match &self.bar {
            Some(bar) => {
                bar.suspend(|| eprintln!("{heading}"));
                bar.set_length(steps as u64);
                bar.reset();
            }
            None if !self.quiet => eprintln!("{heading}"),
            None => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(steps: usize) -> ProgressBar {
    let template = "{bar:36.cyan} {pos}/{len} steps  {elapsed} ({eta} left)  {per_sec}\n{msg:.dim}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style.progress_chars("━╸ "))
}
