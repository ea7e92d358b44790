//! GAN with spectral normalisation.

use asivae::prelude::*;

intro_model! {
    /// SN-GAN: the hinge game, with a critic whose layers are divided by their spectral norms.
    ///
    /// Miyato et al., *Spectral Normalization for Generative Adversarial Networks* (ICLR 2018), eq. (16), (17) for the hinge losses. The
    /// normalisation is the architecture of the critic, `networks.critic=sn_mlp`, which the presets of this model choose; with another one this is a
    /// hinge GAN.
    pub SnGan("sn-gan") {}

    networks { decoder: z -> x, critic: x -> scalar }

    critic minimizes hinge(1 - critic(x)) + hinge(1 + critic(xg));
    decoder maximizes critic(xg);
}
