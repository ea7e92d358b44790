//! A run that goes on from its last checkpoint.

use std::collections::BTreeMap;
use std::path::Path;

use super::config::{ConfigFile, Provenance, RunConfig, entries};
use super::declared::Declared;
use super::session::Session;
use super::state::State;
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::plugin;
use crate::run::{MODEL, RunDirectory, read_checkpoint};

/// What a run was before it is continued.
pub(super) struct Continued {
    /// Its configuration as it stands in its folder.
    config: RunConfig,
    provenance: Provenance,
}

/// What a run is from here on.
pub(super) struct Changed {
    pub(super) config: RunConfig,
    pub(super) provenance: Provenance,
    /// What that does, in words.
    pub(super) said: String,
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
        self.model_file = Some(MODEL.to_owned());
        self
    }
}

impl Continued {
    /// Brings a session and the records back to the last checkpoint that is whole; others are named. `fresh` makes a session at its beginning: one that refused a
    /// checkpoint may have taken up a part of it.
    pub(super) fn restore(
        &self,
        directory: &RunDirectory,
        fresh: &mut dyn FnMut() -> Result<Session>,
        note: &mut dyn FnMut(String),
    ) -> Result<(Session, State)> {
        // Those whose records are there, then those whose records are gone: steps that were trained are worth more than what was written of them.
        for with_records in [true, false] {
            for (steps, path) in directory.checkpoints().into_iter().rev() {
                let refused = |message: String| Error::io(&path, message);
                let read = read_checkpoint(steps, &path)
                    .and_then(|snapshot| Ok((State::read(&snapshot).map_err(refused)?, snapshot)));
                // What was changed by hand is not to be taken for damage.
                if let Ok((written, _)) = &read {
                    self.check(written)?;
                }
                let taken = read.and_then(|(written, snapshot)| {
                    let whole = directory.check_records(&written.records);
                    if with_records {
                        whole.as_ref().map_err(|error| Error::io(&path, error))?;
                    }
                    let mut session = fresh()?;
                    let state = session.restore(snapshot).map_err(refused)?;
                    Ok((session, state, whole.is_ok()))
                });
                match taken {
                    Ok((session, mut state, whole)) => {
                        if whole {
                            directory.cut_records(&state.records)?;
                        } else {
                            note(format!(
                                "records of the first {steps} steps are gone; those that follow will be written"
                            ));
                            directory.cut_records(&Default::default())?;
                            state.records.clear();
                        }
                        directory.set_aside(steps)?;
                        note(format!("goes on from the checkpoint after {steps} steps"));
                        return Ok((session, state));
                    }
                    Err(error) if with_records => note(format!("skipped a checkpoint: {error}")),
                    Err(_) => {}
                }
            }
        }
        if directory.has_weights() || !directory.checkpoints().is_empty() {
            let message = "no checkpoint of it can be used, and to begin again would lose what is there; `asivae train MODEL --data NAME --from` this folder \
                           begins another run with its weights, `asivae train` with its config.toml and --force begins it again";
            return Err(Error::io(directory.path(), message));
        }
        note("there is no checkpoint yet: the run begins again".to_owned());
        directory.cut_records(&Default::default())?;
        Ok((fresh()?, State::default()))
    }

    /// Whether the configuration still is that of the checkpoint, as far as a run cannot change on its way.
    fn check(&self, state: &State) -> Result<()> {
        let (was, is) = (settings(&state.config), settings(&self.config.to_toml(None)));
        let changed = was.iter().filter(|(key, value)| is.get(*key) != Some(value));
        let added = is.keys().filter(|key| !was.contains_key(*key));
        let mut keys: Vec<&String> = changed.map(|(key, _)| key).chain(added).filter(|key| !may_change(key)).collect();
        keys.sort();
        if keys.is_empty() {
            return Ok(());
        }
        let value =
            |of: &BTreeMap<String, String>, key: &String| of.get(key).map_or("nothing".to_owned(), Clone::clone);
        let list: Vec<String> =
            keys.iter().map(|key| format!("{key} is {} and was {}", value(&is, key), value(&was, key))).collect();
        let message = format!(
            "config.toml was changed since the last checkpoint: {}; a run goes on as it was: take that back, or begin another run with these weights by \
             `asivae train CONFIG --from` this folder",
            list.join("; ")
        );
        Err(Error::setting("resume", message))
    }

    /// What to say of a run that goes on elsewhere than where it was.
    pub(super) fn elsewhere(&self, now: &RunConfig) -> Option<String> {
        let (was, is) = (self.config.device, now.device);
        (was != is).then(|| format!("the run was on {was} and goes on on {is}: not bit for bit as it would have there"))
    }

    /// The record of a run that was changed on its way, and what that does to `progress`; nothing where it was not.
    pub(super) fn changed(&self, now: &RunConfig, done: usize) -> Result<Option<Changed>> {
        let mut config = self.config.clone();
        config.train = now.train.clone();
        (config.eval, config.early_stop) = (now.eval.clone(), now.early_stop.clone());
        config.checkpoint = now.checkpoint.clone();
        if config == self.config {
            return Ok(None);
        }
        let (was, steps) = (self.config.train.steps, now.train.steps);
        if steps < done {
            let message = format!("{done} steps are done already; expected at least as many, found {steps}");
            return Err(Error::setting("train.steps", message));
        }
        let mut provenance = self.provenance.clone();
        let mut said = Vec::new();
        if steps != was || now.train.progress_steps != self.config.train.progress_steps {
            provenance.changes.push(format!("{steps} steps instead of {was}, after {done} of them"));
            said.push(format!("{steps} steps instead of {was}, after {done} of them: {}", self.progress(now, done)));
        }
        let (before, after) = (settings(&self.config.to_toml(None)), settings(&config.to_toml(None)));
        for (key, value) in
            after.iter().filter(|(key, value)| !key.starts_with("train.") && before.get(*key) != Some(value))
        {
            provenance.changes.push(format!("{key} = {value}, after {done} steps"));
            said.push(format!("{key} is {value} from here on"));
        }
        Ok(Some(Changed { config, provenance, said: said.join("; ") }))
    }

    /// What another length does to `progress`.
    fn progress(&self, now: &RunConfig, done: usize) -> String {
        let at = |over: usize| (done as f64 / over as f64).min(1.0);
        let (before, after) = (at(progress_over(&self.config)), at(progress_over(now)));
        match before == after {
            true => format!("`progress`, which schedules see, goes on from {before:.3}"),
            false => format!(
                "`progress`, which schedules see, is spread over all of them: it goes on from {after:.3} where it was {before:.3}"
            ),
        }
    }

    /// How the run came about.
    pub(super) fn recorded(&self) -> &Provenance {
        &self.provenance
    }

    /// The configuration as it stands in the folder.
    pub(super) fn record(&self) -> String {
        self.config.to_toml(None)
    }
}

/// What a run may change on its way: how long it is, where it is, what is kept of it, and when it ends.
pub(super) fn may_change(key: &str) -> bool {
    const OPEN: [&str; 4] = ["train.steps", "train.progress_steps", "device", "provenance"];
    OPEN.contains(&key) || ["checkpoint.", "early_stop.", "eval."].iter().any(|section| key.starts_with(section))
}

/// The settings of a configuration by their names.
pub(super) fn settings(text: &str) -> BTreeMap<String, String> {
    let entries = entries(text).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.key, entry.value.plain())).collect()
}

fn progress_over(config: &RunConfig) -> usize {
    match config.train.progress_steps {
        0 => config.train.steps,
        steps => steps,
    }
}
