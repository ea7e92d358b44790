//! A network that a loss was given.

use std::cell::RefCell;

use burn::tensor::Device;

use super::{Io, Player, Space, Workers};
use crate::error::Error;
use crate::game::Tape;
use crate::plugin::at_work;
use crate::signal::Signal;
use crate::tensor::Tensor;

/// A network as an argument of a loss, `critic: &Net`.
///
/// It is a part of the loss's own graph: gradients pass through it to its inputs, whatever they were computed from, and to its weights where it
/// plays.
pub struct Net<'a> {
    pub(crate) number: usize,
    pub(crate) player: &'a dyn Player,
    pub(crate) playing: bool,
    pub(crate) workers: &'a Workers,
    pub(crate) name: &'a str,
    /// Names of its outputs.
    pub(crate) outputs: &'a [String],
    pub(crate) record: &'a RefCell<Record>,
}

/// Where the calls of a move are noted.
#[derive(Default)]
pub(crate) struct Record {
    /// The way back.
    pub(crate) tape: Tape,
    /// Networks that were called, once for each pass.
    pub(crate) calls: Vec<usize>,
    /// What is wrong with what a plugin gave.
    pub(crate) trouble: Option<Error>,
}

impl Net<'_> {
    /// What it takes and gives.
    pub fn io(&self) -> &Io {
        self.player.io()
    }

    /// Its outputs for inputs, both in the order of its signature.
    pub fn forward(&self, inputs: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
        let inputs: Vec<Signal> = inputs.into_iter().collect();
        if let Some(nothing) = self.refused(&inputs, &self.io().outputs) {
            return nothing;
        }
        let outputs = {
            let mut record = self.record.borrow_mut();
            record.calls.push(self.number);
            record.tape.attach(self.number, self.player, self.playing).forward(inputs)
        };
        self.checked(outputs)
    }

    /// Outputs by name, each `[rows, numbers]`, for inputs in the order of its signature. What was given as an argument must give these, of so many
    /// numbers each; the step ends in an error where it does not.
    pub fn give<const N: usize>(
        &self,
        wanted: [(&str, usize); N],
        inputs: impl IntoIterator<Item = Signal>,
    ) -> [Tensor<2>; N] {
        let spaces = &self.io().outputs;
        let place = |name: &str| self.outputs.iter().position(|output| output == name);
        let fits = |(name, numbers): &(&str, usize)| place(name).is_some_and(|i| spaces[i].width() == *numbers);
        let inputs: Vec<Signal> = inputs.into_iter().collect();
        if !wanted.iter().all(fits) {
            let written = |name: &str, numbers: usize| format!("{name}[{numbers}]");
            let expected = commas(wanted.iter().map(|(name, numbers)| written(name, *numbers)));
            let found = commas(self.outputs.iter().zip(spaces).map(|(name, space)| written(name, space.width())));
            self.note(format!("expected a network that gives {expected}; `{}` gives {found}", self.name));
            let device = inputs.first().map_or_else(Device::default, Signal::device);
            return wanted.map(|(_, numbers)| Tensor::zeros([1, numbers], &device));
        }
        let given = self.forward(inputs);
        wanted.map(|(name, numbers)| match place(name).and_then(|i| given.get(i)) {
            Some(signal) => signal.clone().flat(),
            None => Tensor::zeros([1, numbers], &Device::default()),
        })
    }

    /// The same for what was made of views alone: its way back is a piece of its own, which threads can share.
    pub(crate) fn on_views(&self, inputs: Vec<Signal>) -> Vec<Signal> {
        if let Some(nothing) = self.refused(&inputs, &self.io().outputs) {
            return nothing;
        }
        let outputs = {
            let mut record = self.record.borrow_mut();
            record.calls.push(self.number);
            record.tape.call(self.number, self.player, self.playing, inputs, self.workers)
        };
        self.checked(outputs)
    }

    /// Notes what is wrong with the plugin that calls, or with the network; the step ends in it.
    fn note(&self, message: String) {
        let whose = at_work().map_or_else(|| self.name.to_owned(), |info| format!("the {} `{}`", info.kind, info.name));
        self.record.borrow_mut().trouble.get_or_insert(Error::setting(whose, message));
    }

    /// What a network gave, if that is what it says; else zeros, and a note.
    fn checked(&self, outputs: Vec<Signal>) -> Vec<Signal> {
        let spaces = &self.io().outputs;
        if outputs.iter().map(Signal::width).eq(spaces.iter().map(Space::width)) {
            return outputs;
        }
        let found = outputs.iter().map(Signal::width);
        let message = format!("expected outputs of {} numbers per sample; found {}", commas(spaces), commas(found));
        let error = Error::setting(format!("the network `{}`", self.name), message);
        self.record.borrow_mut().trouble.get_or_insert(error);
        zeros(spaces, outputs.first())
    }

    /// Zeros in the place of what cannot be computed: the step ends in the error that is noted.
    fn refused(&self, inputs: &[Signal], like: &[Space]) -> Option<Vec<Signal>> {
        let wanted = &self.io().inputs;
        let fits = |(signal, space): (&Signal, &Space)| {
            matches!((signal, space), (Signal::Labels(_), Space::Classes(_))) || signal.width() == space.width()
        };
        if inputs.len() == wanted.len() && inputs.iter().zip(wanted).all(fits) {
            return None;
        }
        let found = if inputs.is_empty() { "none".to_owned() } else { commas(inputs.iter().map(Signal::width)) };
        self.note(match wanted.as_slice() {
            [] => format!("`{}` takes no inputs; found {found}", self.name),
            wanted => {
                format!("`{}` takes inputs of {} numbers per sample; found {found}", self.name, commas(wanted))
            }
        });
        Some(zeros(like, inputs.first()))
    }

    /// The first output of a scorer, `[batch]`.
    pub fn score(&self, inputs: impl IntoIterator<Item = Signal>) -> Tensor<1> {
        let score = self.forward(inputs).remove(0).flat();
        if score.dims()[1] != 1 {
            let outputs = commas(&self.io().outputs);
            self.note(format!("`{}` gives {outputs}; a score is one number per sample", self.name));
        }
        score.narrow(1, 0, 1).flatten(0, 1)
    }

    /// The gradient of the sum of its first output with respect to each input, as data: Burn has no second derivative, so none flows
    /// through it.
    pub fn gradient(&self, inputs: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
        let inputs: Vec<Signal> = inputs.into_iter().collect();
        if let Some(nothing) = self.refused(&inputs, &self.io().inputs) {
            return nothing;
        }
        self.record.borrow_mut().calls.push(self.number);
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

/// Zeros in these spaces, for a batch like another signal's.
fn zeros(spaces: &[Space], like: Option<&Signal>) -> Vec<Signal> {
    let (batch, device) = like.map_or((1, Device::default()), |like| (like.batch(), like.device()));
    spaces.iter().map(|space| space.signal(Tensor::zeros([batch, space.width()], &device))).collect()
}

fn commas(items: impl IntoIterator<Item = impl ToString>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}
