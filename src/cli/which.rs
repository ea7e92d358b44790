//! Which run a command reads, which of its states, and how it is normalised.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::train::BatchNorm;
use crate::{Error, Run};

/// A run, or one of its checkpoints.
#[derive(Args)]
pub(super) struct Which {
    /// Folder of the run, or of an export.
    pub(super) run: PathBuf,
    /// The run as it was at a checkpoint: the steps that were done, 3000, or `best` where checkpoint.best names a metric.
    #[arg(long, value_name = "STEPS")]
    checkpoint: Option<String>,
    /// The weights as they were trained, or their moving average, where the run keeps one (ema.decay); the average then, unless given.
    #[arg(long, value_enum, conflicts_with = "checkpoint")]
    weights: Option<Weights>,
    /// How batch normalisation works: eval (running statistics), train (those of the batch), recalibrated (running ones gathered anew); as the run's
    /// eval.batch_norm says unless given.
    #[arg(long, value_name = "MODE")]
    batch_norm: Option<BatchNorm>,
}

/// Which weights of a run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Weights {
    /// As they were trained.
    Last,
    /// Their moving average.
    Average,
}

impl Which {
    /// Reads it.
    pub(super) fn open(&self) -> Result<Run, Error> {
        let run = match (&self.checkpoint, self.weights) {
            (Some(checkpoint), _) => Run::open_at(&self.run, checkpoint),
            (None, Some(weights)) => Run::open_weights(&self.run, weights == Weights::Average),
            (None, None) => Run::open(&self.run),
        }?;
        match self.batch_norm {
            Some(_) if run.batch_norm().is_none() => {
                let message = format!("no network of `{}` has batch normalisation", run.config().model);
                Err(Error::setting("--batch-norm", message))
            }
            Some(mode) => run.with_batch_norm(mode),
            None => Ok(run),
        }
    }
}
