//! From a trainer to a run: the folder, what it begins with, the steps, what is left behind.

use std::path::Path;
use std::time::Instant;

use super::config::{Provenance, plugins_of};
use super::continued::Continued;
use super::journal::Journal;
use super::rescue::save;
use super::session::Session;
use super::state::State;
use super::trained::Run;
use super::trainer::Trainer;
use super::training::Training;
use super::watch::Watch;
use crate::error::Result;
use crate::game::Game;
use crate::plugin::{self, DatasetPlugin, ModelPlugin, NetworkPlugin, PluginInfo, Registered, SamplerPlugin};
use crate::run::RunDirectory;

/// What the first step needs.
struct Begun {
    session: Session,
    state: State,
    directory: Option<RunDirectory>,
    /// The configuration, as it is written in the folder.
    record: String,
}

/// Samples by which it is seen whether a metric can be measured.
const A_FEW: usize = 50;

impl Trainer {
    /// Trains, to the end or as far as it comes; [`Run::ended`] says which.
    ///
    /// # Errors
    ///
    /// A device that is not there, a folder that cannot be written, holds a run or is in use, or a value that is not finite: the last
    /// good weights are saved then, where there is a folder.
    pub fn run(mut self) -> Result<Run> {
        let Begun { session, state, directory, record } = self.begin()?;
        let mut training = Training {
            journal: Journal::new(state.steps),
            session,
            record,
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
        let said = training.data.notes();
        let ended = training.go_on()?;
        let (session, state, rows) = training.finish()?;
        for note in self.data.notes().into_iter().filter(|note| !said.contains(note)) {
            self.note(&note);
        }
        let folder = self.out.take();
        Ok(Run::new(&session, self.config, self.data, rows, folder)?.with_end(ended, state.steps))
    }

    /// Everything that the first step needs.
    fn begin(&mut self) -> Result<Begun> {
        let session = self.session()?;
        self.check_metrics(&session)?;
        let mut notes = Vec::new();
        let mut provenance = self.provenance(&session);
        let begun = match (self.out.clone(), self.continued.take()) {
            (Some(path), Some(continued)) => self.go_on(&continued, &path, &provenance, &mut notes)?,
            (out, _) => {
                let mut session = session;
                if let Some(from) = &self.from {
                    let weights = session.begin_with(from)?;
                    notes.extend(weights.notes);
                    provenance.from = Some(weights.blake3);
                }
                if let Some(recorded) = &self.recorded {
                    notes.extend(recorded.differences(&provenance));
                    notes.extend(recorded.was_changed());
                }
                let directory = out.map(|path| RunDirectory::create(path, self.force)).transpose()?;
                let record = match &directory {
                    Some(directory) => self.record(directory, &session, &provenance)?,
                    None => String::new(),
                };
                Begun { session, state: State::default(), directory, record }
            }
        };
        if let Some(directory) = begun.directory.as_ref().filter(|_| begun.state.records.is_empty()) {
            Journal::open(directory, begun.session.game().model(), &begun.record)?;
        }
        notes.extend(self.data.notes());
        notes.iter().for_each(|text| self.note(text));
        Ok(begun)
    }

    /// The same for a run that is continued.
    fn go_on(
        &mut self,
        continued: &Continued,
        path: &Path,
        provenance: &Provenance,
        notes: &mut Vec<String>,
    ) -> Result<Begun> {
        let mut directory = RunDirectory::open(path)?;
        directory.lock()?;
        notes.extend(continued.recorded().differences(provenance));
        notes.extend(continued.elsewhere(&self.config));
        notes.extend(directory.unsettled());
        let (mut session, state) =
            continued.restore(&directory, &mut || self.session(), &mut |text| notes.push(text))?;
        if let Some(from) = self.config.from.clone().filter(|_| state.steps == 0) {
            notes.extend(session.begin_with(Path::new(&from))?.notes);
        }
        let record = match continued.changed(&self.config, state.steps)? {
            Some(changed) => {
                directory.write_config(&changed.config.to_toml(Some(&changed.provenance)))?;
                notes.push(changed.said);
                changed.config.to_toml(None)
            }
            None => continued.record(),
        };
        Ok(Begun { session, state, directory: Some(directory), record })
    }

    /// Whether the metrics that the run depends on can be measured at all: on a few samples, before the first step.
    fn check_metrics(&self, session: &Session) -> Result<()> {
        if self.config.early_stop.metric.is_none() && self.config.checkpoint.best.is_none() {
            return Ok(());
        }
        let run = Run::snapshot(session, &self.config, self.data.clone())?;
        Watch::default().see(&self.config, 0, &run.evaluate(A_FEW, self.config.seed)?).map(|_| ())
    }

    /// Writes what is needed to repeat the run: its configuration and its model.
    pub(super) fn record(
        &self,
        directory: &RunDirectory,
        session: &Session,
        provenance: &Provenance,
    ) -> Result<String> {
        let written = self.written();
        directory.write_model(&session.game().model().to_string())?;
        directory.write_config(&written.to_toml(Some(provenance)))?;
        Ok(written.to_toml(None))
    }

    /// How a run comes about that begins now.
    pub(super) fn provenance(&self, session: &Session) -> Provenance {
        Provenance::now(self.plugins(session))
    }

    /// Plugins that take part in the run.
    fn plugins(&self, session: &Session) -> Vec<&'static PluginInfo> {
        let config = &self.config;
        let networks = config.networks.values().filter_map(|text| called::<NetworkPlugin>(text));
        let others =
            [called::<DatasetPlugin>(plugin::data_name(&config.data)), called::<SamplerPlugin>(&config.sampler)];
        let models = [Some(&config.model), config.warmup.as_ref().map(|warmup| &warmup.model)];
        let models = models.into_iter().flatten().filter_map(|name| called::<ModelPlugin>(name));
        let metrics = [&config.early_stop.metric, &config.checkpoint.best].into_iter().flatten();
        let metrics = metrics.filter_map(|name| plugin::figure(name).ok().map(|metric| metric.info));
        let games: Vec<&Game> =
            std::iter::once(session.game()).chain(session.warmup.as_ref().map(|(game, _)| game)).collect();
        plugins_of(&games, networks.chain(others.into_iter().flatten()).chain(models).chain(metrics))
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
