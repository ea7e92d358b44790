//! Soft-IntroVAE with the decoder of the printed equation.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// Soft-IntroVAE as printed: the decoder maximises `ELBO(x) + gamma · Σ_s ELBO(s)`.
    ///
    /// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), eq. (4). Paper: `gamma` before KL and reconstruction alike, and a sum over the fakes; code
    /// ([`s-introvae`](crate::models::SIntroVae)): a mean, and `gamma = 1e-8` before the reconstruction alone. Here that value would leave nothing of
    /// the game, so it is 1.
    pub SIntroVaePrinted("s-introvae-printed") {
        alpha = 2.0 in 1e-6.., gamma = 1.0 in 0..,
        beta_rec = 1.0 in 0.., beta_kl = 1.0 in 0.., beta_neg = 256.0 in 0..
    }

    let loss(s) = beta_rec * rec(s) + beta_kl * kl(s);

    encoder minimizes
        scale * loss(x) + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s) + beta_neg * kl(s)));
    decoder minimizes
        scale * (loss(x) + gamma * sum[s in {xr, xg}] loss(s));
}
