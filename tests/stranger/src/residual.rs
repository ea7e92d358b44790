//! A network.

use burn::nn::{Linear, LinearConfig};
use ivae::prelude::*;

/// A layer in, blocks that add to what comes in, a layer out.
#[derive(Module, Debug)]
pub struct Residual {
    first: Linear,
    blocks: Vec<Linear>,
    last: Linear,
}

/// `h ← h + tanh(W h + b)`, `blocks` times, between two linear layers.
#[intro_network]
pub fn residual(
    io: &Io,
    device: &Device,
    #[param(default = 32, min = 1)] width: usize,
    #[param(default = 2)] blocks: usize,
) -> Residual {
    Residual {
        first: LinearConfig::new(io.input_width(), width).init(device),
        blocks: (0..blocks).map(|_| LinearConfig::new(width, width).init(device)).collect(),
        last: LinearConfig::new(width, io.output_width()).init(device),
    }
}

impl Network for Residual {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let first = self.first.forward(io.join(inputs));
        let through = self.blocks.iter().fold(first, |h, block| h.clone() + block.forward(h).tanh());
        io.split(self.last.forward(through))
    }

    fn is_rowwise(&self) -> bool {
        true
    }
}
