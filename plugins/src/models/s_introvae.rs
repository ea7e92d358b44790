//! Soft-IntroVAE.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// Soft-IntroVAE, as released: the margin of IntroVAE becomes the exponential of the lower bound.
    ///
    /// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), eq. (4). Paper: in the decoder `gamma` weighs the whole lower bound of a fake
    /// ([`s-introvae-printed`](crate::models::SIntroVaePrinted)); code: its reconstruction alone. The defaults are those of the code for CIFAR-10.
    /// The exponential is taken per sample, then averaged.
    pub SIntroVae("s-introvae") {
        alpha = 2.0 in 1e-6.., gamma = 1e-8 in 0..,
        beta_rec = 1.0 in 0.., beta_kl = 1.0 in 0.., beta_neg = 256.0 in 0..,
        beta_rec_fake = beta_rec in 0.., beta_kl_fake = beta_kl in 0..
    }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * kl(s) + gamma * beta_rec_fake * rec(s)));
}
