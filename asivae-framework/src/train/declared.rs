//! The model of a run as it was declared: registered under a name, or written in a text.

use std::borrow::Cow;
use std::path::Path;

use asivae_grammar::{Model, parse_model};

use crate::error::{Error, Result};
use crate::game::Game;
use crate::plugin::{self, ModelPlugin, PluginInfo};

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
        let declared = Declared { text: plugin.text.into(), leaves: plugin.leaves.to_vec(), place };
        let Ok(mut model) = parse_model(plugin.text) else { return declared };
        let names: Vec<(&'static str, &'static str, &'static PluginInfo)> =
            plugin.leaves.iter().map(|(written, info)| (*written, registered(written, info, &model), *info)).collect();
        let name = |written: &str| {
            let (_, name, _) = names.iter().find(|(own, ..)| *own == written)?;
            Some((*name).to_owned())
        };
        model.rename_calls(&name);
        let leaves = names.iter().map(|(_, name, info)| (*name, *info)).collect();
        Declared { text: model.to_string().into(), leaves, ..declared }
    }
}

/// The name by which a text finds the plugin: its own, or with its package where another has it; as written where neither is enough.
fn registered(written: &'static str, info: &'static PluginInfo, model: &Model) -> &'static str {
    let same: Vec<&PluginInfo> =
        plugin::infos().into_iter().filter(|other| other.kind == info.kind && other.name == info.name).collect();
    let lets = model.lets.iter().map(|item| &item.name);
    let networks = model.networks.iter().map(|network| &network.name);
    let taken = lets.chain(networks).any(|name| name.text == info.name);
    let in_package = same.iter().filter(|other| other.package == info.package).count();
    match (same.len(), in_package) {
        (1, _) if !taken => info.name,
        (_, 1) => plugin::kept(&info.qualified_name()),
        _ => written,
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

    /// The tree.
    pub(super) fn model(&self) -> Result<Model> {
        parse_model(&self.text).map_err(|mistakes| Error::Model { text: mistakes.render(&self.text), mistakes })
    }
}
