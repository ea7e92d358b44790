//! VAE/GAN.

use asivae::prelude::*;

use crate::losses::{feature_rec, kl};

intro_model! {
    /// VAE/GAN: reconstructions are judged by what a critic sees in them, not pixel by pixel; the critic tells data from reconstructions and samples.
    ///
    /// Larsen et al., *Autoencoding beyond pixels using a learned similarity metric* (ICML 2016), algorithm 1. What is a hidden layer of the
    /// discriminator there is a network of its own here, `features`, which moves with the `critic` that reads it. The decoder's adversarial losses are the
    /// logistic ones that do not saturate.
    pub VaeGan("vae-gan") {
        beta_kl = 1 in 0..,
        /// Weight of the reconstruction against the critic, in the decoder alone.
        gamma = 1 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, features: x -> f[64], critic: f -> scalar }

    features + critic minimizes
        softplus(-critic(x)) + softplus(critic(xr)) + softplus(critic(xg));
    encoder minimizes beta_kl * kl(x) + feature_rec(x, features);
    decoder minimizes
        gamma * feature_rec(x, features) + softplus(-critic(xr)) + softplus(-critic(xg));
}
