//! A piece of a straight line, by step.

use asivae::prelude::*;

/// `from` until step `begin`, then straight to `to` at step `end`, then `to`.
///
/// `from + (to − from) · clamp((step − begin) / (end − begin), 0, 1)`; with `end ≤ begin` it jumps at `begin`.
///
/// It counts steps, warm-up included, not progress: a longer run leaves it where it is. Longer polygons are sums of pieces:
/// `piecewise(from = 0.02, to = 0.3, begin = 1500, end = 4000) + piecewise(from = 0, to = -0.2, begin = 5000, end = 6000)`.
#[intro_schedule]
pub fn piecewise(
    step: usize,
    #[param(default = 0.0)] from: f64,
    #[param(default = 1.0)] to: f64,
    #[param(default = 0.0, min = 0.0)] begin: f64,
    #[param(default = 1000.0, min = 0.0)] end: f64,
) -> f64 {
    let step = step as f64;
    if step < begin {
        from
    } else if step >= end {
        to
    } else {
        from + (to - from) * (step - begin) / (end - begin)
    }
}

#[test]
fn holds_rises_holds() {
    let at = |step| piecewise(step, 1.0, 3.0, 100.0, 200.0);
    assert_eq!([at(0), at(100), at(150), at(200), at(9999)], [1.0, 1.0, 2.0, 3.0, 3.0]);
    assert_eq!([piecewise(9, 0.0, 1.0, 10.0, 10.0), piecewise(10, 0.0, 1.0, 10.0, 10.0)], [0.0, 1.0]);
}
