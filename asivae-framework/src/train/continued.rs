//! A run that goes on from its last checkpoint.

use std::path::Path;

use super::config::{ConfigFile, Provenance, RunConfig};
use super::declared::Declared;
use super::session::Session;
use super::state::State;
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::plugin;
use crate::run::{RunDirectory, read_checkpoint};

/// The tree of a run, beside its configuration.
pub(super) const TREE: &str = "model.intro";

/// What a run was before it is continued.
pub(super) struct Continued {
    /// Its configuration as it stands in its folder.
    config: RunConfig,
    provenance: Provenance,
}

impl Trainer {
    /// Continues the run in a folder from its last checkpoint, bit for bit on the same device and number of threads; from its beginning where it has no
    /// checkpoint yet. More [`steps`](Trainer::steps) extend it.
    ///
    /// # Errors
    ///
    /// A folder that holds no run, or files that cannot be read.
    pub fn resume(folder: impl AsRef<Path>) -> Result<Trainer> {
        let directory = RunDirectory::open(folder.as_ref())?;
        let file = ConfigFile::read(&directory.config_file())?;
        let config = file.config()?;
        let provenance = file.provenance.clone().unwrap_or_default();
        let declared = Declared::read(&directory.model_file())?;
        let mut trainer = Trainer::with(declared, &config.model, plugin::open_data(&config.data)?, &[]);
        trainer.config = config.clone().with_tree();
        trainer.out = Some(directory.path().to_owned());
        trainer.recorded = Some(provenance.clone());
        trainer.continued = Some(Continued { config, provenance });
        Ok(trainer)
    }

    /// Where a run is extended: `progress` stays at 1 in the steps that are added, instead of being stretched over all of them.
    pub fn keep_progress(mut self) -> Self {
        if let Some(continued) = &self.continued
            && self.config.train.progress_steps == 0
        {
            self.config.train.progress_steps = continued.config.train.steps;
        }
        self
    }
}

impl RunConfig {
    /// The same with the tree of the run in the place of what was set and left out of a declared model. The tree has no `scale`, which stays.
    pub(super) fn with_tree(mut self) -> RunConfig {
        self.set.retain(|line| line.split_once('=').is_some_and(|(key, _)| key == "scale"));
        self.drop.clear();
        self.model_file = Some(TREE.to_owned());
        self
    }
}

impl Continued {
    /// Brings session and records back to the last checkpoint that is whole; the others are named.
    pub(super) fn restore(
        &self,
        directory: &RunDirectory,
        session: &mut Session,
        note: &mut dyn FnMut(&str),
    ) -> Result<State> {
        for (steps, path) in directory.checkpoints().into_iter().rev() {
            let taken = read_checkpoint(steps, &path).and_then(|snapshot| {
                let state = session.restore(snapshot).map_err(|message| Error::io(&path, message))?;
                directory.cut_records(&state.records)?;
                Ok(state)
            });
            match taken {
                Ok(state) => return Ok(state),
                Err(error) => note(&format!("skipped a checkpoint: {error}")),
            }
        }
        if directory.has_weights() {
            let message = "no checkpoint of it can be used, and to begin again would lose its weights; `asivae train MODEL --data NAME --from` this folder begins \
                           another run with them";
            return Err(Error::io(directory.path(), message));
        }
        note("no checkpoint can be used: the run begins again");
        directory.cut_records(&Default::default())?;
        Ok(State::default())
    }

    /// What to say of a run that goes on elsewhere than where it was.
    pub(super) fn elsewhere(&self, now: &RunConfig) -> Option<String> {
        let (was, is) = (self.config.device, now.device);
        (was != is).then(|| format!("the run was on {was} and goes on on {is}: not bit for bit as it would have there"))
    }

    /// The record of a run whose length was changed, and what that does to `progress`; nothing where it was not.
    pub(super) fn extended(&self, now: &RunConfig, done: usize) -> Result<Option<(RunConfig, Provenance, String)>> {
        let (was, steps) = (self.config.train.steps, now.train.steps);
        if steps == was && now.train.progress_steps == self.config.train.progress_steps {
            return Ok(None);
        }
        if steps < done {
            let message = format!("{done} steps are done already; expected at least as many, found {steps}");
            return Err(Error::setting("train.steps", message));
        }
        let at = |over: usize| (done as f64 / over as f64).min(1.0);
        let (before, after) = (at(progress_over(&self.config)), at(progress_over(now)));
        let what = match before == after {
            true => format!("`progress` goes on from {before:.3}"),
            false => {
                format!("`progress` is stretched over all of them: it goes on from {after:.3} where it was {before:.3}")
            }
        };
        let change = format!("{steps} steps instead of {was}, after {done} of them");
        let mut config = self.config.clone();
        config.train = now.train.clone();
        let mut provenance = self.provenance.clone();
        provenance.changes.push(change.clone());
        Ok(Some((config, provenance, format!("{change}: {what}"))))
    }
}

fn progress_over(config: &RunConfig) -> usize {
    match config.train.progress_steps {
        0 => config.train.steps,
        steps => steps,
    }
}
