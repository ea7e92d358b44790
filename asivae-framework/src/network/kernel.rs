//! Calls of a network that has passes by hand.

use std::sync::{Arc, Mutex, PoisonError};

use burn::tensor::{Device, TensorData};

use super::call::{Back, Called, WeightSum};
use super::{Io, Space, Workers};
use crate::signal::Signal;
use crate::tensor::Tensor;

/// A network as passes by hand over numbers on the host, for any number of rows.
pub trait Kernel: Send + Sync {
    /// From the inputs side by side, `[rows, input_width]` row after row, to everything that going back needs; the last are the outputs
    /// side by side, `[rows, output_width]`.
    fn forward(&self, input: Vec<f32>) -> Vec<Vec<f32>>;

    /// From the gradient of the outputs, `[rows, output_width]`, to that of the inputs, `[rows, input_width]`, which may be left empty
    /// unless `input` asks for it. Gradients of the weights are added to `weights`, if there are some: one entry for each parameter
    /// in the order in which Burn visits the module; an empty list is filled.
    fn backward(
        &self,
        trace: &[Vec<f32>],
        gradient: Vec<f32>,
        weights: Option<&mut Vec<Vec<f32>>>,
        input: bool,
    ) -> Vec<f32>;
}

/// More calls than these between two changes of a network's weights are rare.
const PASSES_KEPT: usize = 8;

/// A kernel and what it has computed lately.
pub(super) struct Memo {
    kernel: Arc<dyn Kernel>,
    passes: Mutex<Vec<Arc<Pass>>>,
}

/// What a call has computed, part by part.
struct Pass {
    input: Vec<f32>,
    /// First row and number of rows.
    parts: Vec<(usize, usize)>,
    traces: Vec<Vec<Vec<f32>>>,
}

impl Memo {
    pub(super) fn new(kernel: Arc<dyn Kernel>) -> Memo {
        Memo { kernel, passes: Mutex::default() }
    }

    pub(super) fn call(&self, inputs: Vec<Signal>, playing: bool, io: &Io, workers: &Workers) -> Called {
        let wanted: Vec<bool> = inputs.iter().map(Signal::is_tracked).collect();
        let joined = io.join(inputs.into_iter().map(Signal::detach).collect());
        let ([rows, _], device) = (joined.dims(), joined.device());
        let pass = self.pass(host(joined), workers.parts(rows), io, workers);
        let outputs: Vec<&[f32]> = pass.traces.iter().filter_map(|trace| trace.last().map(Vec::as_slice)).collect();
        let outputs = io.split(tensor(outputs.concat(), rows, io.output_width(), &device));
        if !playing && !wanted.contains(&true) {
            return Called { outputs, back: None };
        }
        let outputs = outputs.into_iter().map(Signal::into_leaf).collect();
        let (kernel, io) = (self.kernel.clone(), io.clone());
        Called { outputs, back: Some(Box::new(PassBack { kernel, pass, wanted, playing, io, device })) }
    }

    /// A pass of the same input is not made twice: both moves of a step decode the same `z` and `z_p`.
    fn pass(&self, input: Vec<f32>, parts: Vec<(usize, usize)>, io: &Io, workers: &Workers) -> Arc<Pass> {
        let mut passes = self.passes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = passes.iter().find(|pass| pass.input == input && pass.parts == parts) {
            return known.clone();
        }
        let jobs = slices(&input, &parts, io.input_width()).into_iter().map(|input| {
            let kernel = self.kernel.clone();
            move || kernel.forward(input)
        });
        let traces = workers.run(jobs.collect());
        let pass = Arc::new(Pass { input, parts, traces });
        passes.truncate(PASSES_KEPT - 1);
        passes.insert(0, pass.clone());
        pass
    }
}

struct PassBack {
    kernel: Arc<dyn Kernel>,
    pass: Arc<Pass>,
    /// Which inputs want a gradient.
    wanted: Vec<bool>,
    playing: bool,
    io: Io,
    device: Device,
}

impl Back for PassBack {
    fn backward(
        self: Box<Self>,
        outputs: Vec<Option<Signal>>,
        weights: &mut Vec<WeightSum>,
        workers: &Workers,
    ) -> Vec<Option<Signal>> {
        let rows = self.pass.parts.iter().map(|(_, rows)| rows).sum();
        let device = self.device.inner();
        let gradient = outputs.into_iter().zip(&self.io.outputs).map(|(gradient, space)| {
            gradient.unwrap_or_else(|| Signal::Flat(Tensor::zeros([rows, space.width()], &device)))
        });
        let gradient = host(self.io.join(gradient.collect()));
        let (playing, input) = (self.playing, self.wanted.contains(&true));
        let mut sums = std::mem::take(weights).into_iter();
        let gradients = slices(&gradient, &self.pass.parts, self.io.output_width()).into_iter();
        let jobs = gradients.enumerate().map(|(part, gradient)| {
            let (kernel, pass) = (self.kernel.clone(), self.pass.clone());
            let mut sum = sums.next().unwrap_or_default();
            move || {
                let weights = playing.then_some(&mut sum.host);
                (kernel.backward(&pass.traces[part], gradient, weights, input), sum)
            }
        });
        let jobs = jobs.collect();
        let (inputs, done): (Vec<Vec<f32>>, Vec<WeightSum>) = workers.run(jobs).into_iter().unzip();
        weights.extend(done);
        weights.extend(sums);
        if !input {
            return self.wanted.iter().map(|_| None).collect();
        }
        let matrix = tensor(inputs.concat(), rows, self.io.input_width(), &device);
        let signals = Space::split(&self.io.inputs, matrix);
        signals.into_iter().zip(self.wanted).map(|(signal, wanted)| wanted.then_some(signal)).collect()
    }
}

fn host(tensor: Tensor<2>) -> Vec<f32> {
    let data = tensor.into_data();
    data.try_to_vec().unwrap_or_else(|_| data.iter().collect())
}

fn tensor(values: Vec<f32>, rows: usize, columns: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

/// The rows of each part.
fn slices(values: &[f32], parts: &[(usize, usize)], width: usize) -> Vec<Vec<f32>> {
    assert_eq!(values.len(), width * parts.iter().map(|(_, rows)| rows).sum::<usize>(), "rows of {width} numbers");
    parts.iter().map(|(start, rows)| values[start * width..(start + rows) * width].to_vec()).collect()
}
