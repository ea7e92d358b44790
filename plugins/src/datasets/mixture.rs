//! Points from a mixture of equal, equally likely Gaussians.

use asivae::prelude::*;
use asivae::random::RngExt;
use rand_distr::StandardNormal;

pub(super) fn sample(modes: &Modes, size: usize, rng: &mut Rng) -> Vec<f32> {
    let mut points = Vec::with_capacity(2 * size);
    for _ in 0..size {
        let centre = modes.centres[rng.random_range(0..modes.centres.len())];
        for coordinate in centre {
            let noise: f64 = rng.sample(StandardNormal);
            points.push((coordinate + modes.sigma * noise) as f32);
        }
    }
    points
}
