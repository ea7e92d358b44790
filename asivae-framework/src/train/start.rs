//! From a trainer to a run: the folder, what it begins with, the steps, what is left behind.

use std::time::Instant;

use super::config::{Provenance, plugins_of};
use super::journal::Journal;
use super::rescue::save;
use super::session::Session;
use super::state::State;
use super::trained::Run;
use super::trainer::Trainer;
use super::training::Training;
use crate::error::Result;
use crate::game::Game;
use crate::plugin::{self, DatasetPlugin, ModelPlugin, NetworkPlugin, PluginInfo, Registered, SamplerPlugin};
use crate::run::RunDirectory;

impl Trainer {
    /// Trains, to the end or as far as it comes; [`Run::ended`] says which.
    ///
    /// # Errors
    ///
    /// A device that is not there, a folder that cannot be written, holds a run or is in use, or a value that is not finite: the last
    /// good weights are saved then, where there is a folder.
    pub fn run(mut self) -> Result<Run> {
        let mut session = self.session()?;
        let (directory, state) = self.begin(&mut session)?;
        let mut training = Training {
            journal: Journal::new(state.steps),
            session,
            config: &self.config,
            data: self.data.clone(),
            directory,
            hooks: &mut self.hooks,
            painter: self.painter.as_mut(),
            limits: self.limits,
            state,
            started: Instant::now(),
            measurable: true,
        };
        let ended = training.go_on()?;
        let (session, state, rows) = training.finish()?;
        let folder = self.out.take();
        Ok(Run::new(&session, self.config, self.data, rows, folder)?.with_end(ended, state.steps))
    }

    /// The folder of the run, and the state that it begins with.
    fn begin(&mut self, session: &mut Session) -> Result<(Option<RunDirectory>, State)> {
        let mut notes = Vec::new();
        let mut provenance = self.provenance(session);
        if self.continued.is_none()
            && let Some(from) = &self.from
        {
            let begun = session.begin_with(from)?;
            notes.extend(begun.notes);
            provenance.from = Some(begun.blake3);
        }
        if let Some(recorded) = &self.recorded {
            notes.extend(recorded.differences(&provenance));
        }
        let mut state = State::default();
        let directory = match (&self.out, &self.continued) {
            (Some(path), Some(continued)) => {
                let mut directory = RunDirectory::open(path)?;
                directory.lock()?;
                if let Some(text) = continued.elsewhere(&self.config) {
                    notes.push(text);
                }
                state = continued.restore(&directory, session, &mut |text| notes.push(text.to_owned()))?;
                if let Some((config, provenance, text)) = continued.extended(&self.config, state.steps)? {
                    directory.write_config(&config.to_toml(Some(&provenance)))?;
                    notes.push(text);
                }
                Some(directory)
            }
            (Some(path), None) => {
                let directory = RunDirectory::create(path, self.force)?;
                self.record(&directory, session, &provenance)?;
                Some(directory)
            }
            (None, _) => None,
        };
        if let Some(directory) = directory.as_ref().filter(|_| state.records.is_empty()) {
            Journal::open(directory, session.game().model(), &self.config.to_toml(None))?;
        }
        notes.iter().for_each(|text| self.note(text));
        Ok((directory, state))
    }

    /// Writes what is needed to repeat the run: its configuration and its model.
    pub(super) fn record(&self, directory: &RunDirectory, session: &Session, provenance: &Provenance) -> Result<()> {
        let mut written = self.config.clone();
        // A text that stands somewhere else may be gone or changed when the run is repeated.
        if self.declared.is_text() {
            written = written.with_tree();
        }
        directory.write_config(&written.to_toml(Some(provenance)))?;
        directory.write_model(&session.game().model().to_string())
    }

    /// How a run comes about that begins now.
    pub(super) fn provenance(&self, session: &Session) -> Provenance {
        Provenance::now(self.plugins(session))
    }

    /// Plugins that take part in the run.
    fn plugins(&self, session: &Session) -> Vec<&'static PluginInfo> {
        let config = &self.config;
        let networks = config.networks.values().filter_map(|text| called::<NetworkPlugin>(text));
        let others = [called::<DatasetPlugin>(&config.data), called::<SamplerPlugin>(&config.sampler)];
        let model = called::<ModelPlugin>(&config.model);
        let games: Vec<&Game> =
            std::iter::once(session.game()).chain(session.warmup.as_ref().map(|(game, _)| game)).collect();
        plugins_of(&games, networks.chain(others.into_iter().flatten()).chain(model))
    }
}

/// The plugin that a text calls: `mlp(hidden = 64)`.
fn called<P: Registered>(text: &str) -> Option<&'static PluginInfo> {
    let name = text.split('(').next().unwrap_or(text).trim();
    plugin::find::<P>(name).ok().map(Registered::info)
}

impl Training<'_> {
    /// Leaves everything in the folder: a checkpoint to go on from, weights to use, the records as a table.
    fn finish(mut self) -> Result<(Session, State, Vec<super::trained::Row>)> {
        self.save_checkpoint()?;
        if let Some(directory) = &mut self.directory {
            save(directory, &self.session, self.session.averages())?;
            Journal::conclude(directory)?;
        }
        Ok((self.session, self.state, self.journal.into_rows()))
    }
}
