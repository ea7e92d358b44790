//! The variational autoencoder.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// VAE: encoder and decoder together. Kingma & Welling, *Auto-Encoding Variational Bayes* (ICLR 2014), eq. (10).
    ///
    /// No `scale` stands before the terms, as in the warm-up of the released Soft-IntroVAE.
    pub Vae("vae") { beta_rec = 1 in 0.., beta_kl = 1 in 0.. }

    encoder + decoder minimizes beta_rec * rec(x) + beta_kl * kl(x);
}
