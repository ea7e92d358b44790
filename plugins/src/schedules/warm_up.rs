//! A schedule that is faded in.

use asivae::prelude::*;

/// `inner` times a line from 0 at the beginning to 1 at `until`: `inner(t) · min(t / until, 1)`; `t` is the progress.
///
/// A combinator, `warm_up(constant(value = 0.5), until = 0.1)`. Sønderby et al., *Ladder Variational Autoencoders* (NeurIPS 2016), section 2.3,
/// warm the weight of the KL term up in this way.
#[intro_schedule]
pub fn warm_up(progress: f64, inner: Schedule, #[param(default = 0.1, min = 0.001, max = 1.0)] until: f64) -> f64 {
    inner.at(progress) * (progress / until).min(1.0)
}

#[test]
fn it_is_whole_from_then_on() {
    let constant = |_: f64| 0.5;
    assert_eq!([0.0, 0.1, 0.2, 0.9].map(|t| warm_up(t, Schedule::new(&constant), 0.2)), [0.0, 0.25, 0.5, 0.5]);
}
