//! A multilayer perceptron.

use asivae::prelude::*;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation;

/// `Linear – ReLU – … – Linear` on all inputs side by side, its outputs split by the signature.
///
/// With the defaults it is the encoder and the decoder of the 2-D experiments: four hidden layers of 256 with ReLU (the released
/// `n_layers = 3` comes after the input layer). Weights start as PyTorch's do, uniform in `±1/√(inputs)`.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), app. "2-D experiments", and the released `soft_intro_vae_2d`.
///
/// Shapes: `[batch, inputs]` → `[batch, outputs]`, images flattened.
#[intro_network]
pub fn mlp(
    io: &Io,
    device: &Device,
    #[param(default = 256, min = 1)] hidden: usize,
    #[param(default = 4, min = 0)] layers: usize,
) -> Mlp {
    let mut widths = vec![io.input_width()];
    widths.extend(std::iter::repeat_n(hidden, layers));
    widths.push(io.output_width());
    Mlp { layers: widths.windows(2).map(|w| LinearConfig::new(w[0], w[1]).init(device)).collect() }
}

/// The module behind [`mlp`].
#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Linear>,
}

impl Network for Mlp {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let mut x = io.join(inputs);
        for (number, layer) in self.layers.iter().enumerate() {
            x = layer.forward(x);
            if number + 1 < self.layers.len() {
                x = activation::relu(x);
            }
        }
        io.split(x)
    }
}

#[test]
fn the_papers_encoder_has_as_many_weights_as_counted_by_hand() {
    let io = Io { inputs: vec![Space::Image([2, 1, 1])], outputs: vec![Space::Flat(2), Space::Flat(2)] };
    let network = mlp(&io, &Device::default(), 256, 4);
    let hidden = 256 * 256 + 256;
    assert_eq!(network.num_params(), (2 * 256 + 256) + 3 * hidden + (256 * 4 + 4));
}
