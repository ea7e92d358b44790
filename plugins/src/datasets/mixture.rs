//! Mixtures of equal round Gaussians in the plane, out of which several data sets are made.

use asivae::prelude::*;
use asivae::random::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Equally likely Gaussians with the same standard deviation in both coordinates; the label of a point is its Gaussian.
#[derive(Clone, Debug)]
pub struct Mixture {
    name: &'static str,
    modes: Modes,
    extent: f64,
}

impl Mixture {
    /// A mixture under its registered name; `extent` is half the side of the histogram's square.
    pub(crate) fn new(name: &'static str, centres: Vec<[f64; 2]>, sigma: f64, extent: f64) -> Self {
        Mixture { name, modes: Modes { centres, sigma }, extent }
    }
}

impl Dataset for Mixture {
    fn name(&self) -> &str {
        self.name
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.labelled(size, rng).0
    }

    fn classes(&self) -> usize {
        self.modes.centres.len()
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        let Modes { centres, sigma } = &self.modes;
        let (mut points, mut labels) = (Vec::with_capacity(2 * size), Vec::with_capacity(size));
        for _ in 0..size {
            let mode = rng.random_range(0..centres.len());
            labels.push(mode);
            for coordinate in centres[mode] {
                points.push((coordinate + sigma * rng.sample::<f64, _>(StandardNormal)) as f32);
            }
        }
        (points, labels)
    }

    fn modes(&self) -> Option<Modes> {
        Some(self.modes.clone())
    }

    fn extent(&self) -> f64 {
        self.extent
    }
}
