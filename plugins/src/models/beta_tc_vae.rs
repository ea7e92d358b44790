//! β-TC-VAE.

use asivae::prelude::*;

use crate::losses::{kl, rec, total_correlation};

intro_model! {
    /// β-TC-VAE: of the parts of the KL divergence, the total correlation of the latents alone has a greater weight.
    ///
    /// Chen et al., *Isolating Sources of Disentanglement in VAEs* (NeurIPS 2018), eq. (4) with α = γ = 1: index-code mutual information, total
    /// correlation and dimension-wise divergence are the KL divergence together, so that `beta − 1` times the total correlation is what is added to it.
    pub BetaTcVae("beta-tc-vae") {
        /// Weight of the total correlation.
        beta = 6 in 0..,
        beta_kl = 1 in 0..,
        /// One over twice the variance of the decoder.
        beta_rec = 1 in 0..,
    }

    encoder + decoder minimizes
        beta_rec * rec(x) + beta_kl * (kl(x) + (beta - 1) * total_correlation(x));
}
