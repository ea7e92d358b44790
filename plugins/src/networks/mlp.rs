//! The multilayer perceptron of the papers' 2-D experiments.

use std::sync::Arc;

use asivae::prelude::*;
use asivae::{Content, Kernel, Released};
use burn::nn::{Linear, LinearConfig};

use super::activation::Activation;
use super::dense::DenseStack;

/// Linear layers with an activation behind each but the last. Their weights are `layers.0.weight`, `layers.0.bias`, … in order.
#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Linear>,
    #[module(skip)]
    activation: Activation,
}

/// A multilayer perceptron: `layers` hidden layers of `hidden` units, then a linear one. Images go in flattened and come out in shape.
///
/// `h_0 = input, h_i = activation(W_i h_{i−1} + b_i), output = W h_layers + b`
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code: 256 units, ReLU; its `n_layers = 3` comes after the input layer, which makes
/// four hidden layers. Weights and biases begin uniform in ±1/√inputs, as in PyTorch.
///
/// Shapes: the inputs side by side, `[batch, width of all inputs]` → `[batch, width of all outputs]`.
#[intro_network]
pub fn mlp(
    io: &Io,
    device: &Device,
    #[param(default = 256, min = 1, max = 65536)] hidden: usize,
    #[param(default = 4, max = 1024)] layers: usize,
    #[param(default = relu)] activation: Activation,
) -> Mlp {
    let mut widths = vec![io.input_width()];
    widths.extend(std::iter::repeat_n(hidden, layers));
    widths.push(io.output_width());
    let layers = widths.windows(2).map(|pair| LinearConfig::new(pair[0], pair[1]).init(device)).collect();
    Mlp { layers, activation }
}

impl Network for Mlp {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let mut value = io.join(inputs);
        for (i, layer) in self.layers.iter().enumerate() {
            if i > 0 {
                value = self.activation.apply(value);
            }
            value = layer.forward(value);
        }
        io.split(value)
    }

    fn is_rowwise(&self) -> bool {
        true
    }

    fn kernel(&self) -> Option<Arc<dyn Kernel>> {
        DenseStack::of(&self.layers, self.activation).map(|stack| Arc::new(stack) as Arc<dyn Kernel>)
    }

    /// `EncoderSimple` and `DecoderSimple` of the released 2-D code; the decoder has a `loggamma` that its passes do not read.
    fn released(&self, io: &Io) -> Result<Vec<Released>, String> {
        if self.activation != Activation::Relu {
            return Err(format!("its activation is `{}`; the released networks have `relu`", self.activation));
        }
        let Some(last) = self.layers.len().checked_sub(1).filter(|last| *last > 0) else {
            return Err("it has no hidden layer; the released networks have at least one".to_owned());
        };
        let name = |layer: usize| match layer {
            0 => "main.input".to_owned(),
            layer if layer == last => "main.output".to_owned(),
            layer => format!("main.hidden_{layer}"),
        };
        let mut tensors: Vec<Released> =
            (0..=last).flat_map(|layer| Released::linear(&name(layer), &format!("layers.{layer}"))).collect();
        if matches!(io.outputs[..], [Space::Image(_)]) {
            tensors.push(Released { name: "loggamma".to_owned(), holds: Content::Unread(0.0) });
        }
        Ok(tensors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::module::Param;

    fn posterior() -> Io {
        Io { inputs: vec![Space::Image([2, 1, 1])], outputs: vec![Space::Flat(3), Space::Flat(3)] }
    }

    #[test]
    fn four_hidden_layers_are_five_linear_ones() {
        let net = mlp(&posterior(), &Device::default(), 8, 4, Activation::Relu);
        assert_eq!(net.layers.len(), 5);
        assert_eq!(net.num_params(), (2 * 8 + 8) + 3 * (8 * 8 + 8) + (8 * 6 + 6));
        let outputs = net.forward(vec![Signal::Image(Tensor::zeros([7, 2, 1, 1], &Device::default()))], &posterior());
        let shapes: Vec<_> = outputs.into_iter().map(|signal| signal.flat().dims()).collect();
        assert_eq!(shapes, [[7, 3], [7, 3]]);
    }

    #[test]
    fn the_released_code_counts_hidden_layers_behind_the_input_layer() {
        let names = |io: &Io, layers, activation| {
            let tensors = mlp(io, &Device::default(), 8, layers, activation).released(io);
            tensors.map(|tensors| tensors.into_iter().map(|tensor| tensor.name).collect::<Vec<_>>())
        };
        let expected =
            ["input", "hidden_1", "output"].map(|layer| ["weight", "bias"].map(|part| format!("main.{layer}.{part}")));
        let encoder = names(&posterior(), 2, Activation::Relu).unwrap();
        assert_eq!(encoder, expected.concat());
        let generator = Io { inputs: vec![Space::Flat(3)], outputs: vec![Space::Image([2, 1, 1])] };
        assert_eq!(names(&generator, 1, Activation::Relu).unwrap().last().map(String::as_str), Some("loggamma"));
        assert!(names(&posterior(), 2, Activation::Softplus).unwrap_err().contains("`softplus`"));
        assert!(names(&posterior(), 0, Activation::Relu).unwrap_err().contains("no hidden layer"));
    }

    #[test]
    fn activations_stand_between_layers_only() {
        let device = Device::default();
        let line = Io { inputs: vec![Space::Flat(1)], outputs: vec![Space::Flat(1)] };
        let output = |kind| -> f64 {
            let mut net = mlp(&line, &device, 1, 1, kind);
            for layer in &mut net.layers {
                layer.weight = Param::from_tensor(Tensor::full([1, 1], -1.0, &device));
                layer.bias = Some(Param::from_tensor(Tensor::zeros([1], &device)));
            }
            let output = net.forward(vec![Signal::Flat(Tensor::full([1, 1], 5.0, &device))], &line);
            output.into_iter().map(|signal| signal.flat().into_scalar::<f64>()).sum()
        };
        // 5 → −5 → activation → its negative, which no activation cuts off
        assert_eq!(output(Activation::Relu), 0.0);
        assert_eq!(output(Activation::LeakyRelu), 1.0);
        assert!((output(Activation::Tanh) - 5.0_f64.tanh()).abs() < 1e-6);
        assert!((output(Activation::Softplus) + (-5.0_f64).exp().ln_1p()).abs() < 1e-6);
    }
}
