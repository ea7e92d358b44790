//! The autoencoder of latent diffusion.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// Autoencoder with a next to weightless KL divergence and a critic of its reconstructions, whose latent is an image itself: `latent=4x32x32`, channels,
    /// height and width.
    ///
    /// Rombach et al., *High-Resolution Image Synthesis with Latent Diffusion Models* (CVPR 2022), section 3.1, app. G: the KL-regularised first stage,
    /// without its perceptual loss and its patches, and with a fixed weight of the critic in the place of an adaptive one. What draws latents is learned
    /// later: there a diffusion model, here a sampler such as `gmm`.
    pub KlAutoencoder("kl-autoencoder") {
        beta_rec = 1 in 0.., beta_kl = 1e-6 in 0..,
        /// Weight of the critic.
        beta_adv = 0.5 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    encoder + decoder minimizes beta_rec * rec(x, distance = l1) + beta_kl * kl(x) - beta_adv * critic(xr);
    critic minimizes 1 / 2 * (hinge(1 - critic(x)) + hinge(1 + critic(xr)));
}
