//! A learned mixture of Gaussians.

use asivae::prelude::*;
use asivae::{Net, Result, random};

use crate::rows::{choose, host};

/// Latents of the mixture that a model has learned as its prior, `prior: -> mu_k, logvar_k, weight[1]`.
///
/// `z ~ Σ_k π_k N(m_k, diag exp(l_k))`, `π = softmax(weight)`
///
/// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), the prior that they call MoG; here the weights of its components are learned too.
///
/// Shapes: → `[n, latent]`.
#[intro_sampler]
pub fn mixture(n: usize, latent: usize, rng: &mut Rng, device: &Device, prior: &Net) -> Result<Tensor<2>> {
    let wanted = [("mu_k", latent), ("logvar_k", latent), ("weight", 1)];
    let [means, logvars, weights] = prior.give(wanted, []).map(host);
    let most = weights.iter().copied().fold(f32::MIN, f32::max);
    let weights: Vec<f64> = weights.iter().map(|weight| f64::from(weight - most).exp()).collect();
    let chosen = choose(&weights, n, rng);
    let noise = host(random::normal(rng, [n, latent], device));
    let drawn: Vec<f32> = (0..n * latent)
        .map(|i| {
            let at = chosen[i / latent] * latent + i % latent;
            means[at] + (logvars[at] * 0.5_f32).exp() * noise[i]
        })
        .collect();
    Ok(Tensor::<1>::from_data(drawn.as_slice(), device).reshape([n, latent]))
}
