//! Dense layers on the host: passes forwards and back by hand, where a graph of single operations costs a fifth of the time.

use asivae::prelude::*;
use burn::nn::Linear;
use burn::tensor::{DType, TensorData};

use super::mlp::Activation;

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
            let mut output: Vec<f32> = Vec::with_capacity(input.rows * layer.outputs());
            (0..input.rows).for_each(|_| output.extend_from_slice(&layer.bias));
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
            let mut before = vec![0.0; behind.rows * layer.inputs()];
            behind.times(layer.weight().transposed(), Onto::Nothing, &mut before);
            gradient = before;
        }
        gradient
    }
}

impl Activation {
    fn on_numbers(self, values: &mut [f32]) {
        match self {
            Activation::Relu => values.iter_mut().for_each(|v| *v = v.max(0.0)),
            Activation::LeakyRelu => values.iter_mut().for_each(|v| *v = v.max(0.2 * *v)),
            Activation::Tanh => values.iter_mut().for_each(|v| *v = v.tanh()),
            Activation::Softplus => values.iter_mut().for_each(|v| *v = v.max(0.0) + (-v.abs()).exp().ln_1p()),
        }
    }

    /// Multiplies a gradient by the derivative, which the outputs tell.
    fn back(self, outputs: &[f32], gradient: &mut [f32]) {
        let pairs = gradient.iter_mut().zip(outputs);
        match self {
            Activation::Relu => pairs.for_each(|(g, y)| *g = if *y > 0.0 { *g } else { 0.0 }),
            Activation::LeakyRelu => pairs.for_each(|(g, y)| *g *= if *y > 0.0 { 1.0 } else { 0.2 }),
            Activation::Tanh => pairs.for_each(|(g, y)| *g *= 1.0 - y * y),
            Activation::Softplus => pairs.for_each(|(g, y)| *g *= 1.0 - (-y).exp()),
        }
    }
}

/// Up to this many rows or inner columns a product is faster as a sum of rows: points and their latents have two.
const NARROW: usize = 4;

/// A matrix that lies in a slice, row after row or column after column.
#[derive(Clone, Copy)]
struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    by_columns: bool,
}

/// What a product is written onto.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onto {
    /// Onto whatever stood there.
    Nothing,
    /// Added to what stands there.
    Sum,
}

impl<'a> Matrix<'a> {
    fn of(values: &'a [f32], columns: usize) -> Matrix<'a> {
        Matrix { values, rows: values.len() / columns, columns, by_columns: false }
    }

    fn transposed(self) -> Matrix<'a> {
        Matrix { rows: self.columns, columns: self.rows, by_columns: !self.by_columns, ..self }
    }

    /// From one row to the next, and from one column to the next.
    fn strides(&self) -> (isize, isize) {
        if self.by_columns { (1, self.rows as isize) } else { (self.columns as isize, 1) }
    }

    /// The matrix product, onto `[self.rows, other.columns]` row after row. Sizes that do not fit leave it as it was.
    #[allow(unsafe_code)]
    fn times(self, other: Matrix<'_>, onto: Onto, product: &mut [f32]) {
        let (m, k, n) = (self.rows, self.columns, other.columns);
        let fits = |matrix: &Matrix<'_>| matrix.values.len() == matrix.rows * matrix.columns;
        if !fits(&self) || !fits(&other) || other.rows != k || product.len() != m * n {
            debug_assert!(false, "[{m}, {k}] times [{}, {n}] onto {} numbers", other.rows, product.len());
            return;
        }
        let ((a_row, a_column), (b_row, b_column)) = (self.strides(), other.strides());
        if m.min(k) <= NARROW && !other.by_columns {
            if onto == Onto::Nothing {
                product.fill(0.0);
            }
            for (i, row) in product.chunks_exact_mut(n).enumerate() {
                for (p, other) in other.values.chunks_exact(n).enumerate() {
                    let factor = self.values[i * a_row as usize + p * a_column as usize];
                    row.iter_mut().zip(other).for_each(|(sum, value)| *sum += factor * value);
                }
            }
            return;
        }
        // SAFETY: the sizes were checked above against the slices, and strides are those of dense matrices of these sizes.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
                product.as_mut_ptr(),
                1,
                n as isize,
                onto == Onto::Sum,
                self.values.as_ptr(),
                a_column,
                a_row,
                other.values.as_ptr(),
                b_column,
                b_row,
                1.0,
                1.0,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
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
            // A second pass adds to what is there.
            let once = weights.clone();
            stack.backward(&trace, numbers(seed), Some(&mut weights), false);
            close("sum", &weights[2], &once[2].iter().map(|v| 2.0 * v).collect::<Vec<_>>());
        }
    }
}
