//! A call of a network within a move, as a graph: its rows divided between workers, and the way back through each part.

use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::Gradients;

use super::visitors::OwnLeaves;
use super::{Io, Network, Workers};
use crate::signal::Signal;

/// What a call gave.
pub struct Called {
    /// Outputs in the order of the signature. Where there is a way back they are leaves.
    pub outputs: Vec<Signal>,
    /// The way back; `None` where no gradient is wanted by anyone.
    pub back: Option<Box<dyn Back>>,
}

/// The gradients of a network's weights, as one part of each call has summed them.
#[derive(Default)]
pub struct WeightSum {
    /// Those that came out of graphs.
    pub graph: GradientsParams,
    /// Those that came out of passes by hand: one entry for each parameter in the order in which the module is visited, or none.
    pub host: Vec<Vec<f32>>,
}

/// The way back through a call.
pub trait Back: Send {
    /// From gradients of the outputs to gradients of the inputs. Those of the weights are added to `weights`, a sum for each part.
    fn backward(
        self: Box<Self>,
        outputs: Vec<Option<Signal>>,
        weights: &mut Vec<WeightSum>,
        workers: &Workers,
    ) -> Vec<Option<Signal>>;
}

/// A network as a part of somebody's graph, for a loss that calls it on what it computes itself.
pub trait Attached {
    /// Its outputs, in the graph of the inputs.
    fn forward(&self, inputs: Vec<Signal>) -> Vec<Signal>;

    /// Takes the gradients of its weights out of those of a backward pass.
    fn weights(&self, found: &mut Gradients) -> WeightSum;
}

pub(super) struct InGraph<N> {
    pub(super) module: N,
    pub(super) io: Io,
}

impl<N: Network> InGraph<N> {
    /// With leaves of its own: the weights that other calls use are parts of other graphs.
    pub(super) fn new(module: &N, playing: bool, io: &Io) -> Self {
        let module = if playing { module.clone().map(&mut OwnLeaves) } else { module.clone() };
        InGraph { module, io: io.clone() }
    }
}

impl<N: Network> Attached for InGraph<N> {
    fn forward(&self, inputs: Vec<Signal>) -> Vec<Signal> {
        self.module.forward(inputs, &self.io)
    }

    fn weights(&self, found: &mut Gradients) -> WeightSum {
        WeightSum { graph: GradientsParams::from_module(found, &self.module), host: Vec::new() }
    }
}

/// The part of a call that one worker computes, with a graph of its own.
struct Part<N> {
    module: N,
    start: usize,
    rows: usize,
    inputs: Vec<Signal>,
    outputs: Vec<Signal>,
}

pub(super) fn call<N: Network>(module: &N, inputs: Vec<Signal>, playing: bool, io: &Io, workers: &Workers) -> Called {
    let rows = inputs.first().map_or(0, Signal::batch);
    let rowwise = module.is_rowwise();
    let parts = if rowwise { workers.parts(rows) } else { vec![(0, rows)] };
    let whole = parts.len() == 1;
    let jobs = parts.into_iter().map(|(start, rows)| {
        let module = if playing { module.clone().map(&mut OwnLeaves) } else { module.clone() };
        let part = |input: &Signal| {
            let values = input.clone().detach();
            let values = if whole { values } else { values.rows(start, rows) };
            if input.is_tracked() { values.into_leaf() } else { values }
        };
        let inputs: Vec<Signal> = inputs.iter().map(part).collect();
        let io = io.clone();
        move || {
            let inputs: Vec<Signal> = inputs;
            let outputs = module.forward(inputs.clone(), &io);
            Part { module, start, rows, inputs, outputs }
        }
    });
    let jobs = jobs.collect();
    let parts: Vec<Part<N>> = if rowwise { workers.run(jobs) } else { workers.run_wide(jobs) };
    let tracked = parts.iter().any(|part| part.outputs.iter().any(Signal::is_tracked));
    let output = |i: usize| {
        let joined = Signal::join(parts.iter().map(|part| part.outputs[i].clone().detach()).collect());
        if tracked { joined.into_leaf() } else { joined }
    };
    // As many as there are: what a network says of itself is checked by who called it.
    let given = parts.first().map_or(0, |part| part.outputs.len());
    let outputs = (0..given).map(output).collect();
    let back = tracked.then(|| Box::new(Parts { parts, rowwise }) as Box<dyn Back>);
    Called { outputs, back }
}

