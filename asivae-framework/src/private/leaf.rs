//! What rustc knows of a plugin when it checks a model's calls, and how it is made to speak.

use super::text::{Text, same};
use crate::plugin::{Kind, ParamInfo, PluginInfo};

/// The hidden item that an attribute emits beside its function, under the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plugin",
    label = "a loss, a map, a schedule, a posterior or a constraint is wanted here",
    note = "plugins are functions with #[intro_loss], #[intro_map], #[intro_schedule], #[intro_posterior] or #[intro_constraint]"
)]
pub trait Plugin {
    /// What a call is checked against.
    const LEAF: Leaf;
}

/// What a call of a plugin in a model is checked against.
#[derive(Clone, Copy)]
pub struct Leaf {
    /// What the plugin says of itself.
    pub info: &'static PluginInfo,
    /// How many sources a call takes; of a schedule, how many others and terms.
    pub sources: usize,
    /// How many networks stand behind them.
    pub networks: usize,
    /// Views that it asks for, as its arguments are named; of a posterior, what it asks of its network; of a schedule, "schedule" or "term" for
    /// each that it takes by its place.
    pub views: &'static [&'static str],
    /// `false` where the plugin has mistakes of its own: then nothing is said of its calls.
    pub sound: bool,
}

impl Leaf {
    /// A plugin with mistakes of its own.
    pub const BROKEN: Leaf = Leaf {
        info: &PluginInfo {
            kind: Kind::Loss,
            name: "",
            package: "",
            version: "",
            doc: "",
            symbol: None,
            file: "",
            line: 0,
            params: &[],
        },
        sources: 0,
        networks: 0,
        views: &[],
        sound: false,
    };
}

/// Where a call stands, which is what it must give.
#[derive(Clone, Copy)]
pub enum Position {
    /// Where a number or a term is wanted.
    Number,
    /// Where a source is wanted.
    Source,
    /// An argument of another plugin.
    Argument,
    /// Behind a network's signature.
    Posterior,
    /// Behind `obeys`.
    Constraint,
}

pub(super) const fn find(leaf: &Leaf, name: &str) -> Option<&'static ParamInfo> {
    let params = leaf.info.params;
    let mut i = 0;
    while i < params.len() {
        if same(params[i].name, name) {
            return Some(&params[i]);
        }
        i += 1;
    }
    None
}

pub(super) const fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Loss => "a loss",
        Kind::Map => "a map",
        Kind::Schedule => "a schedule",
        Kind::Model => "a model",
        Kind::Network => "a network",
        Kind::Posterior => "a posterior",
        Kind::Constraint => "a constraint",
        Kind::Sampler => "a sampler",
        Kind::Dataset => "a data set",
        Kind::Features => "a feature extractor",
        Kind::Metric => "a metric",
        Kind::Preset => "a preset",
    }
}

/// Ends the evaluation of a constant with a message, which is how rustc is made to speak.
#[track_caller]
#[expect(clippy::panic, reason = "runs in rustc alone")]
pub(super) const fn fail(text: Text) -> ! {
    panic!("{}", text.as_str())
}
