//! Settings of the 2-D experiments for `s-introvae` and its relatives.

use asivae::prelude::*;

/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), 2-D experiments, released settings: `(beta_kl, beta_rec, beta_neg)` = (0.3, 0.2, 0.9).
#[intro_preset(model = "s-introvae", data = "8-gaussians")]
pub fn s_introvae_eight_gaussians() -> Settings {
    Settings::new()
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

/// The released settings of `s-introvae`.
#[intro_preset(model = "s-introvae-printed", data = "8-gaussians")]
pub fn s_introvae_printed_eight_gaussians() -> Settings {
    Settings::new()
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

/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), 2-D experiments, released settings: `(beta_kl, beta_rec, beta_neg)` = (0.5, 0.2, 1).
#[intro_preset(model = "s-introvae", data = "2-spirals")]
pub fn s_introvae_two_spirals() -> Settings {
    Settings::new()
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

/// The released settings of `s-introvae`.
#[intro_preset(model = "s-introvae-printed", data = "2-spirals")]
pub fn s_introvae_printed_two_spirals() -> Settings {
    Settings::new()
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

/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), 2-D experiments, released settings: `(beta_kl, beta_rec, beta_neg)` = (0.1, 0.2, 0.2).
#[intro_preset(model = "s-introvae", data = "checkerboard")]
pub fn s_introvae_checkerboard() -> Settings {
    Settings::new()
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

/// The released settings of `s-introvae`.
#[intro_preset(model = "s-introvae-printed", data = "checkerboard")]
pub fn s_introvae_printed_checkerboard() -> Settings {
    Settings::new()
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

/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), 2-D experiments, released settings: `(beta_kl, beta_rec, beta_neg)` = (0.2, 0.2, 1).
#[intro_preset(model = "s-introvae", data = "rings")]
pub fn s_introvae_rings() -> Settings {
    Settings::new()
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

/// The released settings of `s-introvae`.
#[intro_preset(model = "s-introvae-printed", data = "rings")]
pub fn s_introvae_printed_rings() -> Settings {
    Settings::new()
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
