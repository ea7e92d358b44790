//! Settings of the 2-D experiments for `vae` and its relatives.

use asivae::prelude::*;

/// The plain VAE at the weights of `s-introvae`.
#[intro_preset(model = "vae", data = "8-gaussians")]
pub fn vae_eight_gaussians() -> Settings {
    Settings::new()
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
}

/// The plain VAE at the weights of `s-introvae`.
#[intro_preset(model = "vae", data = "2-spirals")]
pub fn vae_two_spirals() -> Settings {
    Settings::new()
        .set("beta_kl", 0.5)
        .set("beta_rec", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
}

/// The plain VAE at the weights of `s-introvae`.
#[intro_preset(model = "vae", data = "checkerboard")]
pub fn vae_checkerboard() -> Settings {
    Settings::new()
        .set("beta_kl", 0.1)
        .set("beta_rec", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
}

/// The plain VAE at the weights of `s-introvae`.
#[intro_preset(model = "vae", data = "rings")]
pub fn vae_rings() -> Settings {
    Settings::new()
        .set("beta_kl", 0.2)
        .set("beta_rec", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
}
