//! Log-density of a latent under a learned mixture of Gaussians.

use asivae::Net;
use asivae::prelude::*;
use burn::tensor::activation::log_softmax;

use super::mixtures::{log_densities, log_sum_exp};

/// `ln p(z)` in nats under a mixture that a network gives, `prior: -> mu_k, logvar_k, weight[1]`, a component in each of its rows.
///
/// `ln Σ_k π_k N(z; m_k, diag exp(l_k))`, `π = softmax(weight)`
///
/// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), the prior that they call MoG, whose components there weigh the same; here their
/// weights are learned too.
///
/// Shapes: `z` `[batch, latent]`, the network's outputs `[components, latent]`, `[components, latent]`, `[components, 1]` (unnormalised) → `[batch]`.
#[intro_loss(symbol = r"\ln p_\lambda")]
pub fn log_mixture(z: Tensor<2>, prior: &Net) -> Tensor<1> {
    let [_, latent] = z.dims();
    let [mu, logvar, weight] = prior.give([("mu_k", latent), ("logvar_k", latent), ("weight", 1)], []);
    let joint = log_densities(z, mu, logvar).sum_dim(2).squeeze_dim::<2>(2); // [batch, components]
    log_sum_exp(joint + log_softmax(weight.transpose(), 1))
}
