//! IntroVAE as the AS-IntroVAE paper compared itself with it.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// IntroVAE as in the code of the AS-IntroVAE paper: no reconstruction in the decoder, and `beta_neg` weighs one hinge of two.
    ///
    /// Lu et al., *AS-IntroVAE* (ACML 2022), eq. (3) and released code. Paper: unit hinges, which is `beta_neg = 2`, the default. Code: weight 1 on
    /// the hinge of the reconstruction, `beta_neg / 2` on that of the generated. [`IntroVae`](crate::models::IntroVae) has brackets around both, and
    /// reconstruction in both moves. Margin: 10 for MNIST and CIFAR-10, 100 for Oxford and CelebA-128, 120 for CelebA-256.
    pub IntroVaeLu2022("introvae-lu2022") {
        beta_rec = 1.0 in 0.., beta_kl = 1.0 in 0.., beta_neg = 2.0 in 0..,
        /// Margin in nats, on the mean of the batch.
        m = 10.0 in 0..
    }

    encoder minimizes
        beta_rec * rec(x)
        + beta_kl * (kl(x) + hinge(m - batch_mean(kl(xr))) + 0.5 * beta_neg * hinge(m - batch_mean(kl(xg))));
    decoder minimizes
        beta_kl * mean[s in {xr, xg}] kl(s);
}
