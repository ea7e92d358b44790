//! IntroVAE as the AS-IntroVAE code runs it.

use asivae::prelude::*;

use crate::losses::{hinge_kl, kl, rec};

intro_model! {
    /// IntroVAE as in the code of Lu et al., *AS-IntroVAE* (ACML 2022).
    ///
    /// Weight 1 on the hinge of `xr`, `½·beta_neg` on that of `xg` alone, and no reconstruction in the decoder; their eq. (3) has unit
    /// hinges, the original paper a reconstruction: [`introvae`](crate::models::IntroVae).
    pub IntroVaeLu2022("introvae-lu2022") { m = 10 in 0.., beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 1 in 0.. }

    encoder minimizes
        beta_rec * rec(x) + beta_kl * (kl(x) + hinge_kl(xr, m = m) + 0.5 * beta_neg * hinge_kl(xg, m = m));
    decoder minimizes 0.5 * beta_kl * sum[s in {xr, xg}] kl(s);
}
