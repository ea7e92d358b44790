//! Soft-IntroVAE as printed.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// S-IntroVAE as printed. Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), eq. (4).
    ///
    /// The decoder maximises `ELBO(x) + gamma · Σ ELBO(s)`: gamma stands before KL and reconstruction alike. The code differs:
    /// [`s-introvae`](crate::models::SIntroVae).
    pub SIntroVaePrinted("s-introvae-printed") {
        alpha = 2 in 1e-6.., gamma = 1 in 0.., beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 256 in 0..
    }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x) + gamma * sum[s in {xr, xg}] (beta_rec * rec(s) + beta_kl * kl(s)));
}
