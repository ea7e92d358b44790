//! What came of one run.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::plugin::{self, Better};
use crate::run::{Recorded, RunDirectory, holds_run};
use crate::train::{Measured, Row};
use crate::{Result, RunConfig};

/// Columns of figures that were measured while a run went on.
pub(super) const METRIC: &str = "metric/";
/// The clock of a run.
pub(super) const SECONDS: &str = "wall/seconds";

/// Values of one column over the steps, which are counted from 0.
pub type Course = Vec<(usize, f64)>;

/// A run of a variant.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its seed.
    pub seed: u64,
    /// Its folder.
    pub folder: PathBuf,
    /// How far it came.
    pub state: State,
    /// What it has on record; nothing where there is no run in the folder.
    pub record: Option<Record>,
}

/// How far a run came.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// To its last step.
    Finished,
    /// It ended early because its metric got no better: which, and how good it was.
    Stopped(String),
    /// It is at work, or was interrupted.
    Unfinished {
        /// Steps that are on record: done are so many, or up to `train.log_every` more.
        steps: usize,
    },
    /// It broke.
    Failed {
        /// The step, where it is known.
        step: Option<usize>,
        /// What happened: ``the term `exp[xr]` of `encoder` is NaN``, `killed 3 times`.
        reason: String,
    },
    /// Halving went on without it.
    LeftOut {
        /// Steps that are done.
        steps: usize,
    },
    /// There is no run yet.
    NotBegun,
}

/// What a run has on record, as far as it is looked at here.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its resolved configuration.
    pub config: RunConfig,
    /// The model as it was trained, in the grammar.
    pub model: String,
    /// Figures at the end; those that are not finite are left out.
    pub figures: Vec<Measured>,
    /// Columns over the steps: `metric/*`, the objective of each move, the clock, and what was asked for.
    pub courses: BTreeMap<String, Course>,
    /// Pictures of samples, by the steps that were done.
    pub pictures: Vec<(usize, PathBuf)>,
}

impl State {
    /// Whether the run came to an end of its own, so that its figures are those of its variant.
    pub fn counts(&self) -> bool {
        matches!(self, State::Finished | State::Stopped(_))
    }

    /// In one word: `finished`, `stopped`, `unfinished`, `failed`, `not-begun`.
    pub fn word(&self) -> &'static str {
        match self {
            State::Finished => "finished",
            State::Stopped(_) => "stopped",
            State::Unfinished { .. } => "unfinished",
            State::Failed { .. } => "failed",
            State::LeftOut { .. } => "left-out",
            State::NotBegun => "not-begun",
        }
    }

    fn of(recorded: &Recorded) -> State {
        if let Some(failure) = &recorded.failure {
            let reason = format!("{} of the move `{}` is {}", failure.what, failure.title, failure.value);
            return State::Failed { step: Some(failure.step), reason };
        }
        let steps = recorded.rows.last().map_or(0, |row| row.step + 1);
        if steps >= recorded.config.train.steps {
            return State::Finished;
        }
        match early_stop(recorded) {
            Some(reason) => State::Stopped(reason),
            None => State::Unfinished { steps },
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Finished => f.write_str("finished"),
            State::Stopped(reason) => write!(f, "stopped early: {reason}"),
            State::Unfinished { steps } => write!(f, "unfinished, on record up to step {steps}"),
            State::Failed { step: Some(step), reason } => write!(f, "failed at step {step}: {reason}"),
            State::Failed { step: None, reason } => write!(f, "failed: {reason}"),
            State::LeftOut { steps } => write!(f, "left out by halving after {steps} steps"),
            State::NotBegun => f.write_str("not begun"),
        }
    }
}

/// Why a run ended before its last step, where its own rule had it end: the same count that is kept while it is trained.
fn early_stop(recorded: &Recorded) -> Option<String> {
    let config = &recorded.config;
    let metric = config.early_stop.metric.as_ref()?;
    let higher = better_of(metric, &recorded.figures) == Better::Higher;
    let measured = |row: &&Row| config.eval.every > 0 && (row.step + 1).is_multiple_of(config.eval.every);
    let (mut best, mut waited) = (None::<f64>, 0);
    for row in recorded.rows.iter().filter(measured) {
        // A figure that is no number is never better.
        let value = row.values.get(&format!("{METRIC}{metric}")).copied();
        match value.filter(|value| best.is_none_or(|best| if higher { *value > best } else { *value < best })) {
            Some(value) => (best, waited) = (Some(value), 0),
            None => waited += 1,
        }
    }
    let steps = recorded.rows.last().map_or(0, |row| row.step + 1);
    let stopped = waited > 0 && waited >= config.early_stop.patience;
    stopped.then(|| format!("`{metric}` got no better {waited} times in a row, the last time after {steps} steps"))
}

