//! What a step is fed with: real batches and named noise.

mod ahead;

use std::sync::Arc;
use std::time::Duration;

use burn::tensor::{Device, Int, TensorData};

use self::ahead::Ahead;
use crate::data::{Dataset, Samples};
use crate::error::Result;
use crate::game::NoiseSource;
use crate::random;
use crate::tensor::Tensor;

/// Feeds a step. The draws of a step are told apart by name; a repeated move begins a new `draw` each time.
pub trait Feed: NoiseSource + Send {
    /// Turns to a step and, within it, to a draw.
    fn turn_to(&mut self, step: usize, draw: usize);

    /// The real batch, `[batch, channels, height, width]`.
    ///
    /// # Errors
    ///
    /// Data that are not what they say of themselves.
    fn batch(&mut self, device: &Device) -> Result<Tensor<4>>;

    /// Labels `[batch]` of the batch that was given last, where it has some.
    fn labels(&mut self, _device: &Device) -> Option<Tensor<1, Int>> {
        None
    }
}

/// Batches and noise from generators keyed on (seed, step, name).
///
/// Data that have so many samples are gone through in passes, each in an order of its own, and read ahead of the step.
pub struct SeededFeed {
    data: Arc<dyn Dataset>,
    batch: usize,
    seed: u64,
    step: usize,
    draw: usize,
    labels: Vec<usize>,
    ahead: Option<Ahead>,
}

impl SeededFeed {
    /// A feed of a data set.
    pub fn new(data: Arc<dyn Dataset>, batch: usize, seed: u64) -> Self {
        let len = data.len().filter(|len| *len > 0);
        let ahead = len.map(|len| Ahead::new(data.clone(), len, batch, seed));
        SeededFeed { data, batch, seed, step: 0, draw: 0, labels: Vec::new(), ahead }
    }

    /// How long steps have waited for their batches, of data that have so many samples.
    pub fn waited(&self) -> Duration {
        self.ahead.as_ref().map_or(Duration::ZERO, Ahead::waited)
    }

    fn rng(&self, name: &str) -> random::Rng {
        match self.draw {
            0 => random::rng(self.seed, self.step as u64, name),
            draw => random::rng(self.seed, self.step as u64, &format!("{name}#{draw}")),
        }
    }

    fn samples(&mut self) -> Result<Samples> {
        if let Some(ahead) = &mut self.ahead {
            return ahead.take((self.step, self.draw));
        }
        if self.data.len() == Some(0) {
            return Err(self.data.as_ref().wrong("expected at least 1 sample; found 0"));
        }
        let samples = self.data.labelled(self.batch, &mut self.rng("batch"));
        self.data.as_ref().check(self.batch, &samples)?;
        Ok(samples)
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

    fn batch(&mut self, device: &Device) -> Result<Tensor<4>> {
        let [c, h, w] = self.data.shape();
        let (values, labels) = self.samples()?;
        self.labels = labels;
        Ok(Tensor::from_data(TensorData::new(values, [self.batch, c, h, w]), device))
    }

    fn labels(&mut self, device: &Device) -> Option<Tensor<1, Int>> {
        let labels: Vec<i64> = self.labels.iter().map(|&label| label as i64).collect();
        (!labels.is_empty()).then(|| Tensor::from_data(labels.as_slice(), device))
    }
}
