//! A constraint on weights.

use ivae::prelude::*;

/// Weights (not biases) rounded to multiples of `step`.
#[intro_constraint]
pub fn lattice(weight: Tensor<1>, name: &str, #[param(default = 0.125, min = 1e-6)] step: f64) -> Tensor<1> {
    if name.ends_with("bias") { weight } else { (weight * (1.0 / step)).round() * step }
}
