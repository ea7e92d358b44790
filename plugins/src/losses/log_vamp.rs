//! Log-density of a latent under the VampPrior.

use asivae::Net;
use asivae::prelude::*;

use super::mixtures::{log_densities, log_sum_exp};

/// `ln p(z)` in nats under the mixture of the posteriors of pseudo-inputs, which a network gives, `pseudo: -> x`; for a Gaussian posterior.
///
/// `ln 1/K Σ_k q(z|u_k)`
///
/// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), eq. (9).
///
/// Shapes: `z` `[batch, latent]`, pseudo-inputs `[components, C, H, W]` → `[batch]`.
#[intro_loss(symbol = r"\ln p_\lambda")]
pub fn log_vamp(z: Tensor<2>, encoder: &Net, pseudo: &Net) -> Tensor<1> {
    let [_, latent] = z.dims();
    let [mu, logvar] = encoder.give([("mu", latent), ("logvar", latent)], pseudo.forward([]));
    let components = mu.dims()[0] as f64;
    log_sum_exp(log_densities(z, mu, logvar).sum_dim(2).squeeze_dim::<2>(2)) - components.ln()
}
