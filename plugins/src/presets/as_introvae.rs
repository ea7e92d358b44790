//! Settings of the 2-D experiments for `as-introvae` and its relatives.

use asivae::prelude::*;

/// The settings of `s-introvae`; Lu et al. (ACML 2022) fix the learning rate.
#[intro_preset(model = "as-introvae-released", data = "8-gaussians")]
pub fn as_introvae_released_eight_gaussians() -> Settings {
    Settings::new()
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.9)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.3)
}

/// The settings of `s-introvae`; Lu et al. (ACML 2022) fix the learning rate.
#[intro_preset(model = "as-introvae-released", data = "2-spirals")]
pub fn as_introvae_released_two_spirals() -> Settings {
    Settings::new()
        .set("beta_kl", 0.5)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.5)
}

/// The weights of `s-introvae` for real and fake alike, learning rate fixed as in Lu et al. (ACML 2022).
#[intro_preset(model = "as-introvae", data = "2-spirals")]
pub fn as_introvae_two_spirals() -> Settings {
    Settings::new()
        .set("beta_kl", 0.5)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("beta_rec_fake", "beta_rec")
        .set("beta_kl_fake", "beta_kl")
        .set("gamma", 1e-8)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.5)
}

/// The settings of `s-introvae`; Lu et al. (ACML 2022) fix the learning rate.
#[intro_preset(model = "as-introvae-released", data = "checkerboard")]
pub fn as_introvae_released_checkerboard() -> Settings {
    Settings::new()
        .set("beta_kl", 0.1)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.1)
}

/// The weights of `s-introvae` for real and fake alike, learning rate fixed as in Lu et al. (ACML 2022).
#[intro_preset(model = "as-introvae", data = "checkerboard")]
pub fn as_introvae_checkerboard() -> Settings {
    Settings::new()
        .set("beta_kl", 0.1)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.2)
        .set("beta_rec_fake", "beta_rec")
        .set("beta_kl_fake", "beta_kl")
        .set("gamma", 1e-8)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.1)
}

/// The settings of `s-introvae`; Lu et al. (ACML 2022) fix the learning rate.
#[intro_preset(model = "as-introvae-released", data = "rings")]
pub fn as_introvae_released_rings() -> Settings {
    Settings::new()
        .set("beta_kl", 0.2)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.2)
}

/// The weights of `s-introvae` for real and fake alike, learning rate fixed as in Lu et al. (ACML 2022).
#[intro_preset(model = "as-introvae", data = "rings")]
pub fn as_introvae_rings() -> Settings {
    Settings::new()
        .set("beta_kl", 0.2)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("beta_rec_fake", "beta_rec")
        .set("beta_kl_fake", "beta_kl")
        .set("gamma", 1e-8)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.2)
}

/// Settings of this project, found by search: a VAE phase with a small `beta_kl` covers all modes, the game keeps them. Weights of
/// Daniel & Tamar (CVPR 2021); `c` counts from where the adversarial steps begin.
#[intro_preset(model = "as-introvae", data = "8-gaussians")]
pub fn as_introvae_eight_gaussians() -> Settings {
    Settings::new()
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.9)
        .set("beta_rec_fake", 0.2)
        .set("beta_kl_fake", 0.3)
        .set("gamma", 1e-8)
        .set("c", "linear_ramp(rate = 1.3333, start = 0.25)")
        .set("train.steps", 6_000)
        .set("train.batch", 256)
        .set("optim.lr", 5e-4)
        .set("optim.milestones", "[4000, 5500]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 1_500)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.03)
}
