//! The model of a run as it was declared: registered under a name, or written in a text.

use std::borrow::Cow;
use std::path::Path;

use asivae_grammar::{Model, parse_model};

use crate::error::{Error, Result};
use crate::game::Game;
use crate::plugin::{ModelPlugin, PluginInfo};

#[derive(Clone)]
pub(super) struct Declared {
    text: Cow<'static, str>,
    /// Leaf and the plugin that rustc resolved it to; a text has none, and its leaves are found by name.
    pub(super) leaves: Vec<(&'static str, &'static PluginInfo)>,
    /// Where it stands, for mistakes that are found in its printed form.
    pub(super) place: String,
}

impl From<&'static ModelPlugin> for Declared {
    /// Rust may call a plugin by any path, the record of a run calls it by its registered name.
    fn from(plugin: &'static ModelPlugin) -> Self {
        let place = format!("in the model `{}` ({}), as it is printed:", plugin.info.name, plugin.info.source());
        match plugin.tree() {
            Ok((model, leaves)) => Declared { text: model.to_string().into(), leaves, place },
            // It is said when the model is assembled.
            Err(_) => Declared { text: plugin.text.into(), leaves: plugin.leaves.to_vec(), place },
        }
    }
}

impl Declared {
    /// Reads a model from a file, and checks it as `intro_model!` would; mistakes are shown in the file's own text.
    pub(super) fn read(path: &Path) -> Result<Declared> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
        let declared = Declared { text: text.into(), leaves: Vec::new(), place: String::new() };
        Game::from_text(&declared.text, &[], 1.0).map_err(|error| match error {
            Error::Model { text, mistakes } => {
                Error::Model { text: format!("in {}:\n{text}", path.display()), mistakes }
            }
            other => other,
        })?;
        Ok(declared)
    }

    /// Whether it is a text rather than a registered model.
    pub(super) fn is_text(&self) -> bool {
        self.place.is_empty()
    }

    /// The tree.
    pub(super) fn model(&self) -> Result<Model> {
        parse_model(&self.text).map_err(|mistakes| Error::Model { text: mistakes.render(&self.text), mistakes })
    }
}