/// Which direction of a metric is better: as a run has it on record, or as it is registered.
pub(super) fn better_of(name: &str, figures: &[Measured]) -> Better {
    match figures.iter().find(|figure| figure.name == name).map(|figure| figure.better.as_str()) {
        Some("lower") => Better::Lower,
        Some("higher") => Better::Higher,
        Some(_) => Better::Neither,
        None => plugin::figure(name).map_or(Better::Neither, |metric| metric.better),
    }
}

impl Outcome {
    /// Reads what a folder holds. A state that is given wins over what the records say.
    ///
    /// # Errors
    ///
    /// Records that cannot be read.
    pub fn read(seed: u64, folder: &Path, state: Option<State>, columns: &[String]) -> Result<Outcome> {
        let (state, record) = if holds_run(folder) {
            let recorded = Recorded::read(folder)?;
            let found = State::of(&recorded);
            (state.unwrap_or(found), Some(Record::of(recorded, &RunDirectory::open(folder)?, columns)))
        } else {
            (state.unwrap_or(State::NotBegun), None)
        };
        Ok(Outcome { seed, folder: folder.to_owned(), state, record })
    }

    /// A figure at the end; none of a run that has not come to it.
    pub fn figure(&self, name: &str) -> Option<f64> {
        let record = self.record.as_ref().filter(|_| self.state.counts())?;
        record.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }

    /// A column over the steps; empty where it has none.
    pub fn course(&self, column: &str) -> &[(usize, f64)] {
        self.record.as_ref().and_then(|record| record.courses.get(column)).map_or(&[], Vec::as_slice)
    }

    /// Steps on record.
    pub fn steps(&self) -> usize {
        let last = |course: &Course| course.last().map_or(0, |(step, _)| step + 1);
        self.record.iter().flat_map(|record| record.courses.values()).map(last).max().unwrap_or(0)
    }

    /// Seconds that it took, or has taken so far.
    pub fn seconds(&self) -> Option<f64> {
        self.course(SECONDS).last().map(|(_, seconds)| *seconds)
    }
}

impl Record {
    pub(super) fn of(recorded: Recorded, directory: &RunDirectory, columns: &[String]) -> Record {
        let wanted = |name: &str| {
            name.starts_with(METRIC)
                || name == SECONDS
                || name.ends_with("/objective")
                || columns.iter().any(|column| column == name)
        };
        let mut courses: BTreeMap<String, Course> = BTreeMap::new();
        for row in &recorded.rows {
            for (name, value) in row.values.iter().filter(|(name, _)| wanted(name)) {
                courses.entry(name.clone()).or_default().push((row.step, *value));
            }
        }
        let mut figures = recorded.figures;
        // A run that a program of one's own trained was measured on its way alone.
        if figures.is_empty() {
            let last = recorded.rows.last().into_iter().flat_map(|row| &row.values);
            figures = last.filter_map(|(name, value)| measured(name, *value, &recorded.config)).collect();
        }
        Record { config: recorded.config, model: recorded.model, figures, courses, pictures: directory.samples() }
    }
}

/// The figure that a column of a record is.
fn measured(column: &str, value: f64, config: &RunConfig) -> Option<Measured> {
    let name = column.strip_prefix(METRIC)?;
    let plugin = plugin::figure(name).ok();
    let better = match plugin.map(|plugin| plugin.better) {
        Some(Better::Lower) => "lower",
        Some(Better::Higher) => "higher",
        _ => "neither",
    };
    let unit = plugin.map_or("", |plugin| plugin.unit).to_owned();
    let (samples, average) = (config.eval.samples, config.ema.decay > 0.0);
    Some(Measured {
        name: name.to_owned(),
        value,
        unit,
        better: better.to_owned(),
        samples,
        average,
        protocol: BTreeMap::new(),
    })
}
