//! A network with its optimiser and its moving average, behind an object-safe trait.

use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::TensorData;

use super::adam::AdamSettings;
use super::call::{Attached, Called, InGraph, WeightSum, call};
use super::kernel::Memo;
use super::released::Released;
use super::same::same_tensors;
use super::visitors::{
    Constrain, Count, Follow, FromHost, Load, Materialise, Named, Path, PutBack, Running, Scale, SquaredNorm, Weights,
};
use super::{Io, Network, PlayerState, Statistics, Workers, state};
use crate::plugin::Weight;
use crate::signal::Signal;
use crate::tensor::Tensor;

/// A named parameter's values.
pub type NamedTensor = (String, TensorData);

/// A network that can be run, frozen, moved and saved, whatever its architecture.
///
/// Made by `<dyn Player>::boxed` from any [`Network`]; the engine knows no more of a network than this.
pub trait Player: Send {
    /// Runs it, outside any move.
    fn forward(&self, inputs: Vec<Signal>) -> Vec<Signal>;

    /// Runs it within a move. Gradients pass through to the inputs, and to its weights if it is `playing`.
    fn call(&self, inputs: Vec<Signal>, playing: bool, workers: &Workers) -> Called;

    /// It as a part of a graph, with leaves of its own where it is `playing`.
    fn attach(&self, playing: bool) -> Box<dyn Attached>;

    /// What it takes and gives.
    fn io(&self) -> &Io;

    /// Draws every weight anew from the generator keyed on (seed, `name`, parameter).
    fn initialise(&mut self, seed: u64, name: &str);

    /// Takes the gradients of its weights, which are the sum of those given; gives their global L2 norm.
    fn take_gradients(&mut self, gradients: Vec<WeightSum>) -> f64;

    /// Applies the gradients taken last, scaled by `factor`.
    fn step(&mut self, learning_rate: f64, factor: f64);

    /// Starts the optimiser afresh.
    fn set_optimiser(&mut self, settings: &AdamSettings);

    /// Moves the average of the weights: `average = decay · average + (1 − decay) · weights`.
    fn follow(&mut self, decay: f64);

    /// Its weights where they are, each as one row, in order.
    fn tensors(&self) -> Vec<Tensor<1>>;

    /// Moves the weights towards those of a network that is built alike: `own = kept · own + (1 − kept) · leader`.
    fn led_by(&mut self, leader: Vec<Tensor<1>>, kept: f64);

