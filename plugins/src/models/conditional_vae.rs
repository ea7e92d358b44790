//! Conditional VAE.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// Conditional VAE: encoder and decoder are told the class.
    ///
    /// Sohn et al., *Learning Structured Output Representation using Deep Conditional Generative Models* (NeurIPS 2015), eq. (4), with the prior
    /// `N(0, I)` for every class.
    pub ConditionalVae("conditional-vae") { beta_rec = 1 in 0.., beta_kl = 1 in 0.. }

    networks { encoder: x, y -> mu, logvar, decoder: z, y -> x }

    encoder + decoder minimizes scale * (beta_rec * rec(x) + beta_kl * kl(x));
}
