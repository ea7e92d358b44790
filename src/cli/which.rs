//! Which run a command reads, and which of its states.

use std::path::PathBuf;

use clap::Args;

use crate::{Error, Run};

/// A run, or one of its checkpoints.
#[derive(Args)]
pub(super) struct Which {
    /// Folder of the run, or of an export.
    pub(super) run: PathBuf,
    /// The run as it was at a checkpoint: the steps that were done, 3000, or `best` where checkpoint.best names a metric.
    #[arg(long, value_name = "STEPS")]
    checkpoint: Option<String>,
}

impl Which {
    /// Reads it.
    pub(super) fn open(&self) -> Result<Run, Error> {
        match &self.checkpoint {
            Some(checkpoint) => Run::open_at(&self.run, checkpoint),
            None => Run::open(&self.run),
        }
    }
}
