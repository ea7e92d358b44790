//! A map.

use ivae::prelude::*;

/// Means turned by `angle` in the first plane of the latent.
///
/// Shapes: `mu` `[batch, latent]`, at least two wide → the same.
#[intro_map]
pub fn rotated(mu: Tensor<2>, #[param(default = 0.5)] angle: f64) -> Tensor<2> {
    let latent = mu.dims()[1];
    let (a, b) = (mu.clone().narrow(1, 0, 1), mu.clone().narrow(1, 1, 1));
    let (sin, cos) = angle.sin_cos();
    let mut turned = vec![a.clone() * cos - b.clone() * sin, a * sin + b * cos];
    if latent > 2 {
        turned.push(mu.narrow(1, 2, latent - 2));
    }
    Tensor::cat(turned, 1)
}

#[test]
fn a_quarter_turn_moves_one_axis_to_the_other() {
    let mu = Tensor::from_data([[1.0, 0.0, 7.0]], &Device::default());
    let turned: Vec<f32> = rotated(mu, std::f64::consts::FRAC_PI_2).into_data().iter().collect();
    assert!((turned[0].abs() < 1e-6) && (turned[1] - 1.0).abs() < 1e-6 && turned[2] == 7.0, "{turned:?}");
}
