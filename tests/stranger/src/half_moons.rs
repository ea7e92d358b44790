//! A data set with labels.

use ivae::prelude::*;
use ivae::random::{Rng, RngExt};

/// Two interleaved half circles.
pub struct HalfMoons {
    noise: f64,
}

/// Two interleaved half circles of radius 1, with uniform noise; the label is the moon.
#[intro_dataset(name = "half-moons")]
pub fn half_moons(#[param(default = 0.1, min = 0.0)] noise: f64) -> HalfMoons {
    HalfMoons { noise }
}

impl Dataset for HalfMoons {
    fn name(&self) -> &str {
        "half-moons"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.labelled(size, rng).0
    }

    fn classes(&self) -> usize {
        2
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        let (mut points, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..size {
            let moon = rng.random_range(0..2);
            let (sin, cos) = (std::f64::consts::PI * rng.random::<f64>()).sin_cos();
            let at = if moon == 0 { [cos - 0.5, sin - 0.25] } else { [0.5 - cos, 0.25 - sin] };
            points.extend(at.map(|c| (c + self.noise * (rng.random::<f64>() - 0.5)) as f32));
            labels.push(moon);
        }
        (points, labels)
    }
}
