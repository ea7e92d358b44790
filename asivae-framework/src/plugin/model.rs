//! A model that was declared in Rust, in the words of a text.

use asivae_grammar::{Model, parse_model};

use super::info::PluginInfo;
use super::kinds::ModelPlugin;
use super::registry::infos;
use super::words::kept;
use crate::error::{Error, Result};

/// Leaves and the plugins that they are.
pub type Leaves = Vec<(&'static str, &'static PluginInfo)>;

impl ModelPlugin {
    /// The declaration, and its leaves under their registered names: Rust may call a plugin by any path, `use losses::rec as quick`.
    ///
    /// # Errors
    ///
    /// A text that is no model, which `intro_model!` does not write.
    pub fn tree(&self) -> Result<(Model, Leaves)> {
        let shown = |mistakes: asivae_grammar::Mistakes| Error::Model { text: mistakes.render(self.text), mistakes };
        let mut model = parse_model(self.text).map_err(shown)?;
        let names: Vec<(&str, &'static str, &'static PluginInfo)> =
            self.leaves.iter().map(|(written, info)| (*written, registered(written, info, &model), *info)).collect();
        let name = |written: &str| {
            let (_, name, _) = names.iter().find(|(own, ..)| *own == written)?;
            Some((*name).to_owned())
        };
        model.rename_calls(&name);
        let leaves = names.iter().map(|(_, name, info)| (*name, *info)).collect();
        Ok((model, leaves))
    }
}

/// The name by which a text finds the plugin: its own, or with its package where another has it; as written where neither is enough.
fn registered(written: &'static str, info: &'static PluginInfo, model: &Model) -> &'static str {
    let same: Vec<&PluginInfo> =
        infos().into_iter().filter(|other| other.kind == info.kind && other.name == info.name).collect();
    let lets = model.lets.iter().map(|item| &item.name);
    let networks = model.networks.iter().map(|network| &network.name);
    let taken = lets.chain(networks).any(|name| name.text == info.name);
    let in_package = same.iter().filter(|other| other.package == info.package).count();
    match (same.len(), in_package) {
        (1, _) if !taken => info.name,
        (_, 1) => kept(&info.qualified_name()),
        _ => written,
    }
}
