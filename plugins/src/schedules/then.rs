//! One schedule after another.

use asivae::prelude::*;

/// The whole course of `first` until `switch`, then the whole course of `second`.
///
/// `first(t / switch)` for `t < switch`, else `second((t − switch) / (1 − switch))`; `t` is the progress.
///
/// A combinator: `then(constant(value = 0), cosine(), switch = 0.25)`.
#[intro_schedule]
pub fn then(
    progress: f64,
    first: Schedule,
    second: Schedule,
    #[param(default = 0.5, min = 0.001, max = 0.999)] switch: f64,
) -> f64 {
    if progress < switch { first.at(progress / switch) } else { second.at((progress - switch) / (1.0 - switch)) }
}

#[test]
fn both_run_their_whole_course() {
    let (up, down) = (|t: f64| t, |t: f64| 10.0 - t);
    let at = |t| then(t, Schedule::new(&up), Schedule::new(&down), 0.5);
    assert_eq!([at(0.0), at(0.25), at(0.5), at(0.75), at(1.0)], [0.0, 0.5, 10.0, 9.5, 9.0]);
}
