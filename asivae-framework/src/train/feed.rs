//! What a step is fed with: real batches and named noise.

use std::sync::Arc;

use burn::tensor::{Device, Int, TensorData};

use crate::data::Dataset;
use crate::game::NoiseSource;
use crate::random;
use crate::tensor::Tensor;

/// Feeds a step. The draws of a step are told apart by name; a repeated move begins a new `draw` each time.
pub trait Feed: NoiseSource + Send {
    /// Turns to a step and, within it, to a draw.
    fn turn_to(&mut self, step: usize, draw: usize);

    /// The real batch, `[batch, channels, height, width]`.
    fn batch(&mut self, device: &Device) -> Tensor<4>;

    /// Labels `[batch]` of the batch that was given last, where it has some.
    fn labels(&mut self, _device: &Device) -> Option<Tensor<1, Int>> {
        None
    }
}

/// Batches and noise from generators keyed on (seed, step, name).
pub struct SeededFeed {
    data: Arc<dyn Dataset>,
    batch: usize,
    seed: u64,
    step: usize,
    draw: usize,
    labels: Vec<usize>,
}

impl SeededFeed {
    /// A feed of a data set.
    pub fn new(data: Arc<dyn Dataset>, batch: usize, seed: u64) -> Self {
        SeededFeed { data, batch, seed, step: 0, draw: 0, labels: Vec::new() }
    }

    fn rng(&self, name: &str) -> random::Rng {
        match self.draw {
            0 => random::rng(self.seed, self.step as u64, name),
            draw => random::rng(self.seed, self.step as u64, &format!("{name}#{draw}")),
        }
    }
}

impl NoiseSource for SeededFeed {
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        random::normal(&mut self.rng(name), shape, device)
    }

    fn uniform(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        random::uniform(&mut self.rng(name), shape, device)
    }
}

impl Feed for SeededFeed {
    fn turn_to(&mut self, step: usize, draw: usize) {
        self.step = step;
        self.draw = draw;
    }

    fn batch(&mut self, device: &Device) -> Tensor<4> {
        let [c, h, w] = self.data.shape();
        let (values, labels) = self.data.labelled(self.batch, &mut self.rng("batch"));
        self.labels = labels;
        Tensor::from_data(TensorData::new(values, [self.batch, c, h, w]), device)
    }

    fn labels(&mut self, device: &Device) -> Option<Tensor<1, Int>> {
        let labels: Vec<i64> = self.labels.iter().map(|&label| label as i64).collect();
        (!labels.is_empty()).then(|| Tensor::from_data(labels.as_slice(), device))
    }
}
