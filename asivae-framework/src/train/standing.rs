//! How far the run in a folder has come, without its weights.

use std::path::Path;

use super::config::{ConfigFile, RunConfig};
use super::state::State;
use super::trouble::NotFinite;
use crate::error::Result;
use crate::run::{Recorded, RunDirectory, holds_run, read_checkpoint};

/// How far a run has come.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The resolved configuration.
    pub config: RunConfig,
    /// Steps that are done and safe, those of its last checkpoint.
    pub steps: usize,
    /// Whether figures and a page about it stand in the folder, as they do once it has stopped.
    pub concluded: bool,
    /// Whether a process trains in the folder.
    pub held: bool,
    /// Why it will not go on; it can where there is nothing.
    pub stop: Option<Stop>,
}

/// Why a run will not go on.
#[derive(Clone, Debug)]
pub enum Stop {
    /// All its steps are done.
    Finished,
    /// `early_stop.metric` did not get better.
    EarlyStop(String),
    /// A value that is not finite ended it.
    Failed(NotFinite),
}

impl Standing {
    /// That of the run in a folder; `None` where it holds none yet.
    ///
    /// # Errors
    ///
    /// A run whose files cannot be read, or say something else.
    pub fn of(folder: impl AsRef<Path>) -> Result<Option<Standing>> {
        let folder = folder.as_ref();
        if !holds_run(folder) {
            return Ok(None);
        }
        let directory = RunDirectory::open(folder)?;
        let config = ConfigFile::read(&directory.config_file())?.config()?;
        let last = directory.checkpoints().pop();
        let steps = last.as_ref().map_or(0, |(steps, _)| *steps);
        let failure = Recorded::failure(&directory)?;
        let stop = match failure {
            Some(failure) => Some(Stop::Failed(failure)),
            None if steps >= config.train.steps => Some(Stop::Finished),
            None if config.early_stop.metric.is_some() => last
                .and_then(|(steps, path)| State::read(&read_checkpoint(steps, &path).ok()?).ok())
                .and_then(|state| state.watch.verdict(&config))
                .map(Stop::EarlyStop),
            None => None,
        };
        let concluded = directory.report_file().is_file();
        Ok(Some(Standing { config, steps, concluded, held: directory.is_held(), stop }))
    }

    /// The last step that is on record in a folder, plus one; 0 where there is none. It is read from the end of the records, and does not wait for a
    /// checkpoint.
    pub fn recorded_steps(folder: impl AsRef<Path>) -> usize {
        RunDirectory::last_recorded(folder.as_ref()).map_or(0, |step| step + 1)
    }
}
