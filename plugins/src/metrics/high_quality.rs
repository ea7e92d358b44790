//! The share of generated points that could be real.

use asivae::prelude::*;

use super::modes_covered::distance;

/// Share of generated points within `sigmas` standard deviations of some mode, in [0, 1].
///
/// `#{g : min_c ‖g − c‖ ≤ sigmas · σ} / n`
///
/// Srivastava et al., *VEEGAN* (NeurIPS 2017), section 5.1: high-quality samples, within 3σ. Of real points 98.9 % are:
/// `1 − exp(−9/2)` in the plane.
#[intro_metric(better = higher)]
pub fn high_quality(generated: &[[f64; 2]], modes: &Modes, #[param(default = 3.0, min = 0.0)] sigmas: f64) -> f64 {
    let radius = sigmas * modes.sigma;
    let good = |point: &&[f64; 2]| modes.centres.iter().any(|centre| distance(point, centre) <= radius);
    generated.iter().filter(good).count() as f64 / generated.len().max(1) as f64
}

#[test]
fn one_of_two() {
    let modes = Modes { centres: vec![[0.0, 0.0], [5.0, 0.0]], sigma: 0.1 };
    assert_eq!(high_quality(&[[5.2, 0.0], [1.0, 0.0]], &modes, 3.0), 0.5);
}
