//! Learned priors: what belongs to them on any data.

use asivae::prelude::*;

/// Sixteen components, and samples from the mixture.
#[intro_preset(model = "mixture-prior-vae", data = "*")]
pub fn mixture_prior_vae() -> Settings {
    Settings::new().set("networks.prior", "table(rows = 16)").set("sampler", "mixture")
}

/// Sixteen pseudo-inputs, and samples from their posteriors; Tomczak & Welling, *VAE with a VampPrior* (AISTATS 2018), have 500 on images.
#[intro_preset(model = "vamp-vae", data = "*")]
pub fn vamp_vae() -> Settings {
    Settings::new().set("networks.pseudo", "table(rows = 16)").set("sampler", "vamp")
}
