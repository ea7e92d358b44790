//! VAE with a learned mixture as prior.

use asivae::prelude::*;

use crate::losses::{log_mixture, log_q, rec};

intro_model! {
    /// VAE whose prior is a mixture of Gaussians that is learned with it; the KL divergence is estimated by the sample that is decoded.
    ///
    /// Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), eq. (3), with the prior that they call MoG; here the weights of its
    /// components are learned too. The sampler is `mixture`.
    pub MixturePriorVae("mixture-prior-vae") {
        beta_kl = 1 in 0..,
        /// One over twice the variance of the decoder.
        beta_rec = 1 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, prior: -> mu_k, logvar_k, weight[1] }

    encoder + decoder + prior minimizes
        beta_rec * rec(x) + beta_kl * (log_q(x) - log_mixture(x, prior));
}
