//! IntroVAE on points, as the AS-IntroVAE paper ran it. Four presets in one file: they differ in the data's weights alone.

use asivae::prelude::*;

use super::points::{published_after_vae, weights};

fn row([beta_kl, beta_rec, beta_neg]: [f64; 3]) -> Settings {
    published_after_vae(beta_kl, beta_rec).set("beta_neg", beta_neg).set("m", 10)
}

/// Settings of Soft-IntroVAE on the same data with IntroVAE's objective, margin 10.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), table 1, with weights of their own: compat KL 192, 191, 64. The margin is theirs for small images. The
/// IntroVAE paper has no points.
#[intro_preset(model = "introvae", data = "8-gaussians")]
pub fn introvae_8_gaussians() -> Settings {
    row(weights::EIGHT_GAUSSIANS)
}

/// Settings of Soft-IntroVAE on the same data with IntroVAE's objective, margin 10; not published.
#[intro_preset(model = "introvae", data = "2-spirals")]
pub fn introvae_2_spirals() -> Settings {
    row(weights::TWO_SPIRALS)
}

/// Settings of Soft-IntroVAE on the same data with IntroVAE's objective, margin 10.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), table 1, with weights of their own, where IntroVAE ends in NaN.
#[intro_preset(model = "introvae", data = "checkerboard")]
pub fn introvae_checkerboard() -> Settings {
    row(weights::CHECKERBOARD)
}

/// Settings of Soft-IntroVAE on the same data with IntroVAE's objective, margin 10; not published.
#[intro_preset(model = "introvae", data = "rings")]
pub fn introvae_rings() -> Settings {
    row(weights::RINGS)
}

#[test]
fn the_margin_is_10() {
    assert!(introvae_rings().0.contains(&("m".to_owned(), "10".to_owned())));
}
