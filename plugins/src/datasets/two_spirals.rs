//! Two spirals.

use asivae::prelude::*;
use asivae::random::RngExt;
use rand_distr::StandardNormal;

/// Two spirals of one and a half turns: `n = 3π·√U`, `±(−n·cos n + U/2, n·sin n + U/2)/3`, with normal noise of 0.1.
///
/// Grathwohl et al., *FFJORD* (ICLR 2019); De Cao et al., *Block Neural Autoregressive Flow* (UAI 2019).
///
/// Shapes: points, `[2, 1, 1]`.
#[intro_dataset(name = "2-spirals")]
pub fn two_spirals() -> TwoSpirals {
    TwoSpirals
}

/// The data set behind [`two_spirals`].
#[derive(Clone, Copy, Debug, Default)]
pub struct TwoSpirals;

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
            let n = rng.random::<f64>().sqrt() * 3.0 * std::f64::consts::PI;
            let along = [-n.cos() * n + rng.random::<f64>() * 0.5, n.sin() * n + rng.random::<f64>() * 0.5];
            let arm = if rng.random::<bool>() { 1.0 } else { -1.0 };
            for coordinate in along {
                let noise: f64 = rng.sample(StandardNormal);
                points.push((arm * coordinate / 3.0 + 0.1 * noise) as f32);
            }
        }
        points
    }

    fn extent(&self) -> f64 {
        4.0
    }
}

#[test]
fn both_arms_are_drawn_and_end_at_three_turns_over_two() {
    let points = TwoSpirals.batch(4000, &mut asivae::random::rng(0, 0, "test"));
    let longest = points.chunks_exact(2).map(|p| p[0].hypot(p[1])).fold(0.0, f32::max);
    assert!((3.0..4.0).contains(&longest), "{longest}");
    let mean = points.iter().sum::<f32>() / points.len() as f32;
    assert!(mean.abs() < 0.1, "{mean}");
}
