//! Networks: what an architecture must offer, and the object-safe player that the engine moves.

use std::sync::Arc;

use burn::module::Module;

use crate::signal::Signal;

mod adam;
mod call;
mod kernel;
mod matrix;
mod net;
mod player;
mod released;
mod same;
mod space;
mod state;
mod statistics;
mod visitors;
mod workers;

pub use adam::AdamSettings;
pub use call::{Attached, Back, Called, WeightSum};
pub use kernel::Kernel;
pub use matrix::{Matrix, Panels};
pub use net::Net;
pub(crate) use net::Record;
pub use player::{NamedTensor, Player};
pub(crate) use released::transposed;
pub use released::{Content, Released};
pub(crate) use same::same_tensors;
pub use space::Space;
pub use state::{Count, PlayerState};
pub use statistics::Statistics;
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

    /// Sets the statistics that its batch normalisation goes by, [those of the batch](Statistics::Batch) until then; whether it has any.
    fn normalise_by(&mut self, statistics: Statistics) -> bool {
        let _ = statistics;
        false
    }

    /// What the papers' PyTorch code calls its weights, where that code has this network, so that weights can be exchanged with it.
    ///
    /// # Errors
    ///
    /// Why it is no network of that code: `its activation is tanh; the released networks have relu`.
    fn released(&self, io: &Io) -> Result<Vec<Released>, String> {
        let _ = io;
        Err("the released PyTorch code has no such architecture".to_owned())
    }
}

impl Io {
    /// All inputs side by side, `[batch, input_width]`; labels one-hot.
    pub fn join(&self, inputs: Vec<Signal>) -> crate::Tensor<2> {
        let flat = |(i, input): (usize, Signal)| match (self.inputs.get(i), input) {
            (Some(Space::Classes(classes)), Signal::Labels(labels)) => labels.one_hot(*classes).float(),
            (_, input) => input.flat(),
        };
        let mut flat: Vec<_> = inputs.into_iter().enumerate().map(flat).collect();
        if flat.len() == 1 { flat.remove(0) } else { crate::Tensor::cat(flat, 1) }
    }

    /// The outputs out of one matrix `[batch, output_width]`.
    pub fn split(&self, output: crate::Tensor<2>) -> Vec<Signal> {
        Space::split(&self.outputs, output)
    }
}
