//! Weight clipping.

use asivae::prelude::*;

/// Every weight into `[−limit, limit]`: a compact set of critics, on which the Wasserstein distance is bounded.
///
/// Arjovsky et al., *Wasserstein GAN* (2017), algorithm 1, whose value is the default.
///
/// Shapes: `weight` `[numbers]` → the same.
#[intro_constraint]
pub fn clip(weight: Tensor<1>, #[param(default = 0.01, min = 0.0)] limit: f64) -> Tensor<1> {
    weight.clamp(-limit, limit)
}

#[test]
fn what_is_within_the_limit_stays() {
    let weight = Tensor::from_data([0.5, -3.0, 2.0], &Device::default());
    let clipped: Vec<f32> = clip(weight, 1.0).into_data().iter().collect();
    assert_eq!(clipped, [0.5, -1.0, 1.0]);
}
