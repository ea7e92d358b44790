//! Soft-IntroVAE on points, as published. Four presets in one file: they are the rows of one table.

use asivae::prelude::*;

use super::points::{published_after_vae, weights};

fn row([beta_kl, beta_rec, beta_neg]: [f64; 3]) -> Settings {
    published_after_vae(beta_kl, beta_rec).set("beta_neg", beta_neg)
}

/// Published settings: weights .3/.2/.9 (beta_kl/beta_rec/beta_neg), 2 000 VAE steps, 30 000 steps in all.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code. What matters most is where the game begins. A run of a fifth of the length,
/// measured in PyTorch with all eight modes for three seeds of three (two with .02, one with .05): `train.steps=6000 train.batch=256 optim.lr=5e-4
/// optim.milestones=[4000,5500] warmup.steps=1500 warmup.beta_kl=0.02`.
#[intro_preset(model = "s-introvae", data = "8-gaussians")]
pub fn s_introvae_8_gaussians() -> Settings {
    row(weights::EIGHT_GAUSSIANS)
}

/// Published settings: weights .5/.2/1, 2 000 VAE steps, 30 000 steps in all.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code.
#[intro_preset(model = "s-introvae", data = "2-spirals")]
pub fn s_introvae_2_spirals() -> Settings {
    row(weights::TWO_SPIRALS)
}

/// Published settings: weights .1/.2/.2, 2 000 VAE steps, 30 000 steps in all.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code.
#[intro_preset(model = "s-introvae", data = "checkerboard")]
pub fn s_introvae_checkerboard() -> Settings {
    row(weights::CHECKERBOARD)
}

/// Published settings: weights .2/.2/1, 2 000 VAE steps, 30 000 steps in all.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code.
#[intro_preset(model = "s-introvae", data = "rings")]
pub fn s_introvae_rings() -> Settings {
    row(weights::RINGS)
}

#[test]
fn a_row_carries_its_three_weights() {
    let Settings(settings) = s_introvae_2_spirals();
    let value = |key: &str| settings.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    assert_eq!([value("beta_kl"), value("beta_rec"), value("beta_neg")], [Some("0.5"), Some("0.2"), Some("1")]);
    assert_eq!(value("warmup.beta_kl"), Some("0.5"));
}
