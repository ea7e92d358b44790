//! The standard normal prior.

use asivae::prelude::*;
use asivae::{Result, random};

/// The prior of every model that has no other: `z ~ N(0, I)`.
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), section 3.
///
/// Shapes: → `[n, latent]`.
#[intro_sampler]
pub fn prior(n: usize, latent: usize, rng: &mut Rng, device: &Device) -> Result<Tensor<2>> {
    Ok(random::normal(rng, [n, latent], device))
}
