//! Declared names: each once, and none that is built in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::builtins;
use crate::mistake::Mistakes;
use crate::tree::{Let, Model, Name, Network};

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Kind<'m> {
    /// A scalar of the model.
    Scalar,
    /// A `let`.
    Let(&'m Let),
    /// A source, built in, declared or bound.
    Source,
    /// A network.
    Network,
    /// `progress`, `scale`, …
    Number,
    /// `noise`, `mu`, …
    Latent,
}

impl Kind<'_> {
    /// "a scalar"
    pub(super) fn article(self) -> &'static str {
        match self {
            Kind::Scalar => "a scalar",
            Kind::Let(_) => "a `let`",
            Kind::Source => "a source",
            Kind::Network => "a network",
            Kind::Number => "a built-in number",
            Kind::Latent => "a view",
        }
    }
}

/// All names of a model.
pub(super) struct Names<'m> {
    kinds: HashMap<&'m str, Kind<'m>>,
    order: Vec<&'m str>,
}

impl<'m> Names<'m> {
    /// Collects the declarations, and notes those that come twice or take a built-in name.
    pub(super) fn declare(model: &'m Model, networks: &'m [Network], mistakes: &mut Mistakes) -> Self {
        let mut names = Names { kinds: HashMap::new(), order: Vec::new() };
        // Networks first: those that nobody declared have no place to point at.
        for network in networks {
            names.add(&network.name, Kind::Network, mistakes);
        }
        for scalar in &model.scalars {
            names.add(&scalar.name, Kind::Scalar, mistakes);
        }
        for source in &model.sources {
            names.add(&source.name, Kind::Source, mistakes);
        }
        for named in &model.lets {
            names.add(&named.name, Kind::Let(named), mistakes);
        }
        // What networks give under words of their own are views; several may give the same.
        for view in networks.iter().flat_map(own_views) {
            match names.kinds.get(view.text.as_str()) {
                Some(Kind::Latent) => {}
                _ => names.add(view, Kind::Latent, mistakes),
            }
        }
        names
    }

    fn add(&mut self, name: &'m Name, kind: Kind<'m>, mistakes: &mut Mistakes) {
        if let Some(builtin) = builtins::reserved(name) {
            mistakes.push(name.span, format!("`{name}` is {builtin} and cannot be the name of {}", kind.article()));
            return;
        }
        match self.kinds.entry(&name.text) {
            Entry::Vacant(entry) => {
                entry.insert(kind);
                self.order.push(&name.text);
            }
            Entry::Occupied(entry) if entry.get().article() == kind.article() => {
                let kind = kind.article().trim_start_matches("a ");
                mistakes.push(name.span, format!("{kind} `{name}` is declared twice"));
            }
            Entry::Occupied(entry) => {
                let first = entry.get().article();
                mistakes.push(name.span, format!("`{name}` is already {first} and cannot be {} too", kind.article()));
            }
        }
    }

    /// What the name stands for, declared or built in.
    pub(super) fn get(&self, name: &str) -> Option<Kind<'m>> {
        let builtin = || match name {
            _ if builtins::NUMBERS.contains(&name) => Some(Kind::Number),
            _ if builtins::SOURCES.contains(&name) => Some(Kind::Source),
            _ if builtins::LATENTS.contains(&name) || builtins::VIEWS.contains(&name) => Some(Kind::Latent),
            _ => None,
        };
        builtin().or_else(|| self.kinds.get(name).copied())
    }

    /// Names of numbers: scalars, `let`s and what is built in.
    pub(super) fn numbers(&self) -> Vec<&'m str> {
        let own = self.pick(|kind| matches!(kind, Kind::Scalar | Kind::Let(_)));
        own.chain(builtins::NUMBERS.iter().copied()).collect()
    }

    /// Names of sources, built-in ones first.
    pub(super) fn sources(&self) -> Vec<&'m str> {
        builtins::SOURCES.iter().copied().chain(self.pick(|kind| matches!(kind, Kind::Source))).collect()
    }

    /// Names of networks and `let`s, which a plugin may take beside sources.
    pub(super) fn networks_and_lets(&self) -> Vec<&'m str> {
        self.pick(|kind| matches!(kind, Kind::Network | Kind::Let(_))).collect()
    }

    fn pick(&self, wanted: impl Fn(Kind) -> bool) -> impl Iterator<Item = &'m str> {
        self.order.iter().copied().filter(move |name| wanted(self.kinds[name]))
    }
}

/// Outputs of a network whose words this model has chosen.
fn own_views(network: &Network) -> impl Iterator<Item = &Name> {
    let builtin = |name: &Name| name.text == "scalar" || builtins::reserved(name).is_some();
    network.outputs.iter().filter(move |output| !builtin(output))
}

/// The registered name is a word of the command line and a part of paths.
pub(super) fn model_name(model: &Model, mistakes: &mut Mistakes) {
    let name = &model.name;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() {
        mistakes.push(name.span, "the model's name is empty");
    } else if !name.chars().all(plain) {
        let message = format!("model name {:?} is made of other things than letters, digits, `-` and `_`", name.text);
        mistakes.push(name.span, message);
    }
}
