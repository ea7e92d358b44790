//! What a step is fed with: real batches and named noise.

use std::sync::Arc;

use burn::tensor::{Device, Int, TensorData};

use crate::data::Dataset;
use crate::error::{Error, Result};
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

    fn batch(&mut self, device: &Device) -> Result<Tensor<4>> {
        let [c, h, w] = self.data.shape();
        let (values, labels) = self.data.labelled(self.batch, &mut self.rng("batch"));
        let wrong = |message: String| Error::setting(format!("the data set `{}`", self.data.name()), message);
        if values.len() != self.batch * c * h * w {
            let message =
                format!("expected {} numbers for {} samples of [{c}, {h}, {w}]", self.batch * c * h * w, self.batch);
            return Err(wrong(format!("{message}; found {}", values.len())));
        }
        let classes = self.data.classes();
        if classes > 0 && labels.len() != self.batch {
            return Err(wrong(format!("expected {} labels; found {}", self.batch, labels.len())));
        }
        if let Some(label) = labels.iter().find(|label| **label >= classes) {
            return Err(wrong(format!("expected labels below {classes}, the number of classes; found {label}")));
        }
        self.labels = labels;
        Ok(Tensor::from_data(TensorData::new(values, [self.batch, c, h, w]), device))
    }

    fn labels(&mut self, device: &Device) -> Option<Tensor<1, Int>> {
        let labels: Vec<i64> = self.labels.iter().map(|&label| label as i64).collect();
        (!labels.is_empty()).then(|| Tensor::from_data(labels.as_slice(), device))
    }
}
