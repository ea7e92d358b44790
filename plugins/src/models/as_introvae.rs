//! AS-IntroVAE.

use asivae::prelude::*;

use crate::losses::{as_distance, kl, rec};
use crate::maps::squash;
use crate::schedules::linear_ramp;

intro_model! {
    /// AS-IntroVAE, the paper's text: for fakes, KL gives way to a distance between the posteriors of reconstructions and generated samples,
    /// which fades while training goes on.
    ///
    /// Lu et al., *AS-IntroVAE* (ACML 2022), eq. (5)–(9), with the weights of section 5.1. Deviations from print, each needed: eq. (9) has `+c · KL`
    /// inside `exp(α · …)`, the opposite of what can work; its sums over the fakes are means here, as in both released codes; `gamma` stands before the
    /// reconstruction alone (the same at `gamma = 1`). The distance reads squashed statistics, as in the code, and the kernel is the definition under
    /// eq. (7); for others `--set 'distance=as_distance(squash(xr), squash(xg), kernel = product)'`. The code differs more:
    /// [`as-introvae-released`](crate::models::AsIntroVaeReleased). With c = 1 and the same weights this is [`s-introvae`](crate::models::SIntroVae).
    pub AsIntroVae("as-introvae") {
        alpha = 2.0 in 1e-6.., gamma = 1.0 in 0.., beta_rec = 1.0 in 0.., beta_kl = 0.5 in 0.., beta_neg = 0.5 in 0..,
        beta_rec_fake = 0.5 in 0.., beta_kl_fake = beta_neg in 0..
    }

    let c = linear_ramp(rate = 5.0);
    let distance = as_distance(squash(xr), squash(xg));
    let div(s) = c * kl(s) + (1 - c) * distance;

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * div(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * div(s) + gamma * beta_rec_fake * rec(s)));
}
