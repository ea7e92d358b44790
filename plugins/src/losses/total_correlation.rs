//! Total correlation of the aggregated posterior.

use asivae::prelude::*;

use super::mixtures::{log_densities, log_sum_exp};

/// `KL(q(z) ‖ Π_d q(z_d))` in nats, as a batch estimates it by minibatch-weighted sampling; one value per sample, whose mean it is.
///
/// `ln q̂(z) − Σ_d ln q̂(z_d)`, `q̂(z_i) = 1/(N·B) Σ_j q(z_i|x_j)`
///
/// Chen et al., *Isolating Sources of Disentanglement in VAEs* (NeurIPS 2018), eq. (2), (3). N is `data_size`; it adds a constant to the value and
/// nothing to the gradient.
///
/// Shapes: `z`, `mu`, `logvar` `[batch, latent]` → `[batch]`.
#[intro_loss(across_batch, symbol = r"\mathrm{TC}")]
pub fn total_correlation(
    z: Tensor<2>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    #[param(default = 1, min = 1)] data_size: usize,
) -> Tensor<1> {
    let [batch, latent] = z.dims();
    let pairs = log_densities(z, mu, logvar); // [i, j, latent]
    let joint = log_sum_exp(pairs.clone().sum_dim(2).squeeze_dim::<2>(2));
    let single = |d: usize| log_sum_exp(pairs.clone().narrow(2, d, 1).squeeze_dim::<2>(2));
    let apart = (1..latent).fold(single(0), |sum, d| sum + single(d));
    joint - apart + (latent as f64 - 1.0) * (batch as f64 * data_size as f64).ln()
}

#[test]
fn latents_whose_second_half_repeats_the_first_are_correlated() {
    let device = Device::default();
    let value = |mu: [[f32; 2]; 4]| -> f64 {
        let mu = Tensor::from_data(mu, &device);
        total_correlation(mu.clone(), mu, Tensor::full([4, 2], -4.0, &device), 1).mean().into_scalar()
    };
    let (same, square) =
        ([[-3.0, -3.0], [-3.0, -3.0], [3.0, 3.0], [3.0, 3.0]], [[-3.0, -3.0], [-3.0, 3.0], [3.0, -3.0], [3.0, 3.0]]);
    // Of two values that tell one another a batch sees ln 2 nats; of a square none.
    assert!((value(same) - 2.0_f64.ln()).abs() < 1e-4, "{}", value(same));
    assert!(value(square).abs() < 1e-4, "{}", value(square));
}
