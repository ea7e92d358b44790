//! Wasserstein GAN with a gradient penalty.

use asivae::prelude::*;

use crate::losses::gradient_penalty;

intro_model! {
    /// WGAN-GP: a critic whose slope between data and fakes is held near 1, moved five times for each step of the decoder.
    ///
    /// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), eq. (3) and algorithm 1; λ is 10 for images, 0.1 in the paper's
    /// code for points.
    pub WganGp("wgan-gp") {
        /// Weight of the penalty.
        lambda = 10 in 0..,
    }

    networks { decoder: z -> x, critic: x -> scalar }

    critic[5] minimizes critic(xg) - critic(x) + lambda * gradient_penalty(x, xg, critic);
    decoder maximizes critic(xg);
}
