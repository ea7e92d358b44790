//! A network that a loss was given.

use std::cell::RefCell;

use super::{Io, Player, Workers};
use crate::game::Tape;
use crate::signal::Signal;
use crate::tensor::Tensor;

/// A network as an argument of a loss, `critic: &Net`.
///
/// What it is called on is part of the graph: gradients pass through it to its inputs, and to its weights where it plays.
pub struct Net<'a> {
    pub(crate) number: usize,
    pub(crate) player: &'a dyn Player,
    pub(crate) playing: bool,
    pub(crate) workers: &'a Workers,
    /// Where the calls of this move are noted: the way back, and how often each network was called.
    pub(crate) record: &'a RefCell<(Tape, Vec<usize>)>,
}

impl Net<'_> {
    /// What it takes and gives.
    pub fn io(&self) -> &Io {
        self.player.io()
    }

    /// Its outputs for inputs, both in the order of its signature.
    pub fn forward(&self, inputs: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
        let mut record = self.record.borrow_mut();
        record.1.push(self.number);
        record.0.call(self.number, self.player, self.playing, inputs.into_iter().collect(), self.workers)
    }

    /// The first output of a scorer, `[batch]`.
    pub fn score(&self, inputs: impl IntoIterator<Item = Signal>) -> Tensor<1> {
        self.forward(inputs).remove(0).flat().flatten(0, 1)
    }

    /// The gradient of the sum of its first output with respect to each input, as data: Burn has no second derivative, so none flows
    /// through it.
    pub fn gradient(&self, inputs: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
        self.record.borrow_mut().1.push(self.number);
        let leaves: Vec<Signal> = inputs.into_iter().map(Signal::into_leaf).collect();
        let zero = |input: &Signal| match input.clone().detach() {
            Signal::Image(t) => Signal::Image(t.inner().zeros_like()),
            Signal::Flat(t) => Signal::Flat(t.inner().zeros_like()),
            labels => labels,
        };
        let called = self.player.call(leaves.clone(), false, self.workers);
        let seed = called.outputs.iter().enumerate().map(|(i, output)| match output {
            _ if i > 0 => None,
            Signal::Image(t) => Some(Signal::Image(t.clone().inner().ones_like())),
            Signal::Flat(t) => Some(Signal::Flat(t.clone().inner().ones_like())),
            Signal::Labels(_) => None,
        });
        let seed = seed.collect();
        let found = called.back.map(|back| back.backward(seed, &mut Vec::new(), self.workers)).unwrap_or_default();
        let given = |(i, leaf): (usize, &Signal)| match found.get(i).cloned().flatten().unwrap_or_else(|| zero(leaf)) {
            // As a constant on the device of the inputs.
            Signal::Image(t) => Signal::Image(Tensor::from_inner(t)),
            Signal::Flat(t) => Signal::Flat(Tensor::from_inner(t)),
            labels => labels,
        };
        leaves.iter().enumerate().map(given).collect()
    }
}
