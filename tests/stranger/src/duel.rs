//! A game with no encoder, no posterior and no KL in it.

use ivae::prelude::*;

intro_model! {
    /// A plain GAN with the logistic loss that does not saturate. Goodfellow et al., *Generative Adversarial Nets* (2014).
    pub Duel("duel") { penalty = 0.01 in 0.. }

    networks { forger: z -> x, expert: x -> scalar }

    expert minimizes softplus(-expert(x)) + softplus(expert(xg)) + penalty * (expert(x) * expert(x));
    forger minimizes softplus(-expert(xg));
}
