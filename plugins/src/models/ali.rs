//! Adversarially learned inference, also found as BiGAN.

use asivae::prelude::*;

intro_model! {
    /// Adversarially learned inference: one scorer tells pairs of data and their latents from latents and what is decoded from them. BiGAN (Donahue et
    /// al., *Adversarial Feature Learning*, ICLR 2017) is the same game with an encoder that draws nothing.
    ///
    /// Dumoulin et al., *Adversarially Learned Inference* (ICLR 2017), eq. (1), in the form of its algorithm 1, whose players do not saturate.
    pub Ali("ali") {}

    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x, z -> scalar }

    critic minimizes softplus(-critic(x, z(x))) + softplus(critic(xg, z_p));
    encoder + decoder minimizes softplus(critic(x, z(x))) + softplus(-critic(xg, z_p));
}
