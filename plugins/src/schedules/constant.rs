//! A number that stays.

use asivae::prelude::*;

/// `value`, at every step.
///
/// The plain case, to put in the place of another schedule: `--set 'c=constant(value = 0.5)'`.
#[intro_schedule]
pub fn constant(#[param(default = 1.0)] value: f64) -> f64 {
    value
}

#[test]
fn it_stays() {
    assert_eq!(constant(0.25), 0.25);
}
