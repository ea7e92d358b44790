//! What flows between networks, views and losses.

use burn::tensor::{Device, Gradients, Int};

use crate::tensor::{Tensor, constant};

/// A tensor with its meaning: an image batch, vectors, or labels.
#[derive(Clone, Debug)]
pub enum Signal {
    /// `[batch, channels, height, width]`; points are `[batch, 2, 1, 1]`.
    Image(Tensor<4>),
    /// `[batch, width]`: latents and their statistics.
    Flat(Tensor<2>),
    /// `[batch]`: class labels.
    Labels(Tensor<1, Int>),
}

impl Signal {
    /// The same values without their history.
    pub fn detach(self) -> Self {
        match self {
            Signal::Image(t) => Signal::Image(constant(t)),
            Signal::Flat(t) => Signal::Flat(constant(t)),
            Signal::Labels(t) => Signal::Labels(t),
        }
    }

    /// As vectors `[batch, width]`: an image is flattened.
    pub fn flat(self) -> Tensor<2> {
        match self {
            Signal::Image(t) => t.flatten(1, 3),
            Signal::Flat(t) => t,
            Signal::Labels(t) => t.float().unsqueeze_dim(1),
        }
    }

    /// Samples in another order: number `order[i]` becomes number `i`.
    pub(crate) fn permuted(self, order: &[usize]) -> Self {
        let order: Vec<i64> = order.iter().map(|&i| i as i64).collect();
        let order = Tensor::<1, Int>::from_data(order.as_slice(), &self.device());
        match self {
            Signal::Image(t) => Signal::Image(t.select(0, order)),
            Signal::Flat(t) => Signal::Flat(t.select(0, order)),
            Signal::Labels(t) => Signal::Labels(t.select(0, order)),
        }
    }

    /// Numbers per sample.
    pub(crate) fn width(&self) -> usize {
        match self {
            Signal::Image(t) => t.dims()[1..].iter().product(),
            Signal::Flat(t) => t.dims()[1],
            Signal::Labels(_) => 1,
        }
    }

    /// Where it lies.
    pub(crate) fn device(&self) -> Device {
        match self {
            Signal::Image(t) => t.device(),
            Signal::Flat(t) => t.device(),
            Signal::Labels(t) => t.device(),
        }
    }

    /// Samples in the batch.
    pub(crate) fn batch(&self) -> usize {
        match self {
            Signal::Image(t) => t.dims()[0],
            Signal::Flat(t) => t.dims()[0],
            Signal::Labels(t) => t.dims()[0],
        }
    }

    /// `rows` samples from number `start` on.
    pub(crate) fn rows(self, start: usize, rows: usize) -> Self {
        match self {
            Signal::Image(t) => Signal::Image(t.narrow(0, start, rows)),
            Signal::Flat(t) => Signal::Flat(t.narrow(0, start, rows)),
            Signal::Labels(t) => Signal::Labels(t.narrow(0, start, rows)),
        }
    }

    /// Samples of signals of one kind, one after the other.
    pub(crate) fn join(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        match parts[0] {
            Signal::Image(_) => Signal::Image(Tensor::cat(parts.into_iter().map(Tensor::from_signal).collect(), 0)),
            Signal::Flat(_) => Signal::Flat(Tensor::cat(parts.into_iter().map(Tensor::from_signal).collect(), 0)),
            Signal::Labels(_) => Signal::Labels(Tensor::cat(parts.into_iter().map(Tensor::from_signal).collect(), 0)),
        }
    }

    /// Whether a gradient leads to it or through it.
    pub(crate) fn is_tracked(&self) -> bool {
        match self {
            Signal::Image(t) => t.is_tracked(),
            Signal::Flat(t) => t.is_tracked(),
            Signal::Labels(_) => false,
        }
    }

    /// The same values as a leaf that a gradient is kept for; labels have none.
    pub(crate) fn into_leaf(self) -> Self {
        match self {
            Signal::Image(t) => Signal::Image(t.detach().require_grad()),
            Signal::Flat(t) => Signal::Flat(t.detach().require_grad()),
            labels => labels,
        }
    }

