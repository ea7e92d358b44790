//! A straight line from 0 to 1, then 1.

use asivae::prelude::*;

/// `clamp(rate · (progress − start), 0, 1)`: 0 until `start`, then rising straight to 1, which it reaches at `start + 1/rate`.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), section 4.3: `c = min(5·i/T, 1)`, the defaults. Where warm-up steps come first, `progress` counts them
/// too: a `start` after them keeps the ramp from being over when it is first used.
#[intro_schedule]
pub fn linear_ramp(
    progress: f64,
    #[param(default = 5.0, min = 0.0)] rate: f64,
    #[param(default = 0.0, min = 0.0, max = 1.0)] start: f64,
) -> f64 {
    (rate * (progress - start)).clamp(0.0, 1.0)
}

#[test]
fn rises_straight_and_stays() {
    assert_eq!(linear_ramp(0.1, 5.0, 0.0), 0.5);
    assert_eq!(linear_ramp(0.9, 5.0, 0.0), 1.0);
    assert_eq!(linear_ramp(0.2, 5.0, 0.25), 0.0);
    assert_eq!(linear_ramp(0.5, 2.0, 0.25), 0.5);
}
