//! What every model has without declaring it.

use crate::tree::{Name, Network};

/// A built-in function of numbers, terms or sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Name by which it is called.
    pub name: &'static str,
    /// How it is called: `max(a, b)`.
    pub usage: &'static str,
    /// How many arguments it takes.
    pub args: usize,
    /// What it gives.
    pub meaning: &'static str,
}

/// Functions, in the order in which messages list them.
pub const FUNCTIONS: &[Function] = &[
    function("exp", "exp(a)", 1, "e to the power of `a`"),
    function("log", "log(a)", 1, "the natural logarithm of `a`"),
    function("hinge", "hinge(a)", 1, "`max(a, 0)`"),
    function("abs", "abs(a)", 1, "the absolute value of `a`"),
    function("max", "max(a, b)", 2, "the larger of both"),
    function("tanh", "tanh(a)", 1, "the hyperbolic tangent of `a`"),
    function("softplus", "softplus(a)", 1, "`log(1 + exp(a))`"),
    function("batch_mean", "batch_mean(a)", 1, "the mean of a term over the batch"),
    function("sg", "sg(a)", 1, "`a`, a number or a source, without its gradient"),
    function("shuffle", "shuffle(z)", 1, "`z`, permuted over the batch"),
    function(BY_HAND, "by_hand(a, b, …)", ANY, "a whole objective that code makes of what is named here"),
];

/// The function that stands for an objective in code.
pub const BY_HAND: &str = "by_hand";

/// As many arguments as one likes, but some.
pub const ANY: usize = usize::MAX;

/// Numbers: `progress` is the part of the run that is done, `scale` is `1/(C·H·W)`.
pub const NUMBERS: &[&str] = &["progress", "step", "epoch", "scale"];

/// Sources: real data, its reconstruction, and what is generated from noise.
pub const SOURCES: &[&str] = &["x", "xr", "xg"];

/// Latents that are drawn from the prior: fresh for each use, and the one that `xg` is made of.
pub const LATENTS: &[&str] = &["noise", "z_p"];

/// Folds: `sum[s in {xr, xg}] …`.
pub const FOLDS: &[&str] = &["sum", "mean"];

/// What can go into a network beside what other networks give: data, labels, a latent, noise of its own.
pub const INPUTS: &[&str] = &["x", "y", "z", "noise"];

/// Views: what the networks make of a source; a loss asks for them by argument name.
pub const VIEWS: &[&str] = &["x", "target", "x_hat", "z", "mu", "logvar", "y", "u"];

const fn function(name: &'static str, usage: &'static str, args: usize, meaning: &'static str) -> Function {
    Function { name, usage, args, meaning }
}

/// The built-in function of this name.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// What the name is, where it is built in and therefore no name for something else: "a built-in number".
pub fn reserved(name: &str) -> Option<&'static str> {
    let kinds = [
        (NUMBERS, "a built-in number"),
        (SOURCES, "a built-in source"),
        (LATENTS, "a built-in latent"),
        (FOLDS, "a built-in fold"),
        (VIEWS, "a view"),
    ];
    let kind = kinds.iter().find(|(names, _)| names.contains(&name)).map(|(_, kind)| *kind);
    kind.or(find(name).map(|_| "a built-in function"))
}

/// The networks of a model that declares none: `encoder: x -> mu, logvar` and `decoder: z -> x`.
pub fn default_networks() -> Vec<Network> {
    let network = |name: &str, inputs: &[&str], outputs: &[&str]| Network {
        name: name.into(),
        inputs: inputs.iter().map(|input| Name::from(*input)).collect(),
        outputs: outputs.iter().map(|output| Name::from(*output)).collect(),
        sizes: Vec::new(),
        posterior: None,
    };
    vec![network("encoder", &["x"], &["mu", "logvar"]), network("decoder", &["z"], &["x"])]
}
