//! Eight Gaussians on a circle.

use asivae::prelude::*;

use super::mixture;

/// Eight Gaussians on a circle: centres `2·(cos, sin)(kπ/4)`, standard deviation 0.02, all divided by 1.414.
///
/// Grathwohl et al., *FFJORD* (ICLR 2019); with this deviation in Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021).
///
/// Shapes: points, `[2, 1, 1]`.
#[intro_dataset(name = "8-gaussians")]
pub fn eight_gaussians() -> EightGaussians {
    EightGaussians
}

/// The data set behind [`eight_gaussians`].
#[derive(Clone, Copy, Debug, Default)]
pub struct EightGaussians;

/// As released: close to √2, not equal to it.
const DIVISOR: f64 = 1.414;

impl Dataset for EightGaussians {
    fn name(&self) -> &str {
        "8-gaussians"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        mixture::sample(&mixture_of(), size, rng)
    }

    fn modes(&self) -> Option<Modes> {
        Some(mixture_of())
    }
}

fn mixture_of() -> Modes {
    let centre = |k: i32| {
        let angle = f64::from(k) * std::f64::consts::FRAC_PI_4;
        [2.0 * angle.cos() / DIVISOR, 2.0 * angle.sin() / DIVISOR]
    };
    Modes { centres: (0..8).map(centre).collect(), sigma: 0.02 / DIVISOR }
}

#[test]
fn every_point_lies_near_the_circle() {
    let points = EightGaussians.batch(1000, &mut asivae::random::rng(0, 0, "test"));
    for p in points.chunks_exact(2) {
        let radius = f64::from(p[0]).hypot(f64::from(p[1]));
        assert!((radius - 2.0 / DIVISOR).abs() < 6.0 * 0.02 / DIVISOR, "radius {radius}");
    }
}
