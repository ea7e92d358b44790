//! The convolutional networks of the papers' image experiments.

use asivae::prelude::*;
use asivae::{Released, Statistics};
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::module::{avg_pool2d, interpolate};
use burn::tensor::ops::{AvgPoolOptions, InterpolateMode, InterpolateOptions};

mod released;
mod residual;
mod sizes;

use super::batch_norm::BatchNorm;
use residual::{Residual, convolution, leaky_relu};
use sizes::{Sizes, Way};

/// What stands behind each convolution.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// Batch normalisation.
    Batch,
    /// Nothing.
    None,
}

/// An encoder where an image goes in, a decoder where one comes out.
///
/// The encoder: `stem`, then `blocks`, each but the last followed by a halving, then `fc`. The decoder: `fc`, then `blocks`, each but the last followed by a doubling,
/// then `predict`.
#[derive(Module, Debug)]
pub struct Conv {
    stem: Option<Conv2d>,
    stem_norm: Option<BatchNorm>,
    blocks: Vec<Residual>,
    fc: Linear,
    predict: Option<Conv2d>,
}

/// Residual blocks of 3 × 3 convolutions: an encoder, which halves an image as often as there are `channels`, or a decoder, which doubles one as often.
///
/// `block(h) = leaky_relu(norm(W_2 leaky_relu(norm(W_1 h))) + W_0 h)`, `W_0` the identity where the channels stay the same; leaky ReLU of slope 0.2
///
/// - encoder: 5 × 5 convolution, norm, leaky ReLU, halving by means; a block and a halving for each further number of channels; a block; linear
/// - decoder: linear and ReLU; a block and a doubling for each number of channels, the last first; a block; 5 × 5 convolution
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code. In it `channels` is `[64, 128]` for MNIST, `[64, 128, 256]` for CIFAR-10, and
/// `[64, 128, 256, 512, 512]` for CelebA at 128 × 128. Convolutions have no bias but for the last; weights begin uniform in ±1/√inputs, as in PyTorch.
///
/// `norm = batch` is batch normalisation, of each pass by itself: what goes through a network in one step in several passes (`x`, `xr`, `xg`) is normalised source by
/// source, as in the released code. `norm = none` leaves it out.
///
/// Shapes: an image `[batch, C, H, W]` (several side by side in C), and whatever else goes in before the linear layer → numbers `[batch, width]`; or numbers →
/// an image. H and W are multiples of 2 to the power of the number of channels.
#[intro_network]
pub fn conv(
    io: &Io,
    device: &Device,
    #[param(default = [64, 128, 256])] channels: Vec<f64>,
    #[param(default = batch)] norm: Norm,
) -> Result<Conv, String> {
    let sizes = Sizes::of(io, &channels)?;
    let norm = |channels| (norm == Norm::Batch).then(|| BatchNorm::new(channels, device));
    let channels = &sizes.channels;
    let (first, last) = (channels[0], channels[channels.len() - 1]);
    let smallest = last * sizes.smallest[0] * sizes.smallest[1];
    let blocks = |widths: Vec<usize>| -> Vec<Residual> {
        let width = |pair: &[usize]| Residual::new(pair[0], pair[1], &norm, device);
        widths.windows(2).map(width).collect()
    };
    Ok(match sizes.image {
        Way::In(colours) => Conv {
            stem: Some(convolution(colours, first, 5, false, device)),
            stem_norm: norm(first),
            blocks: blocks(channels.iter().copied().chain([last]).collect()),
            fc: LinearConfig::new(smallest + sizes.beside, io.output_width()).init(device),
            predict: None,
        },
        Way::Out(colours) => Conv {
            stem: None,
            stem_norm: None,
            blocks: blocks([last].into_iter().chain(channels.iter().rev().copied()).chain([first]).collect()),
            fc: LinearConfig::new(io.input_width(), smallest).init(device),
            predict: Some(convolution(first, colours, 5, true, device)),
        },
    })
}

impl Network for Conv {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        match (&self.stem, &self.predict) {
            (Some(stem), _) => self.encode(stem, inputs, io),
            (None, Some(predict)) => self.decode(predict, inputs, io),
            (None, None) => Vec::new(),
        }
    }

    fn normalise_by(&mut self, statistics: Statistics) -> bool {
        let own = self.blocks.iter_mut().flat_map(Residual::norms);
        let norms: Vec<&mut BatchNorm> = self.stem_norm.iter_mut().chain(own).collect();
        let has = !norms.is_empty();
        norms.into_iter().for_each(|norm| norm.statistics = statistics);
        has
    }

    fn released(&self, io: &Io) -> Result<Vec<Released>, String> {
        released::of(self, io)
    }
}

impl Conv {
    fn encode(&self, stem: &Conv2d, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let (images, beside) = sizes::parted(inputs, io);
        let mut value = stem.forward(joined(images));
        if let Some(norm) = &self.stem_norm {
            value = norm.forward(value);
        }
        value = halved(leaky_relu(value));
        for (i, block) in self.blocks.iter().enumerate() {
            value = block.forward(value);
            if i + 1 < self.blocks.len() {
                value = halved(value);
            }
        }
        let flat = [value.flatten(1, 3)].into_iter().chain(beside).collect();
        io.split(self.fc.forward(joined(flat)))
    }

    fn decode(&self, predict: &Conv2d, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let numbers = relu(self.fc.forward(io.join(inputs)));
        let [batch, _] = numbers.dims();
        let [height, width] = Sizes::smallest(io, self.blocks.len() - 1);
        let mut value = numbers.reshape([batch as i32, -1, height as i32, width as i32]);
        for (i, block) in self.blocks.iter().enumerate() {
            value = block.forward(value);
            if i + 1 < self.blocks.len() {
                value = doubled(value);
            }
        }
        vec![Signal::Image(predict.forward(value))]
    }
}

/// Side by side along the second axis.
fn joined<const D: usize>(mut parts: Vec<Tensor<D>>) -> Tensor<D> {
    if parts.len() == 1 { parts.remove(0) } else { Tensor::cat(parts, 1) }
}

/// Means over squares of 2 × 2.
fn halved(image: Tensor<4>) -> Tensor<4> {
    avg_pool2d(image, AvgPoolOptions::new([2, 2]).with_stride([2, 2]))
}

/// Each pixel four times.
fn doubled(image: Tensor<4>) -> Tensor<4> {
    interpolate(image, InterpolateOptions::new(InterpolateMode::Nearest).with_scale_factor([2.0, 2.0]))
}
