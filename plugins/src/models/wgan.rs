//! Wasserstein GAN.

use asivae::prelude::*;

use crate::constraints::clip;

intro_model! {
    /// Wasserstein GAN: a critic whose weights are clipped, moved five times for each step of the decoder.
    ///
    /// Arjovsky et al., *Wasserstein GAN* (2017), algorithm 1. The paper trains with RMSProp; here the optimiser is that of the run, Adam.
    pub Wgan("wgan") {
        /// Largest size of a critic's weight.
        limit = 0.01 in 0..,
    }

    networks { decoder: z -> x, critic: x -> scalar }

    critic[5] maximizes critic(x) - critic(xg);
    decoder maximizes critic(xg);

    critic obeys clip(limit = limit);
}
