//! A training under way: steps, records, figures, checkpoints, and why it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::config::RunConfig;
use super::feed::SeededFeed;
use super::figures::Measured;
use super::journal::{Journal, Portrait};
use super::report::StepReport;
use super::rescue::rescue;
use super::session::Session;
use super::state::State;
use super::trained::{Row, Run};
use super::trainer::{Hook, Painter};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::network::Player;
use crate::run::RunDirectory;

/// Why a run ended where it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All its steps are done.
    Finished,
    /// A hook ended it, after an interrupt for instance.
    Interrupted,
    /// `stop_at` or `max_time` was reached.
    Paused(String),
    /// `early_stop.metric` did not get better.
    EarlyStop(String),
}

/// When a run pauses, to go on another time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    pub(super) stop_at: Option<usize>,
    pub(super) max_time: Option<Duration>,
}

/// A training under way.
pub(super) struct Training<'a> {
    pub(super) session: Session,
    pub(super) config: &'a RunConfig,
    pub(super) data: Arc<dyn Dataset>,
    pub(super) directory: Option<RunDirectory>,
    pub(super) hooks: &'a mut [Hook],
    pub(super) painter: Option<&'a mut Painter>,
    pub(super) limits: Limits,
    /// The configuration, as it is written in the folder.
    pub(super) record: String,
    pub(super) journal: Journal,
    pub(super) state: State,
    pub(super) started: Instant,
    /// Whether data and model have figures; known after the first time.
    pub(super) measurable: bool,
}

impl Training<'_> {
    /// Plays the steps that are left, as far as it comes.
    pub(super) fn go_on(&mut self) -> Result<Ended> {
        let mut feed = SeededFeed::new(self.data.clone(), self.config.train.batch, self.config.seed);
        while self.state.steps < self.config.train.steps {
            if let Some(reason) = self.state.watch.verdict(self.config) {
                return Ok(Ended::EarlyStop(reason));
            }
            if let Some(reason) = self.limit() {
                return Ok(Ended::Paused(reason));
            }
            let step = self.state.steps;
            let log = self.is_logged(step);
            let report = match self.session.step(step, &mut feed, log) {
                Ok(report) => report,
                Err(error) => return Err(rescue(error, self.directory.take(), &self.session, step)),
            };
            self.state.steps += 1;
            let best = self.record(&report)?;
            if best || self.is_due(self.config.checkpoint.every) {
                self.save_checkpoint()?;
            }
            if self.hooks.iter_mut().any(|hook| hook(&report).is_break()) {
                return Ok(if self.is_done() { Ended::Finished } else { Ended::Interrupted });
            }
        }
        Ok(Ended::Finished)
    }

    fn is_done(&self) -> bool {
        self.state.steps == self.config.train.steps
    }

    fn limit(&self) -> Option<String> {
        let Limits { stop_at, max_time } = self.limits;
        if stop_at.is_some_and(|stop| self.state.steps >= stop) {
            return Some(format!("it was to stop after step {}", stop_at.unwrap_or(self.state.steps)));
        }
        let spent = max_time.filter(|most| self.started.elapsed() >= *most)?;
        Some(format!("the time that it was given, {}, is over", humantime::format_duration(spent)))
    }

    /// Whether so many steps are done that something that happens every so many is due.
    fn is_due(&self, every: usize) -> bool {
        every > 0 && self.state.steps.is_multiple_of(every)
    }

    fn is_logged(&self, step: usize) -> bool {
        let (train, eval) = (&self.config.train, self.config.eval.every);
        step.is_multiple_of(train.log_every) || step + 1 == train.steps || eval > 0 && (step + 1).is_multiple_of(eval)
    }

    /// Records a step, with figures where they are due; whether it is the best so far.
    fn record(&mut self, report: &StepReport) -> Result<bool> {
        if !report.logged {
            return Ok(false);
        }
        let mut row = Row { step: report.step, values: report.values.iter().cloned().collect() };
        let mut best = false;
        let mut portrait = Portrait::default();
        if self.is_due(self.config.eval.every) && self.measurable {
            let run = Run::snapshot(&self.session, self.config, self.data.clone())?;
            let figures = self.measure(&run)?;
            row.values.extend(figures.iter().map(|figure| (format!("metric/{}", figure.name), figure.value)));
            best = self.state.watch.see(self.config, self.state.steps, &figures)?;
            if let Some(painter) = &mut self.painter {
                portrait.picture = painter(&run, self.state.steps)?;
            }
            let weights = |(name, player): (&str, &dyn Player)| (name.to_owned(), player.weights());
            portrait.weights = self.session.networks().map(weights).collect();
        }
        self.journal.clock(&mut row, self.state.seconds + self.started.elapsed().as_secs_f64());
        self.journal.add(self.directory.as_ref(), row, &portrait)?;
        Ok(best)
    }

    /// The figures of a run; none where these data or this model have none, unless the run depends on them.
    fn measure(&mut self, run: &Run) -> Result<Vec<Measured>> {
        let seed = self.config.seed;
        match run.evaluate(self.config.eval.samples, seed) {
            Ok(figures) => Ok(figures),
            Err(_) if self.config.early_stop.metric.is_none() && self.config.checkpoint.best.is_none() => {
                self.measurable = false;
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// Saves the state, and removes states that need not be kept.
    pub(super) fn save_checkpoint(&mut self) -> Result<()> {
        let Some(directory) = &mut self.directory else { return Ok(()) };
        let mut state = self.state.clone();
        state.seconds += self.started.elapsed().as_secs_f64();
        state.records = directory.sync_records()?;
        state.config.clone_from(&self.record);
        let steps = state.steps;
        let snapshot = self.session.save(state).map_err(|message| Error::io(directory.path(), message))?;
        directory.write_checkpoint(steps, &snapshot)?;
        directory.remove_results()?;
        directory.settle()?;
        let last: Vec<usize> = directory.checkpoints().iter().rev().map(|(steps, _)| *steps).collect();
        let policy = &self.config.checkpoint;
        let best = self.state.watch.best.map(|best| best.steps);
        directory.prune_checkpoints(|steps| {
            let recent = last.iter().take(policy.keep_last).any(|kept| *kept == steps);
            let regular = policy.keep_every > 0 && steps.is_multiple_of(policy.keep_every);
            recent || regular || best == Some(steps)
        })
    }
}
