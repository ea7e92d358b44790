//! A batch in parts: each goes through a move by itself, and the gradients are added, so that a small memory has room for a large batch.

use burn::tensor::{Device, Int};

use super::config::RunConfig;
use super::session::Drawn;
use crate::error::{Error, Result};
use crate::game::{Game, NoiseSource, StepMemory};
use crate::tensor::Tensor;

/// A part of a batch, and what its moves remember within a step.
pub(super) struct Part {
    pub(super) drawn: Drawn,
    pub(super) memory: StepMemory,
    /// First sample and number of samples.
    rows: (usize, usize),
    /// Samples of the whole batch.
    batch: usize,
}

/// A batch in parts of at most so many samples; whole where that is 0.
pub(super) fn parts((batch, labels): Drawn, most: usize) -> Vec<Part> {
    let rows = batch.dims()[0];
    let count = if most == 0 { 1 } else { rows.div_ceil(most) };
    let part = |i: usize| {
        // Of one size, give or take a sample.
        let start = i * rows / count;
        let own = (i + 1) * rows / count - start;
        let whole = own == rows;
        let images = if whole { batch.clone() } else { batch.clone().narrow(0, start, own) };
        let labels: Option<Tensor<1, Int>> =
            labels.clone().map(|labels| if whole { labels } else { labels.narrow(0, start, own) });
        Part { drawn: (images, labels), memory: StepMemory::default(), rows: (start, own), batch: rows }
    };
    (0..count).map(part).collect()
}

impl Part {
    /// How much of the batch it is.
    pub(super) fn share(&self) -> f64 {
        self.rows.1 as f64 / self.batch as f64
    }

    /// The noise of its samples: the same numbers as in the whole batch.
    pub(super) fn noise<'a>(&self, whole: &'a dyn NoiseSource) -> PartOfNoise<'a> {
        PartOfNoise { whole, rows: self.rows, batch: self.batch }
    }
}

/// Noise of some samples of a batch.
pub(super) struct PartOfNoise<'a> {
    whole: &'a dyn NoiseSource,
    rows: (usize, usize),
    batch: usize,
}

impl PartOfNoise<'_> {
    fn cut(&self, [rows, columns]: [usize; 2], draw: impl FnOnce([usize; 2]) -> Tensor<2>) -> Tensor<2> {
        let (start, own) = self.rows;
        if own == self.batch || rows != own {
            return draw([rows, columns]);
        }
        draw([self.batch, columns]).narrow(0, start, own)
    }
}

impl NoiseSource for PartOfNoise<'_> {
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.cut(shape, |shape| self.whole.normal(name, shape, device))
    }

    fn uniform(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.cut(shape, |shape| self.whole.uniform(name, shape, device))
    }
}

/// Whether a batch of these games can be gone through in parts, where the configuration says so.
///
/// # Errors
///
/// What sees all samples of a batch at once: the sum of its gradients over parts is another gradient.
pub(super) fn check<'a>(config: &RunConfig, games: impl IntoIterator<Item = &'a Game>) -> Result<()> {
    let most = config.train.micro_batch;
    if most == 0 || most >= config.train.batch {
        return Ok(());
    }
    let whole: Vec<String> = games.into_iter().flat_map(Game::of_whole_batches).collect();
    if whole.is_empty() {
        return Ok(());
    }
    let message = format!(
        "a batch of {} in parts of {most} has other gradients where a term is of the whole batch: {}; leave it out (--drop), take a smaller train.batch, or set train.micro_batch=0",
        config.train.batch,
        whole.join(", ")
    );
    Err(Error::setting("train.micro_batch", message))
}
