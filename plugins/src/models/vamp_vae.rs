//! VAE with a VampPrior.

use asivae::prelude::*;

use crate::losses::{log_q, log_vamp, rec};

intro_model! {
    /// VAE whose prior is the mean of its own posteriors at pseudo-inputs, which are learned with it; the KL divergence is estimated by the sample
    /// that is decoded.
    ///
    /// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), eq. (3), (9). The sampler is `vamp`.
    pub VampVae("vamp-vae") {
        beta_kl = 1 in 0..,
        /// One over twice the variance of the decoder.
        beta_rec = 1 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, pseudo: -> x }

    encoder + decoder + pseudo minimizes
        beta_rec * rec(x) + beta_kl * (log_q(x) - log_vamp(x, encoder, pseudo));
}
