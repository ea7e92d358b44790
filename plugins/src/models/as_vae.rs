//! Adversarial symmetric variational autoencoder.

use asivae::prelude::*;

use crate::losses::{log_q, rec};

intro_model! {
    /// Adversarial symmetric VAE: two critics of pairs tell what the encoder joins from what the decoder joins, so that both divergences between the
    /// joints are minimised, and both expected log-likelihoods maximised.
    ///
    /// Pu et al., *Adversarial Symmetric Variational Autoencoder* (NeurIPS 2017), eq. (6), (7), (9), algorithm 1. At their best `critic_q` is
    /// `ln q(x, z) − ln p(x) p(z)` and `critic_p` is `ln p(x, z) − ln q(x) q(z)`. Pairs of independent data and latents are those of a batch with its latents shuffled. Fakes are decoded without noise; `ln p(x|z)` is that of a Gaussian, without
    /// its constant.
    pub AsVae("as-vae") {
        /// One over twice the variance of the decoder.
        beta_rec = 1 in 0..,
    }

    networks {
        encoder: x -> mu, logvar, decoder: z -> x,
        critic_q: x, z -> scalar, critic_p: x, z -> scalar
    }

    critic_q minimizes softplus(-critic_q(x, z(x))) + softplus(critic_q(xg, noise));
    critic_p minimizes softplus(-critic_p(xg, z_p)) + softplus(critic_p(x, shuffle(z(x))));
    encoder + decoder maximizes
        log_q(xg, z = z_p) - beta_rec * rec(x) - critic_q(x, z(x)) - critic_p(xg, z_p);
}
