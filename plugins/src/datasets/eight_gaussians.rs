//! Eight Gaussians on a circle.

use asivae::prelude::*;

use crate::datasets::Mixture;

/// Divisor of the released sampler, on centres and noise alike.
const DIVISOR: f64 = 1.414;

/// Eight Gaussians on a circle of radius 2/1.414, each with σ = 0.02/1.414 per coordinate.
///
/// `x = (2 (cos kπ/4, sin kπ/4) + 0.02 ε) / 1.414`, k uniform in 0…7, ε ~ N(0, I)
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (2017), released code, as used by Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021). The
/// histogram metrics look at `[−2, 2]²`.
#[intro_dataset(name = "8-gaussians")]
pub fn eight_gaussians() -> Mixture {
    let centre = |k: usize| {
        let (sin, cos) = (k as f64 * std::f64::consts::FRAC_PI_4).sin_cos();
        [2.0 * cos / DIVISOR, 2.0 * sin / DIVISOR]
    };
    Mixture::new("8-gaussians", (0..8).map(centre).collect(), 0.02 / DIVISOR, 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::rng;

    #[test]
    fn every_point_is_near_one_of_eight_centres_and_all_are_visited() {
        let data = eight_gaussians();
        let modes = data.modes().expect("it has modes");
        assert_eq!(modes.centres[0], [2.0 / 1.414, 0.0]);
        let mut visits = [0; 8];
        for point in data.batch(4000, &mut rng(1, 0, "test")).chunks(2) {
            let distance = |c: &[f64; 2]| (point[0] as f64 - c[0]).hypot(point[1] as f64 - c[1]);
            let near = modes.centres.iter().position(|c| distance(c) < 6.0 * modes.sigma);
            visits[near.expect("every point is near a centre")] += 1;
        }
        // 500 expected, standard deviation 21
        assert!(visits.iter().all(|n| (395..605).contains(n)), "{visits:?}");
    }
}