    /// The same values without their history; a leaf where they had one.
    pub(crate) fn leaf(&self) -> Self {
        if self.is_tracked() { self.clone().into_leaf() } else { self.clone() }
    }

    /// Takes its gradient out of those of a backward pass.
    pub(crate) fn take_gradient(&self, gradients: &mut Gradients) -> Option<Self> {
        match self {
            Signal::Image(t) => t.grad_remove(gradients).map(Signal::Image),
            Signal::Flat(t) => t.grad_remove(gradients).map(Signal::Flat),
            Signal::Labels(_) => None,
        }
    }

    /// Gives a leaf its gradient without a backward pass; gives the gradient back where it is no leaf.
    pub(crate) fn put_gradient(&self, gradients: &mut Gradients, gradient: Self) -> Option<Self> {
        match (self, gradient) {
            (Signal::Image(t), Signal::Image(g)) if t.is_require_grad() => t.grad_replace(gradients, g),
            (Signal::Flat(t), Signal::Flat(g)) if t.is_require_grad() => t.grad_replace(gradients, g),
            (_, gradient) => return Some(gradient),
        }
        None
    }

    /// The sum with a gradient of the same kind.
    pub(crate) fn add(self, other: Self) -> Self {
        match (self, other) {
            (Signal::Image(a), Signal::Image(b)) => Signal::Image(a + b),
            (Signal::Flat(a), Signal::Flat(b)) => Signal::Flat(a + b),
            (other, _) => other,
        }
    }

    /// Goes back from signals whose gradients are known; `None` where none of them is.
    pub(crate) fn backward<'a>(known: impl Iterator<Item = (&'a Signal, Option<Signal>)>) -> Option<Gradients> {
        // The gradient of Σ y·g with a constant g is g at each y.
        let product = |(signal, gradient): (&Signal, Option<Signal>)| match (signal, gradient?) {
            (Signal::Image(t), Signal::Image(g)) if t.is_tracked() => Some((t.clone() * Tensor::from_inner(g)).sum()),
            (Signal::Flat(t), Signal::Flat(g)) if t.is_tracked() => Some((t.clone() * Tensor::from_inner(g)).sum()),
            _ => None,
        };
        known.filter_map(product).reduce(|a, b| a + b).map(|sum| sum.backward())
    }
}

/// A tensor type that a view can be asked for as.
#[diagnostic::on_unimplemented(
    message = "a view cannot be taken as `{Self}`",
    note = "x, target and x_hat are `Tensor<4>`; z, mu, logvar and u are `Tensor<2>`; y is `Tensor<1, Int>`; a view of a model's own is `Tensor<2>` or `Tensor<4>`"
)]
pub trait FromSignal: Sized {
    /// The tensor, in that rank.
    fn from_signal(signal: Signal) -> Self;
    /// The signal that it is.
    fn into_signal(self) -> Signal;
}

impl FromSignal for Tensor<4> {
    fn from_signal(signal: Signal) -> Self {
        match signal {
            Signal::Image(t) => t,
            other => {
                let flat = other.flat();
                let [batch, width] = flat.dims();
                flat.reshape([batch, width, 1, 1])
            }
        }
    }

    fn into_signal(self) -> Signal {
        Signal::Image(self)
    }
}

impl FromSignal for Tensor<2> {
    fn from_signal(signal: Signal) -> Self {
        signal.flat()
    }

    fn into_signal(self) -> Signal {
        Signal::Flat(self)
    }
}

impl FromSignal for Tensor<1, Int> {
    fn from_signal(signal: Signal) -> Self {
        match signal {
            Signal::Labels(t) => t,
            other => other.flat().flatten::<1>(0, 1).int(),
        }
    }

    fn into_signal(self) -> Signal {
        Signal::Labels(self)
    }
}

impl From<Tensor<4>> for Signal {
    fn from(tensor: Tensor<4>) -> Self {
        Signal::Image(tensor)
    }
}

impl From<Tensor<2>> for Signal {
    fn from(tensor: Tensor<2>) -> Self {
        Signal::Flat(tensor)
    }
}

impl From<Tensor<1, Int>> for Signal {
    fn from(tensor: Tensor<1, Int>) -> Self {
        Signal::Labels(tensor)
    }
}
