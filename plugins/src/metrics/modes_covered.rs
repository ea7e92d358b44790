//! How many modes of the data are generated.

use asivae::prelude::*;

/// Number of modes with at least `share` of all generated points within `sigmas` standard deviations.
///
/// `#{c : #{g : ‖g − c‖ ≤ sigmas · σ} ≥ share · n}`
///
/// Counted as in PacGAN (Lin et al., NeurIPS 2018), with a share in place of a single point: 1 % within 3σ.
#[intro_metric(unit = "modes", better = higher)]
pub fn modes_covered(
    generated: &[[f64; 2]],
    modes: &Modes,
    #[param(default = 3.0, min = 0.0)] sigmas: f64,
    #[param(default = 0.01, min = 0.0, max = 1.0)] share: f64,
) -> f64 {
    count(generated, modes, sigmas * modes.sigma, share)
}

/// Number of modes with at least `share` of the points within `radius`.
pub(super) fn count(generated: &[[f64; 2]], modes: &Modes, radius: f64, share: f64) -> f64 {
    let wanted = share * generated.len() as f64;
    let hits = |centre: &[f64; 2]| generated.iter().filter(|p| distance(p, centre) <= radius).count() as f64;
    modes.centres.iter().map(hits).filter(|hits| *hits > 0.0 && *hits >= wanted).count() as f64
}

/// Euclidean distance.
pub(super) fn distance(a: &[f64; 2], b: &[f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[test]
fn a_mode_needs_its_share() {
    let modes = Modes { centres: vec![[0.0, 0.0], [10.0, 0.0]], sigma: 1.0 };
    let mut points = vec![[0.0, 2.9]; 199];
    points.push([10.0, 0.0]);
    // one point of 200 is half a percent
    assert_eq!(modes_covered(&points, &modes, 3.0, 0.01), 1.0);
    assert_eq!(modes_covered(&points, &modes, 3.0, 0.005), 2.0);
    assert_eq!(modes_covered(&points, &modes, 2.0, 0.005), 1.0);
}
