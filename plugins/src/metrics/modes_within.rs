//! How many modes of the data have generated points around them, however wide.

use asivae::prelude::*;

use super::modes_covered::count;

/// Number of modes with at least `share` of all generated points within `radius`, in units of the data.
///
/// `#{c : #{g : ‖g − c‖ ≤ radius} ≥ share · n}`
///
/// More lenient than [`modes_covered`](crate::metrics::modes_covered) where the modes are narrow: it also counts modes that are too wide. On 8
/// Gaussians 0.2 is 14 standard deviations.
#[intro_metric(unit = "modes", better = higher)]
pub fn modes_within(
    generated: &[[f64; 2]],
    modes: &Modes,
    #[param(default = 0.2, min = 0.0)] radius: f64,
    #[param(default = 0.01, min = 0.0, max = 1.0)] share: f64,
) -> f64 {
    count(generated, modes, radius, share)
}

#[test]
fn the_radius_does_not_depend_on_sigma() {
    let modes = Modes { centres: vec![[0.0, 0.0], [1.0, 0.0]], sigma: 1e-3 };
    assert_eq!(modes_within(&[[0.1, 0.0]], &modes, 0.2, 0.01), 1.0);
    assert_eq!(modes_within(&[[0.1, 0.0]], &modes, 0.95, 0.01), 2.0);
}
