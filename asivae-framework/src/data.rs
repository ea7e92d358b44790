//! Data sets: what a source of real batches must say of itself.

mod order;
mod parted;
mod split;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::random::{self, Rng};

pub(crate) use order::Order;
pub use parted::{Parted, Subset, mirror, parts_by_share};
pub use split::Split;

/// Samples, row-major, one behind the other, and the class of each; no classes where there are no labels.
pub type Samples = (Vec<f32>, Vec<usize>);

/// A data set: a density that draws, or so many samples.
///
/// One that has so many samples says how many, [`len`](Dataset::len), and gives them by their numbers, [`get`](Dataset::get): a training goes through them in
/// passes, each in an order of its own. One that is endless has [`batch`](Dataset::batch) alone, and [`labelled`](Dataset::labelled) where there are labels.
#[expect(clippy::len_without_is_empty, reason = "a data set without samples is refused")]
pub trait Dataset: Send + Sync {
    /// Name in the records of a run. Of a data set that was opened by its registered name it is that name, with the parameters and the path that were given.
    fn name(&self) -> &str;

    /// Channels, height, width; points are `[2, 1, 1]`.
    fn shape(&self) -> [usize; 3];

    /// Number of samples that a training goes through; nothing where they are drawn anew for every batch.
    fn len(&self) -> Option<usize> {
        None
    }

    /// Samples by their numbers, each below [`len`](Dataset::len), with pixels from 0 to 1. It is called from several threads, before a step needs them.
    ///
    /// # Errors
    ///
    /// Samples that cannot be read.
    fn get(&self, _numbers: &[usize]) -> Result<Samples> {
        let message = "expected `get`, which gives samples by their numbers, beside `len`; found `len` alone";
        Err(Error::setting(format!("the data set `{}`", self.name()), message))
    }

    /// A batch of `size` samples, row-major, `size · C · H · W` numbers. Where there are so many samples they are drawn with replacement, and nothing is
    /// given if they cannot be read.
    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        if self.len().is_some() { self.labelled(size, rng).0 } else { Vec::new() }
    }

    /// Number of classes, where samples have labels.
    fn classes(&self) -> usize {
        0
    }

    /// A batch as [`batch`](Dataset::batch) draws it from the same generator, and the class of each sample; none where there are no labels.
    fn labelled(&self, size: usize, rng: &mut Rng) -> Samples {
        match self.len() {
            Some(len) => self.get(&order::with_replacement(len, size, rng)).unwrap_or_default(),
            None => (self.batch(size, rng), Vec::new()),
        }
    }

    /// Steps that count as an epoch where the data are endless. Where they are not, it is a pass.
    fn epoch_steps(&self) -> usize {
        100
    }

    /// Another part of the same data; nothing where there is no such part. The data set itself is what is trained on. It is called often and should cost
    /// nothing.
    ///
    /// # Errors
    ///
    /// A part that is there and cannot be read.
    fn part(&self, _split: Split) -> Result<Option<Arc<dyn Dataset>>> {
        Ok(None)
    }

    /// Changes a batch before it is trained on, [`mirror`] for instance; the generator is keyed on seed and step. Samples that are measured stay as they are.
    fn augment(&self, _samples: &mut [f32], _rng: &mut Rng) {}

    /// Makes ready what takes long, a download for instance, before the first step. Opening a data set should be quick: names, shapes and labels are asked for
    /// where nothing is trained.
    ///
    /// # Errors
    ///
    /// Data that are not there and cannot be had.
    fn prepare(&self) -> Result<()> {
        Ok(())
    }

    /// What is worth knowing of the samples so far, such as files that could not be read; it is said when a training begins, and when it ends.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// Modes of the density, where it has separate ones.
    fn modes(&self) -> Option<Modes> {
        None
    }

    /// Half the side of the square that the released histogram metrics look at, in units of the data.
    fn extent(&self) -> f64 {
        2.0
    }
}

impl dyn Dataset + '_ {
    /// `scale` of a model on these data, `1 / (C · H · W)`.
    pub(crate) fn scale(&self) -> f64 {
        1.0 / self.shape().iter().product::<usize>() as f64
    }

    /// Steps of an epoch: a pass without the samples that fill no batch.
    pub(crate) fn steps_per_epoch(&self, batch: usize) -> usize {
        self.len().map_or(self.epoch_steps(), |len| (len / batch.max(1)).max(1))
    }

    /// `n` samples by a named draw: fresh ones of endless data; else each at most once before any comes again.
    pub(crate) fn draw(&self, n: usize, seed: u64, name: &str) -> Result<Samples> {
        let mut rng = random::rng(seed, 0, name);
        let drawn = match self.len() {
            Some(0) => return Err(self.wrong("expected at least 1 sample; found 0")),
            Some(len) => self.get(&order::without_replacement(len, n, &mut rng))?,
            None => self.labelled(n, &mut rng),
        };
        self.check(n, &drawn)?;
        Ok(drawn)
    }

    /// Whether samples are what the data set says of itself.
    pub(crate) fn check(&self, size: usize, (values, labels): &Samples) -> Result<()> {
        let [c, h, w] = self.shape();
        if values.len() != size * c * h * w {
            let message = format!("expected {} numbers for {size} samples of [{c}, {h}, {w}]", size * c * h * w);
            return Err(self.wrong(format!("{message}; found {}", values.len())));
        }
        let classes = self.classes();
        if classes > 0 && labels.len() != size {
            return Err(self.wrong(format!("expected {size} labels; found {}", labels.len())));
        }
        if let Some(label) = labels.iter().find(|label| **label >= classes) {
            let message = format!("expected labels below {classes}, the number of classes; found {label}");
            return Err(self.wrong(message));
        }
        Ok(())
    }

    pub(crate) fn wrong(&self, message: impl Into<String>) -> Error {
        Error::setting(format!("the data set `{}`", self.name()), message)
    }
}

/// Separate modes of a density of points: centres and the standard deviation around each.
#[derive(Clone, Debug, PartialEq)]
pub struct Modes {
    /// Centres.
    pub centres: Vec<[f64; 2]>,
    /// Standard deviation of each mode, per coordinate.
    pub sigma: f64,
}

impl Dataset for Arc<dyn Dataset> {
    fn name(&self) -> &str {
        self.as_ref().name()
    }

    fn shape(&self) -> [usize; 3] {
        self.as_ref().shape()
    }

    fn len(&self) -> Option<usize> {
        self.as_ref().len()
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        self.as_ref().get(numbers)
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.as_ref().batch(size, rng)
    }

    fn classes(&self) -> usize {
        self.as_ref().classes()
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> Samples {
        self.as_ref().labelled(size, rng)
    }

    fn epoch_steps(&self) -> usize {
        self.as_ref().epoch_steps()
    }

    fn part(&self, split: Split) -> Result<Option<Arc<dyn Dataset>>> {
        self.as_ref().part(split)
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        self.as_ref().augment(samples, rng);
    }

    fn prepare(&self) -> Result<()> {
        self.as_ref().prepare()
    }

    fn notes(&self) -> Vec<String> {
        self.as_ref().notes()
    }

    fn modes(&self) -> Option<Modes> {
        self.as_ref().modes()
    }

    fn extent(&self) -> f64 {
        self.as_ref().extent()
    }
}
