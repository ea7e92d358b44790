//! Two spirals.

use asivae::prelude::*;
use asivae::random::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Two noisy arms of a spiral, one and a half turns each.
#[derive(Clone, Copy, Debug)]
pub struct TwoSpirals;

/// Standard deviation of the noise, per coordinate.
const NOISE: f64 = 0.1;

/// Two spirals that wind around the origin one and a half times, each the other turned by half a circle.
///
/// `x = ±(−n cos n + u/2, n sin n + v/2) / 3 + 0.1 ε`, `n = 3π √w`; u, v, w ~ U(0, 1), ε ~ N(0, I), the sign a fair coin
///
/// Grathwohl et al., *FFJORD* (ICLR 2019), De Cao et al., *Block Neural Autoregressive Flow* (UAI 2019), released code; there each arm has exactly
/// half of a batch. The histogram metrics look at `[−4, 4]²`.
#[intro_dataset(name = "2-spirals")]
pub fn two_spirals() -> TwoSpirals {
    TwoSpirals
}

impl Dataset for TwoSpirals {
    fn name(&self) -> &str {
        "2-spirals"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let mut points = Vec::with_capacity(2 * size);
        for _ in 0..size {
            // 540 degrees at the end of an arm.
            let n = rng.random::<f64>().sqrt() * 3.0 * std::f64::consts::PI;
            let arm = [-n * n.cos() + 0.5 * rng.random::<f64>(), n * n.sin() + 0.5 * rng.random::<f64>()];
            let sign = if rng.random() { 1.0 } else { -1.0 };
            for coordinate in arm {
                points.push((sign * coordinate / 3.0 + NOISE * rng.sample::<f64, _>(StandardNormal)) as f32);
            }
        }
        points
    }

    fn extent(&self) -> f64 {
        4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::rng;

    #[test]
    fn the_square_of_the_radius_is_uniform_up_to_pi() {
        let points = TwoSpirals.batch(20_000, &mut rng(1, 0, "test"));
        let mut radii: Vec<f64> = points.chunks(2).map(|p| (p[0] as f64).hypot(p[1] as f64)).collect();
        radii.sort_by(f64::total_cmp);
        // n/3 = π √w without offset and noise, which shift the median π/√2 = 2.22 by less than 0.06
        let median = radii[radii.len() / 2];
        assert!((median - std::f64::consts::PI / 2.0_f64.sqrt()).abs() < 0.06, "{median}");
        assert!(radii[radii.len() - 1] < 4.0);
    }

    #[test]
    fn the_arms_are_each_other_turned_by_half_a_circle() {
        let points = TwoSpirals.batch(20_000, &mut rng(2, 0, "test"));
        let mean = points.iter().map(|&v| v as f64).sum::<f64>() / points.len() as f64;
        // standard deviation of a coordinate 1.6, of the mean 0.008
        assert!(mean.abs() < 0.04, "{mean}");
    }
}
