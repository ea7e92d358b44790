//! A trained model on its way out of its run, and back into one that can be sampled.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config::ConfigFile;
use super::infer::check_size;
use super::layout::{self, Layout};
use super::trained::Run;
use crate::error::{Error, Result};
use crate::game::Game;
use crate::network::{NamedTensor, Space};
use crate::plugin;
use crate::run::Export;

/// What an export says of itself.
#[derive(Serialize, Deserialize)]
pub(super) struct About {
    /// How its tensors are called.
    pub(super) layout: Layout,
    /// Whether they are the moving average of the weights.
    pub(super) averaged: bool,
    /// Steps after which they were taken, where that is on record.
    pub(super) steps: Option<usize>,
    /// The model, in the grammar.
    pub(super) model: String,
    /// The run's configuration, as `config.toml` has it.
    pub(super) config: Value,
}

/// What a file of weights says by itself: sizes and functions that the shapes of its tensors do not tell.
#[derive(Serialize, Deserialize)]
pub(super) struct Words {
    /// The latent space.
    pub(super) latent: Space,
    /// Architectures by network.
    pub(super) networks: BTreeMap<String, String>,
}

impl Run {
    /// Writes the model as `model.safetensors` and `config.json`: the weights that the run [samples by](Run::averaged), and what is needed to
    /// [open](Run::open) them again. An export that the folder already holds is replaced where `force` says so.
    ///
    /// # Errors
    ///
    /// A folder that holds something else or cannot be written. In the layout of the released models, networks that they do not have.
    pub fn export(&self, folder: impl AsRef<Path>, layout: Layout, force: bool) -> Result<()> {
        let networks: Vec<_> = self.networks.iter().map(|seat| (&seat.declared, seat.player.as_ref())).collect();
        let entries = layout.entries(&networks)?;
        let export = Export::create(folder.as_ref(), force)?;
        let tensors: Vec<NamedTensor> = entries.into_iter().map(|entry| (entry.name, entry.data)).collect();
        let words = Words { latent: self.config.latent, networks: self.config.networks.clone() };
        let about = About {
            layout,
            averaged: self.averaged(),
            steps: self.records()?.last().map(|row| row.step + 1),
            model: self.model().to_owned(),
            config: toml::from_str(&self.config.to_toml(None)).map_err(|e| Error::io(folder.as_ref(), e))?,
        };
        export.write(&about, &words, &tensors)
    }

    /// Reads a model that was exported.
    pub(super) fn open_export(path: &Path) -> Result<Run> {
        let export = Export::open(path)?;
        let About { layout, averaged, steps: _, model, config } = export.about()?;
        let place = export.config();
        let text = toml::to_string(&config).map_err(|e| Error::io(&place, e))?;
        let config = ConfigFile::parse(&place, text)?.config()?;
        let file = export.weights()?;
        let data = plugin::open_data(&config.data)?;
        check_size(&config, &Game::from_text(&model, &[], data.scale())?, data.as_ref(), &file)?;
        let mut run = Run::assemble(config, &model, |networks| layout::read(&file, &layout.entries(networks)?))?;
        run.averaged = averaged;
        Ok(run)
    }
}
