//! Other games on 8 Gaussians: settings that were tried here, since their papers have none for points.
//!
//! One file: they differ in a line or two.

use asivae::prelude::*;

/// 10 000 steps on batches of 256.
fn points(lr: f64) -> Settings {
    Settings::new().set("train.steps", 10_000).set("train.batch", 256).set("optim.lr", lr)
}

/// A decoder of variance .01, as its squared errors weigh.
fn likelihood() -> Settings {
    points(1e-3).set("beta_rec", 50)
}

/// For a game with a scorer: Adam (0.5, 0.9), after Gulrajani et al. (NeurIPS 2017).
fn adversarial(lr: f64) -> Settings {
    points(lr).set("optim.beta_1", 0.5).set("optim.beta_2", 0.9)
}

/// Soft-IntroVAE's weights for these data, from a VAE phase whose `beta_kl` is small, which decides how many modes the game keeps.
fn bootstrapped() -> Settings {
    points(5e-4)
        .set("beta_kl", 0.3)
        .set("beta_rec", 0.2)
        .set("beta_neg", 0.9)
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_500)
        .set("warmup.beta_kl", 0.02)
        .set("warmup.beta_rec", 0.2)
}

/// A decoder of variance .01.
#[intro_preset(model = "info-vae", data = "8-gaussians")]
pub fn info_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A decoder of variance .01.
#[intro_preset(model = "capacity-vae", data = "8-gaussians")]
pub fn capacity_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A decoder of variance .01.
#[intro_preset(model = "free-bits-vae", data = "8-gaussians")]
pub fn free_bits_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A decoder of variance .01.
#[intro_preset(model = "conditional-vae", data = "8-gaussians")]
pub fn conditional_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A decoder of variance .01; the total correlation counts twice.
#[intro_preset(model = "beta-tc-vae", data = "8-gaussians")]
pub fn beta_tc_vae_8_gaussians() -> Settings {
    likelihood().set("beta", 2)
}

/// A decoder of variance .01.
#[intro_preset(model = "mixture-prior-vae", data = "8-gaussians")]
pub fn mixture_prior_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A decoder of variance .01.
#[intro_preset(model = "vamp-vae", data = "8-gaussians")]
pub fn vamp_vae_8_gaussians() -> Settings {
    likelihood()
}

/// A narrow kernel and a great weight: with those of images no mode is covered.
#[intro_preset(model = "wae-mmd", data = "8-gaussians")]
pub fn wae_mmd_8_gaussians() -> Settings {
    points(1e-3).set("lambda", 100).set("bandwidth", 0.5)
}

/// A latent in a shape, `2x1x1`, and samples from eight Gaussians fitted on the latents of data: there is next to no prior.
#[intro_preset(model = "kl-autoencoder", data = "8-gaussians")]
pub fn kl_autoencoder_8_gaussians() -> Settings {
    adversarial(5e-4).set("latent", "2x1x1").set("beta_adv", 0.05).set("sampler", "gmm(components = 8)")
}

/// Five steps of the critic for one of the others; one to three, as tried, covered one mode at most.
#[intro_preset(model = "adversarial-ae", data = "8-gaussians")]
pub fn adversarial_ae_8_gaussians() -> Settings {
    adversarial(1e-3).set("beta_rec", 2).set("moves.critic.repeat", 5)
}

/// As many steps for each.
#[intro_preset(model = "ali", data = "8-gaussians")]
pub fn ali_8_gaussians() -> Settings {
    adversarial(5e-4)
}

/// A decoder of variance .05, and five steps of the critic for one of the others, which its place as a divergence needs.
#[intro_preset(model = "avb", data = "8-gaussians")]
pub fn avb_8_gaussians() -> Settings {
    adversarial(1e-3).set("beta_rec", 10).set("moves.critic.repeat", 5)
}

/// As `avb`, for both critics.
#[intro_preset(model = "as-vae", data = "8-gaussians")]
pub fn as_vae_8_gaussians() -> Settings {
    adversarial(5e-4).set("beta_rec", 10).set("moves.critic_q.repeat", 5).set("moves.critic_p.repeat", 5)
}

/// As a game with a scorer; the reconstruction counts twice for the decoder, as either of its fakes does.
#[intro_preset(model = "vae-gan", data = "8-gaussians")]
pub fn vae_gan_8_gaussians() -> Settings {
    adversarial(5e-4).set("gamma", 2)
}

/// Soft-IntroVAE's weights .3/.2/.9 after a VAE with `beta_kl` .02.
#[intro_preset(model = "bootstrap-s-introvae", data = "8-gaussians")]
pub fn bootstrap_s_introvae_8_gaussians() -> Settings {
    bootstrapped()
}

/// Soft-IntroVAE's weights .3/.2/.9 after a VAE with `beta_kl` .02.
#[intro_preset(model = "ema-s-introvae", data = "8-gaussians")]
pub fn ema_s_introvae_8_gaussians() -> Settings {
    bootstrapped()
}
