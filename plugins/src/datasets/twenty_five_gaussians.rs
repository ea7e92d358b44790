//! Twenty-five Gaussians on a grid.

use asivae::prelude::*;

use super::mixture;

/// Twenty-five Gaussians on a 5×5 grid with step 2, standard deviation 0.05, all divided by 2.828 and times 2.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), released `gan_toy`.
///
/// Shapes: points, `[2, 1, 1]`.
#[intro_dataset(name = "25-gaussians")]
pub fn twenty_five_gaussians() -> TwentyFiveGaussians {
    TwentyFiveGaussians
}

/// The data set behind [`twenty_five_gaussians`].
#[derive(Clone, Copy, Debug, Default)]
pub struct TwentyFiveGaussians;

const FACTOR: f64 = 2.0 / 2.828;

impl Dataset for TwentyFiveGaussians {
    fn name(&self) -> &str {
        "25-gaussians"
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

    fn extent(&self) -> f64 {
        4.0
    }
}

fn mixture_of() -> Modes {
    let grid = |k: i32| f64::from(k - 2) * 2.0 * FACTOR;
    let centres = (0..25).map(|k| [grid(k / 5), grid(k % 5)]).collect();
    Modes { centres, sigma: 0.05 * FACTOR }
}

#[test]
fn the_grid_is_centred() {
    let modes = mixture_of();
    let sum: f64 = modes.centres.iter().flatten().sum();
    assert!(sum.abs() < 1e-12);
    assert_eq!(modes.centres.len(), 25);
}
