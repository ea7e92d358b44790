//! IntroVAE by its paper and its authors' code.

use asivae::prelude::*;

use crate::losses::{hinge_kl, kl, rec};

intro_model! {
    /// IntroVAE. Huang et al. (NeurIPS 2018), eqs. (11) and (12), weights as in the authors' code.
    ///
    /// The hinge acts on the batch mean of the KL. Lu et al. (2022) run another form: [`introvae-lu2022`](crate::models::IntroVaeLu2022).
    pub IntroVae("introvae") { m = 10 in 0.., beta_rec = 1 in 0.., beta_kl = 1 in 0.., beta_neg = 1 in 0.. }

    encoder minimizes
        beta_rec * rec(x) + beta_kl * (kl(x) + 0.5 * beta_neg * sum[s in {xr, xg}] hinge_kl(s, m = m));
    decoder minimizes beta_rec * rec(x) + 0.5 * beta_kl * sum[s in {xr, xg}] kl(s);
}
