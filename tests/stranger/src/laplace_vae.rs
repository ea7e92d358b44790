//! A conditional VAE with a posterior of this crate's own.

use ivae::losses::rec;
use ivae::prelude::*;

use crate::laplace::laplace;
use crate::sample_kl::sample_kl;

intro_model! {
    /// A VAE with Laplace posteriors, told which class it is at.
    pub LaplaceVae("laplace-vae") { beta = 0.1 in 0.. }

    networks { encoder: x, y -> loc, log_b as laplace, decoder: z, y -> x }

    encoder + decoder minimizes rec(x) + beta * sample_kl(x);
}
