//! A number that grows or shrinks by the same factor in equal times.

use asivae::prelude::*;

/// `from · (to / from)^progress`: a straight line on a logarithmic axis. Both ends are positive.
///
/// The usual annealing of a weight over orders of magnitude; Kirkpatrick et al., *Optimization by Simulated Annealing* (Science 1983).
#[intro_schedule]
pub fn exponential(
    progress: f64,
    #[param(default = 0.01, min = 1e-12)] from: f64,
    #[param(default = 1.0, min = 1e-12)] to: f64,
) -> f64 {
    from * (to / from).powf(progress)
}

#[test]
fn the_middle_is_the_geometric_mean() {
    assert_eq!(exponential(0.0, 1.0, 100.0), 1.0);
    assert!((exponential(0.5, 1.0, 100.0) - 10.0).abs() < 1e-12);
    assert!((exponential(1.0, 1.0, 0.01) - 0.01).abs() < 1e-12);
}
