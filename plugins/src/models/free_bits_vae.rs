//! VAE with free bits.

use asivae::prelude::*;

use crate::losses::{free_bits, rec};

intro_model! {
    /// VAE whose latent dimensions each hold some nats for nothing.
    ///
    /// Kingma et al., *Improving Variational Inference with Inverse Autoregressive Flow* (NeurIPS 2016), eq. (15).
    pub FreeBitsVae("free-bits-vae") {
        beta_rec = 1 in 0.., beta_kl = 1 in 0..,
        /// Nats that a dimension holds for nothing.
        free = 0.1 in 0..,
    }

    encoder + decoder minimizes beta_rec * rec(x) + beta_kl * free_bits(x, free = free);
}
