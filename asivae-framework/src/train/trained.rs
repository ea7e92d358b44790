//! A run that was made: its networks for sampling, its figures, its records.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::config::{ConfigFile, RunConfig};
use super::session::Session;
use super::stored::{find_checkpoint, weights_in, weights_of};
use super::training::Ended;
use super::weights::{Declared, Weights};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::game::{Game, NetworkDecl, Role, network_for};
use crate::network::{Player, same_tensors};
use crate::plugin::{self, ParamValue, PosteriorPlugin};
use crate::run::{RunDirectory, is_export, read_checkpoint};

/// A run that was made, in memory or read from its directory.
pub struct Run {
    pub(super) config: RunConfig,
    model: String,
    pub(super) data: Arc<dyn Dataset>,
    pub(super) networks: Vec<Seat>,
    /// Places of the usual ones among them.
    pub(super) posterior: Option<usize>,
    pub(super) generator: Option<usize>,
    /// The class of all samples, where one was chosen.
    pub(super) label: Option<usize>,
    pub(super) device: Device,
    /// Whether its weights are the moving average of those that were trained.
    pub(super) averaged: bool,
    pub(super) has_batch_norm: bool,
    /// Where there is no folder that has them.
    rows: Vec<Row>,
    directory: Option<PathBuf>,
    end: Option<(Ended, usize)>,
}

/// A network of a run, and what goes into it and comes out.
pub(super) struct Seat {
    pub(super) declared: NetworkDecl,
    pub(super) player: Box<dyn Player>,
    /// What makes `z` of its outputs, with its parameters at the end of the run.
    pub(super) behind: Option<(&'static PosteriorPlugin, Vec<ParamValue>)>,
}

/// A recorded step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Step, counted from 0.
    pub step: usize,
    /// Named values; JSON has `null` for what is not finite.
    #[serde(flatten, with = "values")]
    pub values: std::collections::BTreeMap<String, f64>,
}

impl Run {
    pub(super) fn new(
        session: &Session,
        config: RunConfig,
        data: Arc<dyn Dataset>,
        rows: Vec<Row>,
        directory: Option<PathBuf>,
    ) -> Result<Run> {
        let average = config.ema.decay > 0.0;
        let game: &Game = session.game();
        let numbers = game.numbers(session.clock(config.train.steps.saturating_sub(1)));
        let seat = |(place, declared): (usize, &NetworkDecl)| {
            let (_, player) = session.networks().find(|(name, _)| *name == declared.name)?;
            let (player, behind) = (player.snapshot(average), game.posterior_of(place, &numbers));
            Some(Seat { player, behind, declared: declared.clone() })
        };
        let mut run = Run {
            networks: game.networks().iter().enumerate().filter_map(seat).collect(),
            posterior: network_for(game.networks(), Role::Posterior),
            generator: network_for(game.networks(), Role::Generator),
            label: None,
            device: config.device.open()?,
            model: game.model().to_string(),
            averaged: average,
            config,
            data,
            rows,
            directory,
            end: None,
            has_batch_norm: false,
        };
        run.normalise()?;
        Ok(run)
    }

    /// The run as it is now, while it goes on.
    pub(super) fn snapshot(session: &Session, config: &RunConfig, data: Arc<dyn Dataset>) -> Result<Run> {
        Run::new(session, config.clone(), data, Vec::new(), None)
    }

    pub(super) fn with_end(mut self, ended: Ended, steps: usize) -> Run {
        self.end = Some((ended, steps));
        self
    }

