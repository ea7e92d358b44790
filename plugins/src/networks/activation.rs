//! Activations, as tensors have them and as passes by hand do.

use asivae::prelude::*;
use burn::tensor::activation;

/// What stands behind each hidden layer.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `max(a, 0)`
    Relu,
    /// `max(a, 0.2 a)`
    LeakyRelu,
    /// `tanh a`
    Tanh,
    /// `ln(1 + exp a)`, smooth
    Softplus,
}

impl Activation {
    /// On a tensor, with its graph.
    pub(super) fn apply(self, value: Tensor<2>) -> Tensor<2> {
        match self {
            Activation::Relu => activation::relu(value),
            // The same as `activation::leaky_relu`, which is a masked write on flex.
            Activation::LeakyRelu => activation::relu(value.clone()) * 0.8 + value * 0.2,
            Activation::Tanh => value.tanh(),
            Activation::Softplus => activation::softplus(value, 1.0),
        }
    }

    /// The same on numbers.
    pub(super) fn on_numbers(self, values: &mut [f32]) {
        match self {
            // A value that is no number stays one.
            Activation::Relu => values.iter_mut().for_each(|v| *v = if *v <= 0.0 { 0.0 } else { *v }),
            Activation::LeakyRelu => values.iter_mut().for_each(|v| *v = v.max(0.2 * *v)),
            Activation::Tanh => values.iter_mut().for_each(|v| *v = v.tanh()),
            Activation::Softplus => values.iter_mut().for_each(|v| *v = v.max(0.0) + (-v.abs()).exp().ln_1p()),
        }
    }

    /// Multiplies a gradient by the derivative, which the outputs tell.
    pub(super) fn back(self, outputs: &[f32], gradient: &mut [f32]) {
        let pairs = gradient.iter_mut().zip(outputs);
        match self {
            Activation::Relu => pairs.for_each(|(g, y)| *g = if *y <= 0.0 { 0.0 } else { *g }),
            Activation::LeakyRelu => pairs.for_each(|(g, y)| *g *= if *y <= 0.0 { 0.2 } else { 1.0 }),
            Activation::Tanh => pairs.for_each(|(g, y)| *g *= 1.0 - y * y),
            Activation::Softplus => pairs.for_each(|(g, y)| *g *= -(-y).exp_m1()),
        }
    }
}
