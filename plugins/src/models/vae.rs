//! The variational autoencoder.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// VAE: encoder and decoder together minimise reconstruction error and KL divergence.
    ///
    /// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), eq. (10); with `beta_kl` other than `beta_rec` a beta-VAE (Higgins et al.,
    /// ICLR 2017, eq. (4)).
    pub Vae("vae") { beta_rec = 1.0 in 0.., beta_kl = 1.0 in 0.. }

    encoder + decoder minimizes beta_rec * rec(x) + beta_kl * kl(x);
}
