//! Soft-IntroVAE with a moving average as target.

use asivae::prelude::*;

use crate::losses::{kl, rec, redecoded};

intro_model! {
    /// Soft-IntroVAE whose fakes are decoded again by a moving average of the decoder:
    /// [`bootstrap-s-introvae`](crate::models::BootstrapSIntroVae) with a target that moves at every step.
    ///
    /// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code, for the objective; Lillicrap et al., *Continuous control with deep reinforcement learning*
    /// (ICLR 2016), section 3, for targets that follow slowly. That both go together is an idea of this project.
    pub EmaSIntroVae("ema-s-introvae") {
        alpha = 2 in 1e-6.., gamma = 1 in 0..,
        beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 256 in 0..,
    }

    networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s, decoder = slow) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl * kl(s) + gamma * beta_rec * redecoded(s, slow)));

    slow follows decoder 0.99;
}
