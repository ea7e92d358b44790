//! IntroVAE.

use asivae::prelude::*;

use crate::losses::{kl, rec};

intro_model! {
    /// IntroVAE: the encoder holds the KL divergence of fakes above a margin, the decoder lowers it.
    ///
    /// Huang et al., *IntroVAE* (NeurIPS 2018), eq. (11), (12), as in the authors' code: the hinge acts on the mean of the batch, and both hinges
    /// share one half. The defaults are theirs for CelebA-HQ 256 (m = 500 at 1024²).
    pub IntroVae("introvae") {
        beta_rec = 0.05 in 0.., beta_kl = 1.0 in 0.., beta_neg = 0.5 in 0..,
        /// Margin in nats, on the mean of the batch.
        m = 120.0 in 0..
    }

    encoder minimizes
        beta_rec * rec(x) + beta_kl * (kl(x) + 0.5 * beta_neg * sum[s in {xr, xg}] hinge(m - batch_mean(kl(s))));
    decoder minimizes
        beta_rec * rec(x) + beta_kl * mean[s in {xr, xg}] kl(s);
}
