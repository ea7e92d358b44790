//! AS-IntroVAE by its code.

use asivae::prelude::*;

use crate::losses::{as_distance, kl, rec};
use crate::maps::squash;
use crate::schedules::tanh_ramp;

intro_model! {
    /// AS-IntroVAE by its authors' code. Lu et al., *AS-IntroVAE* (ACML 2022).
    ///
    /// The distance is summed over pairs and dimensions in the encoder's move and averaged in the decoder's, where it counts once and
    /// the KL too sees squashed statistics. By its text it is [`as-introvae`](crate::models::AsIntroVae). The authors published images; on points it is a port.
    pub AsIntroVaeReleased("as-introvae-released") {
        alpha = 2 in 1e-6.., gamma = 1e-8 in 0.., beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 256 in 0..
    }

    let c = tanh_ramp(rate = 5);
    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x)) + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s)
            + beta_neg * (c * kl(s) + (1 - c) * as_distance(squash(xr), squash(xg), kernel = per_dimension, reduce = sum))));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl * (c * kl(squash(s))
            + (1 - c) * as_distance(squash(xr), squash(xg), kernel = per_dimension)) + gamma * beta_rec * rec(s)));
}
