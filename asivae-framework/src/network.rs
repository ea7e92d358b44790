//! Networks: what an architecture must offer, and the object-safe player that the engine moves.

use std::sync::Arc;

use burn::module::Module;

use crate::signal::Signal;

mod adam;
mod call;
mod kernel;
mod matrix;
mod player;
mod visitors;
mod workers;

pub use adam::AdamSettings;
pub use call::{Back, Called, WeightSum};
pub use kernel::Kernel;
pub use matrix::{Matrix, Panels};
pub use player::{NamedTensor, Player};
pub use workers::Workers;

/// What a network takes and gives, in elements per sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Io {
    /// Inputs in the order of the signature.
    pub inputs: Vec<Space>,
    /// Outputs in the order of the signature.
    pub outputs: Vec<Space>,
}

impl Io {
    /// Elements per sample of all inputs together.
    pub fn input_width(&self) -> usize {
        self.inputs.iter().map(Space::width).sum()
    }

    /// Elements per sample of all outputs together.
    pub fn output_width(&self) -> usize {
        self.outputs.iter().map(Space::width).sum()
    }
}

/// What one input or output of a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Channels, height, width.
    Image([usize; 3]),
    /// That many numbers.
    Flat(usize),
}

impl Space {
    /// Elements per sample.
    pub fn width(&self) -> usize {
        match self {
            Space::Image(shape) => shape.iter().product(),
            Space::Flat(width) => *width,
        }
    }
}

/// An architecture: a Burn module that turns the inputs of a signature into its outputs.
///
/// ```
/// # use asivae_framework as asivae;
/// use asivae::{Io, Network, Signal, Space};
/// use burn::{module::Module, nn::Linear};
///
/// #[derive(Module, Debug)]
/// struct Straight {
///     layer: Linear,
/// }
///
/// impl Network for Straight {
///     fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
///         io.split(self.layer.forward(io.join(inputs)))
///     }
/// }
/// ```
pub trait Network: Module + Send + 'static {
    /// Outputs for inputs, both in the order of the signature `io`.
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal>;

    /// Whether each row of the outputs depends on the same row of the inputs alone. Then the threads of a processor share a batch
    /// between them; a network with statistics over the batch must leave it `false`.
    fn is_rowwise(&self) -> bool {
        false
    }

    /// The same network as passes by hand with its weights as they are now, where there are such and its weights are on the processor.
    /// Only for a network that [is row-wise](Network::is_rowwise). Without one, the graph of [`forward`](Network::forward) is used.
    fn kernel(&self) -> Option<Arc<dyn Kernel>> {
        None
    }
}

impl Io {
    /// All inputs side by side, `[batch, input_width]`.
    pub fn join(&self, inputs: Vec<Signal>) -> crate::Tensor<2> {
        let mut flat: Vec<_> = inputs.into_iter().map(Signal::flat).collect();
        if flat.len() == 1 { flat.remove(0) } else { crate::Tensor::cat(flat, 1) }
    }

    /// The outputs out of one matrix `[batch, output_width]`.
    pub fn split(&self, output: crate::Tensor<2>) -> Vec<Signal> {
        Space::split(&self.outputs, output)
    }
}

impl Space {
    /// Signals in these spaces out of one matrix, where they stand side by side.
    pub(crate) fn split(spaces: &[Space], matrix: crate::Tensor<2>) -> Vec<Signal> {
        let [batch, _] = matrix.dims();
        let mut start = 0;
        let whole = spaces.len() == 1;
        spaces
            .iter()
            .map(|space| {
                let part = if whole { matrix.clone() } else { matrix.clone().narrow(1, start, space.width()) };
                start += space.width();
                match *space {
                    Space::Image([c, h, w]) => Signal::Image(part.reshape([batch, c, h, w])),
                    Space::Flat(_) => Signal::Flat(part),
                }
            })
            .collect()
    }
}
