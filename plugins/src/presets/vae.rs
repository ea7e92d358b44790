//! The plain VAE on points. Four presets in one file: they are the same but for the name of the data.

use asivae::prelude::*;

use super::points::published;

/// A small `beta_kl`: with the weights of the papers' tables a VAE on 8 Gaussians collapses to one point.
fn small_beta_kl() -> Settings {
    published().set("beta_rec", 0.2).set("beta_kl", 0.02)
}

/// beta_kl .02, beta_rec .2, otherwise the run of Soft-IntroVAE's 2-D code.
///
/// Measured: a small beta_kl lets the VAE cover all modes. The row "VAE" of Lu et al., *AS-IntroVAE* (ACML 2022), table 1, total collapse, is
/// `beta_kl=0.3 beta_rec=0.1`.
#[intro_preset(model = "vae", data = "8-gaussians")]
pub fn vae_8_gaussians() -> Settings {
    small_beta_kl()
}

/// beta_kl .02, beta_rec .2, otherwise the run of Soft-IntroVAE's 2-D code; not published.
#[intro_preset(model = "vae", data = "2-spirals")]
pub fn vae_2_spirals() -> Settings {
    small_beta_kl()
}

/// beta_kl .02, beta_rec .2, otherwise the run of Soft-IntroVAE's 2-D code; not published.
#[intro_preset(model = "vae", data = "checkerboard")]
pub fn vae_checkerboard() -> Settings {
    small_beta_kl()
}

/// beta_kl .02, beta_rec .2, otherwise the run of Soft-IntroVAE's 2-D code; not published.
#[intro_preset(model = "vae", data = "rings")]
pub fn vae_rings() -> Settings {
    small_beta_kl()
}

#[test]
fn no_warm_up_goes_before_what_is_a_vae_itself() {
    assert!(vae_8_gaussians().0.iter().all(|(key, _)| !key.starts_with("warmup")));
}
