//! InfoVAE.

use asivae::prelude::*;

use crate::losses::{kl, mmd, rec};

intro_model! {
    /// InfoVAE: less of the KL divergence of each posterior, more of the divergence of them all together.
    ///
    /// Zhao et al., *InfoVAE* (AAAI 2019), eq. (6), with the maximum mean discrepancy for the second divergence; `alpha = 0, lambda = 1` is a VAE.
    pub InfoVae("info-vae") {
        alpha = 0.5 in ..1, lambda = 10 in 0..,
        /// Width of the kernel.
        bandwidth = 2 in 1e-6..,
        /// Weight of the reconstruction: a log-likelihood where it is one over twice the decoder's variance.
        beta_rec = 1 in 0..,
    }

    encoder + decoder minimizes
        beta_rec * rec(x) + (1 - alpha) * kl(x)
        + (alpha + lambda - 1) * mmd(x, xg, z_b = z_p, bandwidth = bandwidth);
}
