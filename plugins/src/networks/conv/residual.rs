//! The residual block, and its convolution.

use asivae::prelude::*;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::relu;

use super::super::batch_norm::BatchNorm;

/// `leaky_relu(norm(W_2 leaky_relu(norm(W_1 h))) + W_0 h)`; without `W_0` where the channels stay the same.
#[derive(Module, Debug)]
pub(super) struct Residual {
    pub(super) expand: Option<Conv2d>,
    conv1: Conv2d,
    norm1: Option<BatchNorm>,
    conv2: Conv2d,
    norm2: Option<BatchNorm>,
}

impl Residual {
    pub(super) fn new(from: usize, to: usize, norm: &impl Fn(usize) -> Option<BatchNorm>, device: &Device) -> Residual {
        Residual {
            expand: (from != to).then(|| convolution(from, to, 1, false, device)),
            conv1: convolution(from, to, 3, false, device),
            norm1: norm(to),
            conv2: convolution(to, to, 3, false, device),
            norm2: norm(to),
        }
    }

    pub(super) fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let normed = |norm: &Option<BatchNorm>, value| match norm {
            Some(norm) => norm.forward(value),
            None => value,
        };
        let value = leaky_relu(normed(&self.norm1, self.conv1.forward(input.clone())));
        let value = normed(&self.norm2, self.conv2.forward(value));
        let beside = match &self.expand {
            Some(expand) => expand.forward(input),
            None => input,
        };
        leaky_relu(value + beside)
    }

    pub(super) fn is_normed(&self) -> bool {
        self.norm1.is_some()
    }

    pub(super) fn norms(&mut self) -> impl Iterator<Item = &mut BatchNorm> {
        self.norm1.iter_mut().chain(self.norm2.iter_mut())
    }
}

/// A convolution that keeps height and width.
pub(super) fn convolution(from: usize, to: usize, side: usize, bias: bool, device: &Device) -> Conv2d {
    let edge = side / 2;
    Conv2dConfig::new([from, to], [side, side])
        .with_padding(PaddingConfig2d::Explicit(edge, edge, edge, edge))
        .with_bias(bias)
        .init(device)
}

/// `max(a, 0.2 a)`; `activation::leaky_relu` is a masked write on flex.
pub(super) fn leaky_relu(value: Tensor<4>) -> Tensor<4> {
    relu(value.clone()) * 0.8 + value * 0.2
}
