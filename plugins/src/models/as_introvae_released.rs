//! AS-IntroVAE as its code has it.

use asivae::prelude::*;

use crate::losses::{as_distance, kl, rec};
use crate::maps::squash;
use crate::schedules::tanh_ramp;

intro_model! {
    /// AS-IntroVAE, the released code.
    ///
    /// Lu et al., *AS-IntroVAE* (ACML 2022), `A_VAE.py`. Against the text ([`as-introvae`](crate::models::AsIntroVae)): `c = tanh(5 · progress)`; a kernel
    /// per dimension, without 2π; the distance is summed over pairs and dimensions for the encoder, averaged for the decoder, and counts half there;
    /// mean and log-variance pass through tanh before the distance, and for the decoder before KL too; `gamma = 1e-8`. The summed distance grows with
    /// the square of the batch and drives the exponential to 0. The authors published the image model only: on points this is a port.
    pub AsIntroVaeReleased("as-introvae-released") {
        alpha = 2.0 in 1e-6.., gamma = 1e-8 in 0.., beta_rec = 1.0 in 0.., beta_kl = 0.5 in 0.., beta_neg = 0.5 in 0..,
        beta_rec_fake = beta_rec in 0.., beta_kl_fake = beta_kl in 0..
    }

    let c = tanh_ramp(rate = 5.0);
    let summed = as_distance(squash(xr), squash(xg), kernel = per_dimension, reduce = sum);
    let averaged = as_distance(squash(xr), squash(xg), kernel = per_dimension);

    encoder minimizes scale * (beta_rec * rec(x) + beta_kl * kl(x)) + 1 / alpha * mean[s in {xr, xg}]
        exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * (c * kl(s) + (1 - c) * summed)));
    decoder minimizes scale * (beta_rec * rec(x) + 0.5 * beta_kl_fake * (1 - c) * averaged
        + mean[s in {xr, xg}] (beta_kl_fake * c * kl(squash(s)) + gamma * beta_rec_fake * rec(s)));
}
