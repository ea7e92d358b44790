//! The variational mixture of posteriors.

use asivae::prelude::*;
use asivae::{Net, Result, random};

use crate::rows::choose;

/// Latents of the VampPrior: the posterior of a pseudo-input, each as likely as the others; `pseudo: -> x`, a Gaussian posterior.
///
/// `z ~ 1/K Σ_k q(z|u_k)`
///
/// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), eq. (9).
///
/// Shapes: → `[n, latent]`.
#[intro_sampler]
pub fn vamp(n: usize, latent: usize, rng: &mut Rng, device: &Device, encoder: &Net, pseudo: &Net) -> Result<Tensor<2>> {
    let [mu, logvar] = encoder.give([("mu", latent), ("logvar", latent)], pseudo.forward([]));
    let chosen = choose(&vec![1.0; mu.dims()[0]], n, rng);
    let chosen: Vec<i64> = chosen.into_iter().map(|k| k as i64).collect();
    let chosen = Tensor::<1, Int>::from_data(chosen.as_slice(), device);
    let noise = random::normal(rng, [n, latent], device);
    Ok(mu.select(0, chosen.clone()) + (logvar.select(0, chosen) * 0.5).exp() * noise)
}
