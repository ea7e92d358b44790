//! A schedule from its end to its beginning.

use asivae::prelude::*;

/// `inner` run backwards: `inner(1 − t)`; `t` is the progress.
///
/// A combinator: `reverse(cosine())` falls from 1 to 0.
#[intro_schedule]
pub fn reverse(progress: f64, inner: Schedule) -> f64 {
    inner.at(1.0 - progress)
}

#[test]
fn the_end_comes_first() {
    let ramp = |t: f64| 3.0 * t;
    assert_eq!([0.0, 0.5, 1.0].map(|t| reverse(t, Schedule::new(&ramp))), [3.0, 1.5, 0.0]);
}
