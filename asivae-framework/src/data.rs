//! Data sets: what a source of real batches must say of itself.

use crate::random::Rng;

/// A data set.
pub trait Dataset: Send + Sync {
    /// Name in the records of a run. Of a data set that was opened by its registered name it is that name, with the parameters that were given.
    fn name(&self) -> &str;

    /// Channels, height, width; points are `[2, 1, 1]`.
    fn shape(&self) -> [usize; 3];

    /// A batch of `size` samples, row-major, `size · C · H · W` numbers.
    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32>;

    /// Number of classes, where samples have labels.
    fn classes(&self) -> usize {
        0
    }

    /// A batch as [`batch`](Dataset::batch) draws it from the same generator, and the class of each sample; none where there are no labels.
    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        (self.batch(size, rng), Vec::new())
    }

    /// Steps that count as an epoch where the data are endless.
    fn epoch_steps(&self) -> usize {
        100
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

impl dyn Dataset {
    /// `scale` of a model on these data, `1 / (C · H · W)`.
    pub(crate) fn scale(&self) -> f64 {
        1.0 / self.shape().iter().product::<usize>() as f64
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

impl Dataset for std::sync::Arc<dyn Dataset> {
    fn name(&self) -> &str {
        self.as_ref().name()
    }

    fn shape(&self) -> [usize; 3] {
        self.as_ref().shape()
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.as_ref().batch(size, rng)
    }

    fn classes(&self) -> usize {
        self.as_ref().classes()
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        self.as_ref().labelled(size, rng)
    }

    fn epoch_steps(&self) -> usize {
        self.as_ref().epoch_steps()
    }

    fn modes(&self) -> Option<Modes> {
        self.as_ref().modes()
    }

    fn extent(&self) -> f64 {
        self.as_ref().extent()
    }
}
