//! Dense layers on the host: passes forwards and back by hand, without the copies and the bookkeeping of a graph of single operations.

use asivae::prelude::*;
use asivae::{Kernel, Matrix, Onto};
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
    /// `[inputs, outputs]`, row after row.
    weight: TensorData,
    bias: Vec<f32>,
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
        Some(Dense { weight: weight.into_data(), bias: layer.bias.as_ref()?.val().into_data().try_to_vec().ok()? })
    }

    fn inputs(&self) -> usize {
        self.weight.shape()[0]
    }

    fn outputs(&self) -> usize {
        self.bias.len()
    }

    fn weight(&self) -> Matrix<'_> {
        Matrix::of(self.weight.as_slice().unwrap_or_default(), self.outputs())
    }
}

impl Kernel for DenseStack {
    fn forward(&self, input: Vec<f32>) -> Vec<Vec<f32>> {
        let mut trace = vec![input];
        for (i, layer) in self.layers.iter().enumerate() {
            let input = Matrix::of(&trace[i], layer.inputs());
            let mut output: Vec<f32> = Vec::with_capacity(input.rows() * layer.outputs());
            (0..input.rows()).for_each(|_| output.extend_from_slice(&layer.bias));
            input.times(layer.weight(), Onto::Sum, &mut output);
            if i + 1 < self.layers.len() {
                self.activation.on_numbers(&mut output);
            }
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
                    .flat_map(|layer| [vec![0.0; layer.inputs() * layer.outputs()], vec![0.0; layer.outputs()]]),
            );
        }
        for (i, layer) in self.layers.iter().enumerate().rev() {
            if i + 1 < self.layers.len() {
                self.activation.back(&trace[i + 1], &mut gradient);
            }
            let behind = Matrix::of(&gradient, layer.outputs());
            if let Some(weights) = weights.as_deref_mut() {
                Matrix::of(&trace[i], layer.inputs()).transposed().times(behind, Onto::Sum, &mut weights[2 * i]);
                for row in gradient.chunks_exact(layer.outputs()) {
                    weights[2 * i + 1].iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                }
            }
            if i == 0 && !input {
                return Vec::new();
            }
            let mut before = vec![0.0; behind.rows() * layer.inputs()];
            behind.times(layer.weight().transposed(), Onto::Nothing, &mut before);
            gradient = before;
        }
        gradient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::nn::LinearConfig;
    use burn::tensor::Distribution;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
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
            let trace = stack.forward(numbers(input.clone()));
            close("output", &trace[3], &numbers(output));
            let mut weights = Vec::new();
            let before = stack.backward(&trace, numbers(seed.clone()), Some(&mut weights), true);
            close("input", &before, &input.grad(&gradients).map(numbers).unwrap_or_default());
            for (i, layer) in layers.iter().enumerate() {
                let weight = layer.weight.val().grad(&gradients).map(numbers).unwrap_or_default();
                let bias = layer.bias.as_ref().and_then(|b| b.val().grad(&gradients)).map(numbers).unwrap_or_default();
                close("weight", &weights[2 * i], &weight);
                close("bias", &weights[2 * i + 1], &bias);
            }
            let broken = stack.forward(vec![f32::NAN; 2]);
            assert!(broken[3].iter().all(|v| v.is_nan()), "{activation:?} hides what is not a number");
            // A second pass adds to what is there.
            let once = weights.clone();
            stack.backward(&trace, numbers(seed), Some(&mut weights), false);
            close("sum", &weights[2], &once[2].iter().map(|v| 2.0 * v).collect::<Vec<_>>());
        }
    }
}