struct Parts<N> {
    parts: Vec<Part<N>>,
    rowwise: bool,
}

impl<N: Network> Back for Parts<N> {
    fn backward(
        self: Box<Self>,
        outputs: Vec<Option<Signal>>,
        weights: &mut Vec<WeightSum>,
        workers: &Workers,
    ) -> Vec<Option<Signal>> {
        let whole = self.parts.len() == 1;
        let mut sums = std::mem::take(weights).into_iter();
        let jobs = self.parts.into_iter().map(|part| {
            let slice = |gradient: &Signal| {
                if whole { gradient.clone() } else { gradient.clone().rows(part.start, part.rows) }
            };
            let outputs: Vec<Option<Signal>> = outputs.iter().map(|gradient| gradient.as_ref().map(slice)).collect();
            let sum = sums.next().unwrap_or_default();
            move || part.backward(outputs, sum)
        });
        let jobs = jobs.collect();
        let done = if self.rowwise { workers.run(jobs) } else { workers.run_wide(jobs) };
        let (parts, done): (Vec<Vec<Option<Signal>>>, Vec<_>) = done.into_iter().unzip();
        weights.extend(done);
        weights.extend(sums);
        let inputs = parts.first().map_or(0, Vec::len);
        (0..inputs)
            .map(|i| parts.iter().map(|part| part[i].clone()).collect::<Option<Vec<_>>>().map(Signal::join))
            .collect()
    }
}

impl<N: Network> Part<N> {
    fn backward(self, gradients: Vec<Option<Signal>>, mut sum: WeightSum) -> (Vec<Option<Signal>>, WeightSum) {
        let Some(mut found) = Signal::backward(self.outputs.iter().zip(gradients)) else {
            return (self.inputs.iter().map(|_| None).collect(), sum);
        };
        let mut weights = GradientsAccumulator::new();
        weights.accumulate(&self.module, sum.graph);
        weights.accumulate(&self.module, GradientsParams::from_module(&mut found, &self.module));
        sum.graph = weights.grads();
        (self.inputs.iter().map(|input| input.take_gradient(&mut found)).collect(), sum)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Player, Space};
    use super::*;
    use crate::tensor::Tensor;
    use burn::module::Module;
    use burn::nn::{Linear, LinearConfig};
    use burn::tensor::{Device, Distribution};

    #[derive(Module, Debug)]
    struct Straight {
        layer: Linear,
        #[module(skip)]
        rowwise: bool,
    }

    impl Network for Straight {
        fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
            io.split(self.layer.forward(io.join(inputs)).tanh())
        }

        fn is_rowwise(&self) -> bool {
            self.rowwise
        }
    }

    #[test]
    fn parts_have_the_gradients_of_the_whole() {
        let device = Device::flex().autodiff();
        let io = Io { inputs: vec![Space::Flat(3)], outputs: vec![Space::Flat(2), Space::Flat(1)] };
        let input: Tensor<2> = Tensor::random([150, 3], Distribution::Default, &device);
        let seed: Tensor<2> = Tensor::random([150, 2], Distribution::Default, &device.clone().inner());
        let workers = Workers::new(2);
        let layer = LinearConfig::new(3, 3).init(&device);
        let found = [false, true].map(|rowwise| {
            let module = Straight { layer: layer.clone(), rowwise };
            let mut player = <dyn Player>::boxed(module, &io);
            player.initialise(0, "straight");
            workers.enter(|| {
                let input = Signal::Flat(input.clone()).into_leaf();
                let called = player.call(vec![input], true, &workers);
                let mut weights = Vec::new();
                let back = called
                    .back
                    .map(|back| back.backward(vec![Some(Signal::Flat(seed.clone())), None], &mut weights, &workers));
                assert_eq!(weights.len(), if rowwise { 2 } else { 1 });
                let before: Vec<f32> = back
                    .into_iter()
                    .flatten()
                    .flatten()
                    .flat_map(|gradient| gradient.flat().into_data().iter().collect::<Vec<f32>>())
                    .collect();
                (called.outputs.len(), before, player.take_gradients(weights))
            })
        });
        assert_eq!((found[0].0, found[1].0), (2, 2));
        assert_eq!(found[0].1.len(), 450);
        let apart = found[0].1.iter().zip(&found[1].1).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6, "gradients of the inputs are {apart} apart");
        assert!((found[0].2 - found[1].2).abs() < 1e-5 * found[0].2, "{} and {}", found[0].2, found[1].2);
    }
}
