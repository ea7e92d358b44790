//! A checkerboard.

use asivae::prelude::*;
use asivae::random::RngExt;

/// A checkerboard of 4×4 fields: `x₁ ~ U(−2, 2)`, `x₂ = U(0, 1) − 2·{0, 1} + (⌊x₁⌋ mod 2)`, times 2.
///
/// Grathwohl et al., *FFJORD* (ICLR 2019).
///
/// Shapes: points, `[2, 1, 1]`.
#[intro_dataset]
pub fn checkerboard() -> Checkerboard {
    Checkerboard
}

/// The data set behind [`checkerboard`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Checkerboard;

impl Dataset for Checkerboard {
    fn name(&self) -> &str {
        "checkerboard"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let mut points = Vec::with_capacity(2 * size);
        for _ in 0..size {
            let x1: f64 = rng.random::<f64>() * 4.0 - 2.0;
            let lower = f64::from(rng.random_range(0..2_i32) * 2);
            let x2 = rng.random::<f64>() - lower + x1.floor().rem_euclid(2.0);
            points.extend([(2.0 * x1) as f32, (2.0 * x2) as f32]);
        }
        points
    }

    fn extent(&self) -> f64 {
        4.0
    }
}

#[test]
fn black_fields_stay_empty() {
    let points = Checkerboard.batch(2000, &mut asivae::random::rng(0, 0, "test"));
    for p in points.chunks_exact(2) {
        let field = (f64::from(p[0]) / 2.0).floor() + (f64::from(p[1]) / 2.0).floor();
        assert_eq!(field.rem_euclid(2.0), 0.0, "{p:?}");
    }
}