    /// Replaces each tensor of weights by what a function makes of it.
    fn constrain(&mut self, constraint: &dyn Fn(&Weight<'_>) -> Tensor<1>);

    /// Sets the statistics that its batch normalisation goes by; whether it has any.
    fn normalise_by(&mut self, statistics: Statistics) -> bool;

    /// Its running statistics, in order; nothing where it has none.
    fn running(&self) -> Vec<Tensor<1>>;

    /// Puts running statistics back, which passes have moved since.
    fn put_back(&mut self, running: Vec<Tensor<1>>);

    /// Sums of gradients as one.
    fn summed(&self, gradients: Vec<WeightSum>) -> WeightSum;

    /// A copy for sampling, without history: the moving average where there is one and it is asked for.
    fn snapshot(&self, average: bool) -> Box<dyn Player>;

    /// Weights by name, in PyTorch's order of appearance, on the host.
    fn weights(&self) -> Vec<NamedTensor>;

    /// Replaces weights by name; gives the names that it did not have.
    fn load(&mut self, weights: &[NamedTensor]) -> Vec<String>;

    /// All that it carries from step to step.
    ///
    /// # Errors
    ///
    /// An optimiser whose state cannot be written down.
    fn state(&self) -> Result<PlayerState, String>;

    /// Takes up a state of a network that is built alike.
    ///
    /// # Errors
    ///
    /// A state of another network: what is missing or left over.
    fn restore(&mut self, state: &PlayerState) -> Result<(), String>;

    /// Number of weights; running statistics are none.
    fn parameters(&self) -> usize;

    /// What the papers' PyTorch code [calls its weights](Network::released), or why it does not have them.
    fn released(&self) -> Result<Vec<Released>, String>;
}

impl dyn Player {
    /// A player out of a network.
    pub fn boxed<N: Network>(module: N, io: &Io) -> Box<dyn Player> {
        Box::new(Slot {
            // Not `no_grad` yet: parameters are lazy until `initialise`, and it would reach the original through them.
            frozen: module.clone(),
            module,
            io: io.clone(),
            optimiser: AdamSettings::default().optimiser(),
            gradients: GradientsParams::new(),
            average: None,
            by_hand: None,
        })
    }
}

struct Slot<N: Network> {
    module: N,
    frozen: N,
    io: Io,
    optimiser: ModuleOptimizer,
    gradients: GradientsParams,
    average: Option<N>,
    /// Where the network has passes by hand; made anew when the weights change.
    by_hand: Option<Memo>,
}

/// Burn's tensor generator is one per process: whoever seeds and draws holds this.
static GENERATOR: std::sync::Mutex<()> = std::sync::Mutex::new(());

impl<N: Network> Player for Slot<N> {
    fn forward(&self, inputs: Vec<Signal>) -> Vec<Signal> {
        self.module.forward(inputs, &self.io)
    }

    fn call(&self, inputs: Vec<Signal>, playing: bool, workers: &Workers) -> Called {
        match &self.by_hand {
            Some(memo) => memo.call(inputs, playing, &self.io, workers),
            None => call(if playing { &self.module } else { &self.frozen }, inputs, playing, &self.io, workers),
        }
    }

    fn attach(&self, playing: bool) -> Box<dyn Attached> {
        Box::new(InGraph::new(if playing { &self.module } else { &self.frozen }, playing, &self.io))
    }

    fn io(&self) -> &Io {
        &self.io
    }

    fn initialise(&mut self, seed: u64, name: &str) {
        let _alone = GENERATOR.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.module.visit(&mut Materialise { seed, network: name, path: Path::default() });
        self.thaw();
    }

    fn running(&self) -> Vec<Tensor<1>> {
        let mut running = Running::default();
        self.module.visit(&mut running);
        running.values
    }

    fn put_back(&mut self, running: Vec<Tensor<1>>) {
        if !running.is_empty() {
            // Copies share them: the frozen one has them too.
            self.module = self.module.clone().map(&mut PutBack::new(running));
        }
    }

    fn summed(&self, gradients: Vec<WeightSum>) -> WeightSum {
        let mut sum = GradientsAccumulator::new();
        for part in gradients {
            sum.accumulate(&self.module, part.graph);
            if !part.host.is_empty() {
                let mut host = FromHost { values: part.host.into_iter(), gradients: GradientsParams::new() };
                self.module.visit(&mut host);
                sum.accumulate(&self.module, host.gradients);
            }
        }
        WeightSum { graph: sum.grads(), host: Vec::new() }
    }

    fn take_gradients(&mut self, gradients: Vec<WeightSum>) -> f64 {
        self.gradients = self.summed(gradients).graph;
        let mut norm = SquaredNorm { gradients: &self.gradients, total: None };
        self.module.visit(&mut norm);
        norm.total.map_or(0.0, |total| total.into_scalar::<f64>()).sqrt()
    }

    fn step(&mut self, learning_rate: f64, factor: f64) {
        let mut gradients = std::mem::take(&mut self.gradients);
        if factor != 1.0 {
            self.module.visit(&mut Scale { gradients: &mut gradients, factor });
        }
        self.module = self.optimiser.step(learning_rate, self.module.clone(), gradients);
        self.thaw();
    }

    fn set_optimiser(&mut self, settings: &AdamSettings) {
        self.optimiser = settings.optimiser();
    }

    fn follow(&mut self, decay: f64) {
        let average = self.average.take().unwrap_or_else(|| self.module.valid());
        self.average = Some(average.map(&mut Follow { weights: self.tensors().into_iter(), decay }));
    }

    fn tensors(&self) -> Vec<Tensor<1>> {
        let mut weights = Weights::default();
        self.module.visit(&mut weights);
        weights.0
    }

    fn led_by(&mut self, leader: Vec<Tensor<1>>, kept: f64) {
        self.module = self.module.clone().map(&mut Follow { weights: leader.into_iter(), decay: kept });
        self.thaw();
    }

    fn constrain(&mut self, constraint: &dyn Fn(&Weight<'_>) -> Tensor<1>) {
        self.module = self.module.clone().map(&mut Constrain { constraint, path: Path::default() });
        self.thaw();
    }

    fn normalise_by(&mut self, statistics: Statistics) -> bool {
        let has = self.module.normalise_by(statistics);
        if has {
            self.thaw();
        }
        has
    }

    fn snapshot(&self, average: bool) -> Box<dyn Player> {
        let module = self.average.as_ref().filter(|_| average).unwrap_or(&self.module).valid();
        Box::new(Slot {
            frozen: module.clone(),
            module,
            io: self.io.clone(),
            optimiser: AdamSettings::default().optimiser(),
            gradients: GradientsParams::new(),
            average: None,
            by_hand: None,
        })
    }

    fn weights(&self) -> Vec<NamedTensor> {
        named(&self.module)
    }

    fn load(&mut self, weights: &[NamedTensor]) -> Vec<String> {
        let mut load = Load { weights, used: vec![false; weights.len()], path: Path::default() };
        self.module = self.module.clone().map(&mut load);
        let unused = weights.iter().zip(&load.used).filter(|(_, used)| !**used).map(|((name, _), _)| name.clone());
        let unused = unused.collect();
        self.thaw();
        unused
    }

    fn state(&self) -> Result<PlayerState, String> {
        let (moments, counts) = state::written(&self.optimiser, &self.module)?;
        let average = self.average.as_ref().map(named);
        Ok(PlayerState { weights: self.weights(), average, moments, counts })
    }

    fn restore(&mut self, state: &PlayerState) -> Result<(), String> {
        same_tensors(&self.weights(), &state.weights)?;
        if let Some(average) = &state.average {
            same_tensors(&self.weights(), average)?;
        }
        self.optimiser = state::restored(self.optimiser.clone(), &self.module, state)?;
        self.load(&state.weights);
        self.average = state.average.as_ref().map(|average| {
            let mut load = Load { weights: average, used: vec![false; average.len()], path: Path::default() };
            self.module.valid().map(&mut load)
        });
        Ok(())
    }

    fn parameters(&self) -> usize {
        let mut count = Count::default();
        self.module.visit(&mut count);
        count.weights
    }

    fn released(&self) -> Result<Vec<Released>, String> {
        self.module.released(&self.io)
    }
}

fn named(module: &impl Network) -> Vec<NamedTensor> {
    let mut named = Named::default();
    module.visit(&mut named);
    named.weights
}

impl<N: Network> Slot<N> {
    /// Makes anew what follows the weights. Parameters must be materialised, or no-grad would reach the original through the copy.
    fn thaw(&mut self) {
        self.frozen = self.module.clone().no_grad();
        self.by_hand = self.module.kernel().filter(|_| self.module.is_rowwise()).map(Memo::new);
    }
}
