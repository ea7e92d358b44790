//! What the densities of mixtures have in common.

use asivae::prelude::*;

use super::log_q::LN_2_PI;

/// `ln N(z_i; μ_j, σ_j²)` for every latent and every Gaussian, dimension by dimension: `[batch, components, latent]`.
pub(super) fn log_densities(z: Tensor<2>, mu: Tensor<2>, logvar: Tensor<2>) -> Tensor<3> {
    let (z, mu, logvar): (Tensor<3>, Tensor<3>, Tensor<3>) =
        (z.unsqueeze_dim(1), mu.unsqueeze_dim(0), logvar.unsqueeze_dim(0));
    ((z - mu).square() * logvar.clone().neg().exp() + logvar + LN_2_PI) * -0.5
}

/// `ln Σ_j exp a_ij`, `[batch, components]` → `[batch]`.
pub(super) fn log_sum_exp(a: Tensor<2>) -> Tensor<1> {
    let most = a.clone().detach().max_dim(1);
    ((a - most.clone()).exp().sum_dim(1).log() + most).squeeze_dim(1)
}

#[test]
fn a_sum_of_large_numbers_does_not_overflow() {
    let device = Device::default();
    let a = Tensor::from_data([[1000.0, 1000.0], [-1000.0, -1000.0]], &device);
    let values: Vec<f32> = log_sum_exp(a).into_data().iter().collect();
    let ln_2 = 2.0_f32.ln();
    assert!((values[0] - 1000.0 - ln_2).abs() < 1e-3 && (values[1] + 1000.0 - ln_2).abs() < 1e-3, "{values:?}");
}
