//! A Lagrange multiplier for a constraint on a term.

use asivae::prelude::*;

/// What the multiplier remembers.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct GecoState {
    /// Logarithm of λ.
    log: f64,
    /// Moving average of the constraint; nothing before the first measurement.
    average: Option<f64>,
}

/// A weight λ that grows while the mean of `measured`, the reconstruction error, is above `tolerance`, and falls while it is below.
///
/// `λ ← λ · exp(rate · C̄)`, `C̄ ← smoothing · C̄ + (1 − smoothing) · C` with `C = measured − tolerance`; λ begins at 1 and stays in `[min, max]`. The
/// objective is `kl(x) + λ · rec(x)`.
///
/// Rezende & Viola, *Taming VAEs* (2018), algorithm 1, with its smoothing; the default of `rate` is ours.
#[intro_schedule]
pub fn geco(
    state: &mut GecoState,
    measured: Measured,
    #[param(min = 0.0)] tolerance: f64,
    #[param(default = 0.01, min = 0.0)] rate: f64,
    #[param(default = 0.99, min = 0.0, max = 1.0)] smoothing: f64,
    #[param(default = 1e-6, min = 1e-12)] min: f64,
    #[param(default = 1e6, min = 1e-12)] max: f64,
) -> f64 {
    if let Some(mean) = measured.mean() {
        let constraint = mean - tolerance;
        let average = state.average.map_or(constraint, |old| smoothing * old + (1.0 - smoothing) * constraint);
        state.average = Some(average);
        state.log = (state.log + rate * average).max(min.ln()).min(max.ln());
    }
    state.log.exp()
}

#[test]
fn it_grows_above_the_tolerance_and_falls_below() {
    let mut state = GecoState::default();
    let mut next = |mean| geco(&mut state, Measured::from(mean), 1.0, 0.5, 0.0, 1e-6, 1e6);
    assert_eq!(next(None), 1.0);
    assert_eq!(next(Some(3.0)), 1f64.exp());
    assert_eq!(next(Some(0.0)), 0.5f64.exp());
}
