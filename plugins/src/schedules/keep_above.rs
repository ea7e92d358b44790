//! A weight that keeps one term above another one.

use asivae::prelude::*;

/// A weight that grows while the mean of `low` is below that of `high`, and falls while it is above: as `beta_neg` it keeps the KL divergence of
/// fakes above that of real data, `keep_above(kl(xg), kl(x))`.
///
/// `β ← clamp(β · exp(rate · (high − low) / (high + low)), min, max)`; it begins at `start`.
///
/// The rule is ours, against a game in which fakes are encoded as well as data are.
#[intro_schedule]
pub fn keep_above(
    state: &mut f64,
    low: Measured,
    high: Measured,
    #[param(default = 0.5, min = 0.0)] start: f64,
    #[param(default = 0.01, min = 0.0)] rate: f64,
    #[param(default = 1e-3, min = 0.0)] min: f64,
    #[param(default = 1e3, min = 0.0)] max: f64,
) -> f64 {
    // The state is the exponent: it begins at zero.
    if let (Some(low), Some(high)) = (low.mean(), high.mean()) {
        let size = low.abs() + high.abs();
        let step = if size > 0.0 { rate * (high - low) / size } else { 0.0 };
        let bound = |value: f64| if start > 0.0 && value > 0.0 { (value / start).ln() } else { f64::NEG_INFINITY };
        *state = (*state + step).max(bound(min)).min(bound(max));
    }
    start * state.exp()
}

#[test]
fn it_grows_until_the_order_is_right() {
    let mut state = 0.0;
    let mut next = |low, high| keep_above(&mut state, Measured::new(low), Measured::new(high), 0.5, 1.0, 1e-3, 1.0);
    assert_eq!(next(1.0, 3.0), 0.5 * 0.5f64.exp());
    assert_eq!(next(3.0, 1.0), 0.5);
    assert_eq!([next(0.0, 1.0), next(0.0, 1.0)].map(|v| (v * 1e9).round() / 1e9), [1.0, 1.0], "it stays in its bounds");
}
