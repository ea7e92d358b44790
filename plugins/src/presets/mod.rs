//! Presets: settings of a model on a data set, each with where it comes from.
//!
//! One file per model, not per preset: the rows of a paper's table belong together.

#[path = "."]
mod file {
    pub(super) mod as_introvae;
    pub(super) mod default;
    pub(super) mod digits;
    pub(super) mod games;
    pub(super) mod gans;
    pub(super) mod images;
    pub(super) mod introvae;
    mod points;
    pub(super) mod priors;
    pub(super) mod s_introvae;
    pub(super) mod vae;
}

pub use file::as_introvae::{
    as_introvae_2_spirals, as_introvae_8_gaussians, as_introvae_checkerboard, as_introvae_rings,
};
pub use file::default::every_model;
pub use file::digits::{as_introvae_digits, digits, introvae_digits, s_introvae_digits, vae_digits, wgan_gp_digits};
pub use file::games::{
    adversarial_ae_8_gaussians, ali_8_gaussians, as_vae_8_gaussians, avb_8_gaussians, beta_tc_vae_8_gaussians,
    bootstrap_s_introvae_8_gaussians, capacity_vae_8_gaussians, conditional_vae_8_gaussians,
    ema_s_introvae_8_gaussians, free_bits_vae_8_gaussians, info_vae_8_gaussians, kl_autoencoder_8_gaussians,
    mixture_prior_vae_8_gaussians, vae_gan_8_gaussians, vamp_vae_8_gaussians, wae_mmd_8_gaussians,
};
pub use file::gans::{
    sn_gan, sn_gan_8_gaussians, wgan_8_gaussians, wgan_gp, wgan_gp_8_gaussians, wgan_gp_25_gaussians,
};
pub use file::images::{
    celeba_128, celeba_256, cifar10, fashion_mnist, introvae_lu2022_celeba_128, introvae_lu2022_celeba_256,
    introvae_lu2022_oxford, mnist, oxford, s_introvae_celeba_128, s_introvae_celeba_256, s_introvae_cifar10,
    s_introvae_fashion_mnist, s_introvae_mnist, s_introvae_svhn, svhn, wgan_gp_celeba_128, wgan_gp_celeba_256,
    wgan_gp_cifar10, wgan_gp_fashion_mnist, wgan_gp_mnist, wgan_gp_oxford, wgan_gp_svhn,
};
pub use file::introvae::{introvae_2_spirals, introvae_8_gaussians, introvae_checkerboard, introvae_rings};
pub use file::priors::{mixture_prior_vae, vamp_vae};
pub use file::s_introvae::{s_introvae_2_spirals, s_introvae_8_gaussians, s_introvae_checkerboard, s_introvae_rings};
pub use file::vae::{vae_2_spirals, vae_8_gaussians, vae_checkerboard, vae_rings};
