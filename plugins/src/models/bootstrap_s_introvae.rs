//! Bootstrapped Soft-IntroVAE.

use asivae::prelude::*;

use crate::losses::{kl, rec, redecoded};

intro_model! {
    /// Soft-IntroVAE whose fakes are decoded again by a slow copy of the decoder, so that `gamma` need not be next to nothing.
    ///
    /// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code for the bootstrapped version: the copy is made at the end of every epoch,
    /// gamma = 1, and in the decoder's step the reconstruction of a fake is no constant, neither as target nor through its latent. There the slow decoder
    /// is random until the first epoch ends; here it begins as a copy. Endless data have epochs of as many steps as they say, 100 on points.
    pub BootstrapSIntroVae("bootstrap-s-introvae") {
        alpha = 2 in 1e-6.., gamma = 1 in 0..,
        beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 256 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s, decoder = slow) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl * kl(s) + gamma * beta_rec * redecoded(s, slow)));

    slow copies decoder every 1 epochs;
}
