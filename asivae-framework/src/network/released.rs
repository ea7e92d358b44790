//! Networks as the papers' PyTorch code stores them.

/// A tensor of a state dict, and what it is in a network of this house.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// Its name there, behind that of the network: `main.input.weight`.
    pub name: String,
    /// What it holds.
    pub holds: Content,
}

/// What a tensor of a state dict holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A weight of the network, by its own name: `layers.0.weight`.
    Weight {
        /// That name.
        own: String,
        /// Whether it is a matrix that stands there transposed, as PyTorch's linear layers have it: `[outputs, inputs]`.
        transposed: bool,
    },
    /// A scalar that no pass reads. It is written, so that a strict loader finds it, and it may be missing where a file is read.
    Unread(f32),
}

impl Released {
    /// The weight and the bias of a linear layer: `main.input`, which is `layers.0` here.
    pub fn linear(name: &str, own: &str) -> [Released; 2] {
        let part = |part: &str, transposed| Released {
            name: format!("{name}.{part}"),
            holds: Content::Weight { own: format!("{own}.{part}"), transposed },
        };
        [part("weight", true), part("bias", false)]
    }
}
