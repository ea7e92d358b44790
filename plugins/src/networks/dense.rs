//! Dense layers on the host: passes forwards and back by hand, without the copies and the bookkeeping of a graph of single operations.

use asivae::prelude::*;
use asivae::{Kernel, Matrix, Panels};
use burn::nn::Linear;
use burn::tensor::{DType, TensorData};

use super::activation::Activation;

/// Linear layers with an activation behind each but the last.
pub(super) struct DenseStack {
    layers: Vec<Dense>,
    activation: Activation,
}

/// `y = x W + b`
struct Dense {
    /// `W`, `[inputs, outputs]`
    weight: Panels,
    /// `Wᵀ`, for the way back
    turned: Panels,
    bias: Vec<f32>,
    inputs: usize,
}

impl DenseStack {
    /// The stack of these layers; `None` where they are not in float32 on the processor.
    pub(super) fn of(layers: &[Linear], activation: Activation) -> Option<DenseStack> {
        let layers = layers.iter().map(Dense::of).collect::<Option<_>>()?;
        Some(DenseStack { layers, activation })
    }
}

impl Dense {
    fn of(layer: &Linear) -> Option<Dense> {
        let weight = layer.weight.val();
        if weight.dtype() != DType::F32 || weight.device().inner() != Device::flex() {
            return None;
        }
        let bias = numbers(layer.bias.as_ref()?.val()).try_into_vec().ok()?;
        let [inputs, outputs] = weight.dims();
        let weight = numbers(weight);
        let weight = Matrix::of(weight.as_slice().ok()?, outputs);
        Some(Dense { weight: Panels::of(weight), turned: Panels::of(weight.transposed()), bias, inputs })
    }

    fn outputs(&self) -> usize {
        self.bias.len()
    }
}

/// A tensor of its own gives its numbers away; one that is shared, as a parameter is, would copy them twice.
fn numbers<const D: usize>(parameter: Tensor<D>) -> TensorData {
    (parameter.inner() * 1.0).into_data()
}

impl Kernel for DenseStack {
    fn forward(&self, input: Vec<f32>) -> Vec<Vec<f32>> {
        let mut trace = vec![input];
        for (i, layer) in self.layers.iter().enumerate() {
            let last = i + 1 == self.layers.len();
            let then = |row: &mut [f32]| {
                if !last {
                    self.activation.on_numbers(row)
                }
            };
            let output = Matrix::of(&trace[i], layer.inputs).affine(&layer.weight, &layer.bias, then);
            trace.push(output);
        }
        trace
    }

    fn backward(
        &self,
        trace: &[Vec<f32>],
        mut gradient: Vec<f32>,
        mut weights: Option<&mut Vec<Vec<f32>>>,
        input: bool,
    ) -> Vec<f32> {
        if let Some(weights) = weights.as_deref_mut().filter(|weights| weights.is_empty()) {
            weights.extend(
                self.layers
                    .iter()
                    .flat_map(|layer| [vec![0.0; layer.inputs * layer.outputs()], vec![0.0; layer.outputs()]]),
            );
        }
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let last = i + 1 == self.layers.len();
            let mut bias = weights.as_deref_mut().map(|weights| &mut weights[2 * i + 1]);
            let width = layer.outputs();
            for (row, output) in gradient.chunks_exact_mut(width).zip(trace[i + 1].chunks_exact(width)) {
                if !last {
                    self.activation.back(output, row);
                }
                if let Some(bias) = bias.as_deref_mut() {
                    bias.iter_mut().zip(&*row).for_each(|(sum, value)| *sum += value);
                }
            }
            let behind = Matrix::of(&gradient, width);
            if let Some(weights) = weights.as_deref_mut() {
                Matrix::of(&trace[i], layer.inputs).transposed().add_product(behind, &mut weights[2 * i]);
            }
            if i == 0 && !input {
                return Vec::new();
            }
            gradient = behind.times(&layer.turned);
        }
        gradient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::nn::LinearConfig;
    use burn::tensor::Distribution;

    fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter().collect()
    }

    fn close(what: &str, ours: &[f32], graph: &[f32]) {
        assert_eq!(ours.len(), graph.len(), "{what}");
        let size = graph.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        let apart = ours.iter().zip(graph).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!(apart <= 1e-5 * size, "{what}: {apart} apart at a size of {size}");
    }

    #[test]
    fn passes_by_hand_give_what_the_graph_gives() {
        let device = Device::flex().autodiff();
        let widths = [2, 24, 9, 3];
        let layers: Vec<Linear> =
            widths.windows(2).map(|pair| LinearConfig::new(pair[0], pair[1]).init(&device)).collect();
        for activation in [Activation::Relu, Activation::LeakyRelu, Activation::Tanh, Activation::Softplus] {
            let input: Tensor<2> = Tensor::random([7, 2], Distribution::Normal(0.0, 2.0), &device).require_grad();
            let seed: Tensor<2> = Tensor::random([7, 3], Distribution::Normal(0.0, 1.0), &device);
            let mut output = input.clone();
            for (i, layer) in layers.iter().enumerate() {
                output = layer.forward(if i > 0 { activation.apply(output) } else { output });
            }
            let gradients = (output.clone() * seed.clone()).sum().backward();

            let Some(stack) = DenseStack::of(&layers, activation) else { panic!("float32 on the processor") };
            let trace = stack.forward(host(input.clone()));
            close("output", &trace[3], &host(output));
            let mut weights = Vec::new();
            let before = stack.backward(&trace, host(seed.clone()), Some(&mut weights), true);
            close("input", &before, &input.grad(&gradients).map(host).unwrap_or_default());
            for (i, layer) in layers.iter().enumerate() {
                let weight = layer.weight.val().grad(&gradients).map(host).unwrap_or_default();
                let bias = layer.bias.as_ref().and_then(|b| b.val().grad(&gradients)).map(host).unwrap_or_default();
                close("weight", &weights[2 * i], &weight);
                close("bias", &weights[2 * i + 1], &bias);
            }
            let broken = stack.forward(vec![f32::NAN; 2]);
            assert!(broken[3].iter().all(|v| v.is_nan()), "{activation:?} hides what is not a number");
            // A second pass adds to what is there.
            let once = weights.clone();
            stack.backward(&trace, host(seed), Some(&mut weights), false);
            close("sum", &weights[2], &once[2].iter().map(|v| 2.0 * v).collect::<Vec<_>>());
        }
    }
}
