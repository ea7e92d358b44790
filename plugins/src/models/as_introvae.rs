//! AS-IntroVAE by its paper.

use asivae::prelude::*;

use crate::losses::{as_distance, kl, rec};
use crate::maps::squash;
use crate::schedules::linear_ramp;

intro_model! {
    /// AS-IntroVAE by its text. Lu et al., *AS-IntroVAE* (ACML 2022), eqs. (7) to (9), weights of section 5.1.
    ///
    /// As printed, eq. (9) has a sum over `xr`, `xg` where both released codes take the mean, and `+c·KL` inside `exp(α·…)`, the
    /// opposite of what can work. The authors' code differs in more: [`as-introvae-released`](crate::models::AsIntroVaeReleased).
    pub AsIntroVae("as-introvae") {
        alpha = 2 in 1e-6.., gamma = 1 in 0.., beta_rec = 1 in 0.., beta_kl = 0.5 in 0.., beta_neg = 0.5 in 0..,
        beta_rec_fake = 0.5 in 0.., beta_kl_fake = beta_neg in 0..
    }

    let c = linear_ramp(rate = 5);
    let div(s) = c * kl(s) + (1 - c) * as_distance(squash(xr), squash(xg));

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * div(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * div(s) + gamma * beta_rec_fake * rec(s)));
}
