//! A hyperbolic tangent from 0 towards 1.

use asivae::prelude::*;

/// `tanh(rate · max(progress − start, 0))`: 0 until `start`, then steep, then flat; it stays below 1.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), released code: `c = tanh(5·i/T)`, the defaults.
#[intro_schedule]
pub fn tanh_ramp(
    progress: f64,
    #[param(default = 5.0, min = 0.0)] rate: f64,
    #[param(default = 0.0, min = 0.0, max = 1.0)] start: f64,
) -> f64 {
    (rate * (progress - start).max(0.0)).tanh()
}

#[test]
fn is_the_released_schedule() {
    // golden.json, `coef.tanh`: step 3 of 10
    assert!((tanh_ramp(0.3, 5.0, 0.0) - 0.9051482536448664).abs() < 1e-12);
    assert_eq!(tanh_ramp(0.3, 5.0, 0.4), 0.0);
}
