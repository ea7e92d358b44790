//! Half a cosine wave from 0 to 1.

use asivae::prelude::*;

/// `½ − ½ cos(π · progress)`: flat at both ends, one half in the middle.
///
/// Loshchilov & Hutter, *SGDR* (ICLR 2017), eq. (5), upside down: there it falls.
#[intro_schedule]
pub fn cosine(progress: f64) -> f64 {
    0.5 - 0.5 * (std::f64::consts::PI * progress).cos()
}

#[test]
fn from_0_through_one_half_to_1() {
    assert_eq!(cosine(0.0), 0.0);
    assert!((cosine(1.0 / 3.0) - 0.25).abs() < 1e-12);
    assert!((cosine(0.5) - 0.5).abs() < 1e-12);
    assert_eq!(cosine(1.0), 1.0);
}
