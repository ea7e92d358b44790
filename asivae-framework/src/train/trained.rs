//! A run that was made: its networks for sampling, its figures, its records.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::session::Session;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::game::{Game, NetworkDecl, Role, network_for};
use crate::network::{NamedTensor, Player};
use crate::plugin::{self, ParamValue, PosteriorPlugin};
use crate::random;
use crate::run::RunDirectory;

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
    history: Vec<Row>,
    directory: Option<PathBuf>,
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
    /// Named values.
    #[serde(flatten)]
    pub values: std::collections::BTreeMap<String, f64>,
}

impl Run {
    pub(super) fn new(
        session: &Session,
        config: RunConfig,
        data: Arc<dyn Dataset>,
        history: Vec<Row>,
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
        Ok(Run {
            networks: game.networks().iter().enumerate().filter_map(seat).collect(),
            posterior: network_for(game.networks(), Role::Posterior),
            generator: network_for(game.networks(), Role::Generator),
            label: None,
            device: config.device.open()?,
            model: game.model().to_string(),
            config,
            data,
            history,
            directory,
        })
    }

    /// Reads a run from its directory.
    ///
    /// # Errors
    ///
    /// A folder that holds no run, or files that cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Run> {
        let directory = RunDirectory::open(path.as_ref())?;
        let mut config: RunConfig = directory.config()?;
        // Sampling and measuring are light: a run of another device can be read anywhere.
        config.device = super::DeviceChoice::Cpu;
        let data = plugin::open_data(&config.data)?;
        let game = Game::from_text(&directory.model()?, &[], data.scale())?;
        let mut session = Session::new(&config, game, None, data.as_ref())?;
        let names: Vec<String> = session.networks().map(|(name, _)| name.to_owned()).collect();
        let average = config.ema.decay > 0.0;
        for name in names {
            let Some(weights) = directory.weights(&name, average)? else {
                return Err(Error::io(directory.path(), format!("no weights of the network `{name}`")));
            };
            if let Some(player) = session.network_mut(&name) {
                same_tensors(&name, &player.weights(), &weights).map_err(|m| Error::io(directory.path(), m))?;
                player.load(&weights);
            }
        }
        let history = directory.rows()?;
        Run::new(&session, config, data, history, Some(directory.path().to_owned()))
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
    pub fn history(&self) -> &[Row] {
        &self.history
    }

    /// The run directory, where there is one.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether samples and figures come from the moving average of the weights.
    pub fn averaged(&self) -> bool {
        self.config.ema.decay > 0.0
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

    /// `n` real points.
    pub fn real_points(&self, n: usize, seed: u64) -> Vec<[f64; 2]> {
        points(&self.data.batch(n, &mut random::rng(seed, 0, "evaluate/real")))
    }
}

/// Whether a file holds the tensors of a network, all of them and no others, in their shapes.
fn same_tensors(network: &str, own: &[NamedTensor], found: &[NamedTensor]) -> Result<(), String> {
    for (name, tensor) in own {
        match found.iter().find(|(other, _)| other == name) {
            None => return Err(format!("the weights of `{network}` lack the tensor `{name}`")),
            Some((_, other)) if other.shape() != tensor.shape() => {
                let (found, expected) = (other.shape(), tensor.shape());
                return Err(format!("`{name}` of `{network}` has the shape {found:?}; expected {expected:?}"));
            }
            Some(_) => {}
        }
    }
    match found.iter().find(|(name, _)| !own.iter().any(|(other, _)| other == name)) {
        Some((name, _)) => Err(format!("`{network}` has no tensor `{name}`")),
        None => Ok(()),
    }
}

pub(super) fn points(values: &[f32]) -> Vec<[f64; 2]> {
    values.chunks_exact(2).map(|p| [f64::from(p[0]), f64::from(p[1])]).collect()
}
