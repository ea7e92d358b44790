//! Soft-IntroVAE as released.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// S-IntroVAE as released. Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), eq. (4) and the code.
    ///
    /// Paper and code differ in the decoder: there gamma stands before the reconstruction alone, here as in the code; as printed it is
    /// [`s-introvae-printed`](crate::models::SIntroVaePrinted).
    pub SIntroVae("s-introvae") {
        alpha = 2 in 1e-6.., gamma = 1e-8 in 0.., beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 256 in 0..,
        beta_rec_fake = beta_rec in 0.., beta_kl_fake = beta_kl in 0..
    }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * kl(s) + gamma * beta_rec_fake * rec(s)));
}
