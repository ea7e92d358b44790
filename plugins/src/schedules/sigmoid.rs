//! A logistic curve from 0 to 1.

use asivae::prelude::*;

/// `1 / (1 + exp(−k · (progress − t0)))`: one half at `t0`, with slope `k/4` there.
///
/// Bowman et al., *Generating Sentences from a Continuous Space* (CoNLL 2016), section 3.1: the weight of KL.
#[intro_schedule(symbol = r"\sigma")]
pub fn sigmoid(
    progress: f64,
    #[param(default = 10.0)] k: f64,
    #[param(default = 0.5, min = 0.0, max = 1.0)] t0: f64,
) -> f64 {
    1.0 / (1.0 + (-k * (progress - t0)).exp())
}

#[test]
fn one_half_in_the_middle_and_symmetric() {
    assert_eq!(sigmoid(0.5, 10.0, 0.5), 0.5);
    assert!((sigmoid(0.2, 10.0, 0.5) + sigmoid(0.8, 10.0, 0.5) - 1.0).abs() < 1e-12);
    assert!((sigmoid(0.6, 10.0, 0.5) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-12);
}
