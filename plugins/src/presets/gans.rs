//! Games without an encoder: settings of their papers.

use asivae::prelude::*;

/// The critic with spectral normalisation, and Adam (0, 0.9), 2e-4: Miyato et al. (ICLR 2018), section 4.1, which moves the critic once a step in
/// this row of its table.
#[intro_preset(model = "sn-gan", data = "*")]
pub fn sn_gan() -> Settings {
    Settings::new()
        .set("networks.critic", "sn_mlp(hidden = 256, layers = 4)")
        .set("optim.lr", 2e-4)
        .set("optim.beta_1", 0.0)
        .set("optim.beta_2", 0.9)
}

/// Five steps of the critic for one of the decoder, a learning rate of 1e-3: with the settings for images two modes of eight are lost, or more.
#[intro_preset(model = "sn-gan", data = "8-gaussians")]
pub fn sn_gan_8_gaussians() -> Settings {
    sn_gan().set("optim.lr", 1e-3).set("moves.critic.repeat", 5).set("train.steps", 10_000).set("train.batch", 256)
}

/// A limit of .05 and Adam (0, 0.999), 1e-4: under the paper's limit of .01 the gradient of a critic with four hidden layers is next to nothing, and no mode is
/// covered.
#[intro_preset(model = "wgan", data = "8-gaussians")]
pub fn wgan_8_gaussians() -> Settings {
    Settings::new()
        .set("limit", 0.05)
        .set("optim.lr", 1e-4)
        .set("optim.beta_1", 0.0)
        .set("train.steps", 10_000)
        .set("train.batch", 256)
}

/// Adam (0.5, 0.9), 1e-4: Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), the settings for points of the released code, where
/// λ is 0.1.
#[intro_preset(model = "wgan-gp", data = "8-gaussians")]
pub fn wgan_gp_8_gaussians() -> Settings {
    gulrajani().set("lambda", 0.1)
}

/// Adam (0.5, 0.9), 1e-4, λ 0.1, as on 8 Gaussians: the released code of Gulrajani et al. (NeurIPS 2017).
#[intro_preset(model = "wgan-gp", data = "25-gaussians")]
pub fn wgan_gp_25_gaussians() -> Settings {
    gulrajani().set("lambda", 0.1)
}

/// Adam (0.5, 0.9), 1e-4, λ 10: Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), algorithm 1.
#[intro_preset(model = "wgan-gp", data = "*")]
pub fn wgan_gp() -> Settings {
    gulrajani().set("lambda", 10)
}

fn gulrajani() -> Settings {
    Settings::new().set("optim.lr", 1e-4).set("optim.beta_1", 0.5).set("optim.beta_2", 0.9)
}
