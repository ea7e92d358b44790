//! The words for what the networks make of a source.

use std::fmt;

use crate::plugin::kept;

/// A view: what the networks make of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// The source itself, `[batch, channels, height, width]`.
    X,
    /// The source as something to be reconstructed, shape as `x`.
    Target,
    /// Its reconstruction, shape as `x`.
    XHat,
    /// A sample of the posterior, `[batch, latent]`.
    Z,
    /// Mean of the posterior, `[batch, latent]`.
    Mu,
    /// Logarithm of the variance of the posterior, `[batch, latent]`.
    Logvar,
    /// Labels of the batch, `[batch]`.
    Y,
    /// Uniform noise in [0, 1), `[batch, 1]`.
    U,
    /// A view of a model's own, which its posterior gives under this name.
    Own(&'static str),
}

impl View {
    /// The vocabulary that every model knows.
    pub const ALL: [View; 8] = [View::X, View::Target, View::XHat, View::Z, View::Mu, View::Logvar, View::Y, View::U];

    /// The name by which a loss asks for it.
    pub const fn name(self) -> &'static str {
        match self {
            View::X => "x",
            View::Target => "target",
            View::XHat => "x_hat",
            View::Z => "z",
            View::Mu => "mu",
            View::Logvar => "logvar",
            View::Y => "y",
            View::U => "u",
            View::Own(name) => name,
        }
    }

    /// The view of that name, where every model knows it.
    pub fn from_name(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|v| v.name() == name)
    }

    /// The view of that name; of the model's own, where no other has it.
    pub(crate) fn named(name: &str) -> View {
        if let Some(view) = View::from_name(name) {
            return view;
        }
        View::Own(kept(name))
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
