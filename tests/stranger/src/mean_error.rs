//! A metric.

use ivae::prelude::*;

/// Distance between the centres of the real and of the generated points.
#[intro_metric(better = lower)]
pub fn mean_error(real: &[[f64; 2]], generated: &[[f64; 2]]) -> f64 {
    let centre = |points: &[[f64; 2]], i: usize| points.iter().map(|p| p[i]).sum::<f64>() / points.len() as f64;
    (centre(real, 0) - centre(generated, 0)).hypot(centre(real, 1) - centre(generated, 1))
}

#[test]
fn is_the_distance_of_the_centres() {
    assert_eq!(mean_error(&[[0.0, 0.0], [2.0, 0.0]], &[[4.0, 4.0]]), 5.0);
}
