//! A network that reads nothing: its weights are what it gives.

use asivae::prelude::*;
use burn::module::Param;
use burn::nn::Initializer;

/// Rows of numbers, which are learned.
#[derive(Module, Debug)]
pub struct Table {
    rows: Param<Tensor<2>>,
}

/// Learned rows for a network that reads nothing, `codes: -> code[8]`: pseudo-inputs, components of a mixture. All that it gives stands side by side in a
/// row; they begin as `N(0, spread²)`.
///
/// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), section 3, for pseudo-inputs.
///
/// Shapes: → `[rows, width of all outputs]`.
#[intro_network(inputless)]
pub fn table(
    io: &Io,
    device: &Device,
    #[param(default = 16, min = 1, max = 65536)] rows: usize,
    #[param(default = 1.0, min = 0.0)] spread: f64,
) -> Table {
    let start = Initializer::Normal { mean: 0.0, std: spread };
    Table { rows: start.init([rows, io.output_width()], device) }
}

impl Network for Table {
    fn forward(&self, _: Vec<Signal>, io: &Io) -> Vec<Signal> {
        io.split(self.rows.val())
    }
}