    /// Reads a run from its directory, what came of it where it stopped, else its last checkpoint; or a model that was [exported](Run::export).
    ///
    /// # Errors
    ///
    /// A folder that holds neither, or files that cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Run> {
        if is_export(path.as_ref()) {
            return Run::open_export(path.as_ref());
        }
        let directory = RunDirectory::open(path.as_ref())?;
        Run::read(&directory, None, |names, average| weights_of(&directory, names, average))
    }

    /// Reads a run from its directory with its weights as they were trained, or with their moving average; an export has one of the two.
    ///
    /// # Errors
    ///
    /// As [`open`](Run::open), or a run or an export without a moving average where it is asked for.
    pub fn open_weights(path: impl AsRef<Path>, average: bool) -> Result<Run> {
        if !is_export(path.as_ref()) {
            let directory = RunDirectory::open(path.as_ref())?;
            return Run::read(&directory, Some(average), |names, average| weights_of(&directory, names, average));
        }
        let run = Run::open_export(path.as_ref())?;
        match average && !run.averaged {
            true => Err(Error::io(path, "the export holds the weights as they were trained, not their moving average")),
            false => Ok(run),
        }
    }

    /// Reads a run as it was at one of its checkpoints: after so many steps, or at the best by `checkpoint.best`.
    ///
    /// # Errors
    ///
    /// As [`open`](Run::open), or a checkpoint that is not there, with those that are.
    pub fn open_at(path: impl AsRef<Path>, checkpoint: &str) -> Result<Run> {
        let directory = RunDirectory::open(path.as_ref())?;
        let (steps, file) = find_checkpoint(&directory, checkpoint)?;
        Run::read(&directory, None, |_, average| weights_in(read_checkpoint(steps, &file)?, &file, average))
    }

    /// Reads a run or an export with its weights as they were trained, or a checkpoint, `RUN@3000`, `RUN@best`.
    pub(super) fn named_at(path: &Path) -> Result<Run> {
        let text = path.display().to_string();
        match text.rsplit_once('@').filter(|_| !path.exists()) {
            Some((folder, checkpoint)) => Run::open_at(folder, checkpoint),
            None => Run::open_weights(path, false),
        }
    }

    /// The weights of each network.
    pub(super) fn weights(&self) -> Weights {
        self.networks.iter().map(|seat| (seat.declared.name.clone(), seat.player.weights())).collect()
    }

    fn read(
        directory: &RunDirectory,
        average: Option<bool>,
        weights: impl FnOnce(&[String], bool) -> Result<Weights>,
    ) -> Result<Run> {
        let config = ConfigFile::read(&directory.config_file())?.config()?;
        let keeps = config.ema.decay > 0.0;
        if average == Some(true) && !keeps {
            return Err(Error::io(directory.path(), "the run keeps no moving average of its weights (ema.decay = 0)"));
        }
        let average = average.unwrap_or(keeps);
        let mut run = Run::assemble(config, &directory.model()?, |networks| {
            let names: Vec<String> = networks.iter().map(|(declared, _)| declared.name.clone()).collect();
            let mut found = weights(&names, average)?;
            for (declared, player) in networks {
                let name = &declared.name;
                let own = found.iter().find(|(other, _)| other == name).map(|(_, weights)| weights.as_slice());
                let wrong =
                    |message| Error::io(directory.path(), format!("weights of the network `{name}`: {message}"));
                same_tensors(&player.weights(), own.unwrap_or_default()).map_err(wrong)?;
            }
            found.retain(|(name, _)| names.contains(name));
            Ok(found)
        })?;
        run.averaged = average;
        run.directory = Some(directory.path().to_owned());
        Ok(run)
    }

    /// A run out of its configuration, its model, and the weights that `weights` finds for these networks.
    pub(super) fn assemble(
        mut config: RunConfig,
        model: &str,
        weights: impl FnOnce(&[Declared<'_>]) -> Result<Weights>,
    ) -> Result<Run> {
        // Sampling and measuring are light: a run of another device can be read anywhere.
        config.device = super::DeviceChoice::Cpu;
        let data = plugin::open_data(&config.data)?;
        let game = Game::from_text(model, &[], data.scale())?;
        let mut session = Session::new(&config, game, None, data.as_ref())?;
        let weights = weights(&session.declared())?;
        session.load(&weights);
        Run::new(&session, config, data, Vec::new(), None)
    }

    /// Continues it from its last checkpoint to its end, as [`Trainer::resume`](super::Trainer::resume) does.
    ///
    /// # Errors
    ///
    /// A run that is in no folder, and as [`Trainer::run`](super::Trainer::run).
    pub fn resume(self) -> Result<Run> {
        let lost = || Error::Unknown("the run is in no folder: there is nothing to continue it from".to_owned());
        super::Trainer::resume(self.directory.as_deref().ok_or_else(lost)?)?.run()
    }

    /// Why it ended where it did, and the steps that are done, where this process trained it.
    pub fn ended(&self) -> Option<(&Ended, usize)> {
        self.end.as_ref().map(|(ended, steps)| (ended, *steps))
    }

    /// The resolved configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The model's declaration, overrides included.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The data set.
    pub fn data(&self) -> &dyn Dataset {
        self.data.as_ref()
    }

    /// The recorded steps.
    ///
    /// # Errors
    ///
    /// Records that cannot be read.
    pub fn records(&self) -> Result<Vec<Row>> {
        match &self.directory {
            Some(folder) => RunDirectory::open(folder)?.rows(),
            None => Ok(self.rows.clone()),
        }
    }

    /// The run directory, where there is one.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether samples and figures come from the moving average of the weights.
    pub fn averaged(&self) -> bool {
        self.averaged
    }

    /// Generates `n` points.
    ///
    /// # Errors
    ///
    /// As [`sample`](Run::sample), or data that are no points.
    pub fn points(&self, n: usize, seed: u64) -> Result<Vec<[f64; 2]>> {
        if self.data.shape() != [2, 1, 1] {
            return Err(Error::Unknown(format!("the samples of `{}` are no points", self.data.name())));
        }
        Ok(points(&self.sample(n, seed)?))
    }
}

/// Named values, those that are not finite as nothing: JSON has no word for them.
mod values {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(values: &BTreeMap<String, f64>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(values)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, f64>, D::Error> {
        let values = BTreeMap::<String, Option<f64>>::deserialize(deserializer)?;
        Ok(values.into_iter().map(|(name, value)| (name, value.unwrap_or(f64::NAN))).collect())
    }
}

pub(super) fn points(values: &[f32]) -> Vec<[f64; 2]> {
    values.chunks_exact(2).map(|p| [f64::from(p[0]), f64::from(p[1])]).collect()
}
