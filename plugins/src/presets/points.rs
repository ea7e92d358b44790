//! What the published 2-D experiments have in common.

use asivae::prelude::*;

/// Run settings of Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released 2-D code: MLPs with four hidden layers of 256, latent 2, batch 512, 30 000
/// steps, Adam 2e-4 that falls tenfold at 10 000 and 15 000.
pub(super) fn published() -> Settings {
    Settings::new()
        .set("networks.encoder", "mlp(hidden = 256, layers = 4)")
        .set("networks.decoder", "mlp(hidden = 256, layers = 4)")
        .set("latent", 2)
        .set("train.steps", 30_000)
        .set("train.batch", 512)
        .set("optim.lr", 2e-4)
        .set("optim.milestones", "[10000, 15000]")
        .set("optim.decay", 0.1)
}

/// The same, after 2 000 steps of a plain VAE with these weights.
pub(super) fn published_after_vae(beta_kl: f64, beta_rec: f64) -> Settings {
    published()
        .set("warmup.model", "vae")
        .set("warmup.steps", 2_000)
        .set("warmup.beta_kl", beta_kl)
        .set("warmup.beta_rec", beta_rec)
        .set("beta_kl", beta_kl)
        .set("beta_rec", beta_rec)
}

/// Published weights `beta_kl`, `beta_rec`, `beta_neg` of Soft-IntroVAE: Daniel & Tamar (CVPR 2021), released 2-D code.
pub(super) mod weights {
    pub(crate) const EIGHT_GAUSSIANS: [f64; 3] = [0.3, 0.2, 0.9];
    pub(crate) const TWO_SPIRALS: [f64; 3] = [0.5, 0.2, 1.0];
    pub(crate) const CHECKERBOARD: [f64; 3] = [0.1, 0.2, 0.2];
    pub(crate) const RINGS: [f64; 3] = [0.2, 0.2, 1.0];
}
