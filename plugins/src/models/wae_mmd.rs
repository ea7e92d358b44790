//! Wasserstein autoencoder with a maximum mean discrepancy.

use asivae::prelude::*;

use crate::losses::{mmd, rec};

intro_model! {
    /// Wasserstein autoencoder: the aggregated posterior is held to the prior by the maximum mean discrepancy of samples.
    ///
    /// Tolstikhin et al., *Wasserstein Auto-Encoders* (ICLR 2018), eq. (4), algorithm 2. The kernel is Gaussian; the paper's experiments have an
    /// inverse multiquadratic one and an encoder that draws nothing.
    pub WaeMmd("wae-mmd") {
        /// Weight of the discrepancy.
        lambda = 10 in 0..,
        /// Width of the kernel, of the order of the distance of two samples of the prior.
        bandwidth = 2 in 1e-6..,
    }

    encoder + decoder minimizes rec(x) + lambda * mmd(x, xg, z_b = z_p, bandwidth = bandwidth);
}
