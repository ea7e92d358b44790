//! A schedule that stops.

use asivae::prelude::*;

/// `inner` until `end`, and from then on the value that it had there.
///
/// `inner(min(t, end))`; `t` is the progress.
///
/// A combinator: `hold(linear_ramp(rate = 1), end = 0.5)` stops half way.
#[intro_schedule]
pub fn hold(progress: f64, inner: Schedule, #[param(default = 0.5, min = 0.0, max = 1.0)] end: f64) -> f64 {
    inner.at(progress.min(end))
}

#[test]
fn it_keeps_the_value_that_it_had() {
    let ramp = |t: f64| 2.0 * t;
    assert_eq!([0.1, 0.25, 1.0].map(|t| hold(t, Schedule::new(&ramp), 0.25)), [0.2, 0.5, 0.5]);
}
