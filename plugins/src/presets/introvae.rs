//! Settings of the 2-D experiments for `introvae` and its relatives.

use asivae::prelude::*;

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae", data = "8-gaussians")]
pub fn introvae_eight_gaussians() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.9)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.3)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae-lu2022", data = "8-gaussians")]
pub fn introvae_lu2022_eight_gaussians() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.9)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.3)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae", data = "2-spirals")]
pub fn introvae_two_spirals() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.5)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.5)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae-lu2022", data = "2-spirals")]
pub fn introvae_lu2022_two_spirals() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.5)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.5)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae", data = "checkerboard")]
pub fn introvae_checkerboard() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.1)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.1)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae-lu2022", data = "checkerboard")]
pub fn introvae_lu2022_checkerboard() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.1)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.1)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae", data = "rings")]
pub fn introvae_rings() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.2)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.2)
}

/// The weights of `s-introvae` with margin 10, as Lu et al. (ACML 2022) compare.
#[intro_preset(model = "introvae-lu2022", data = "rings")]
pub fn introvae_lu2022_rings() -> Settings {
    Settings::new()
        .set("m", 10)
        .set("beta_kl", 0.2)
        .set("beta_rec", 0.2)
        .set("beta_neg", 1)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_rec", 0.2)
        .set("warmup.beta_kl", 0.2)
}
