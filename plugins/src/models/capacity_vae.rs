//! β-VAE with a capacity that grows.

use asivae::prelude::*;

use crate::losses::{kl, rec};
use crate::schedules::linear_ramp;

intro_model! {
    /// β-VAE whose KL divergence is held at a capacity, which grows while training goes on.
    ///
    /// Burgess et al., *Understanding disentangling in β-VAE* (2018), eq. (8), whose `gamma` is `beta` here; the distance is taken of the batch's mean.
    pub CapacityVae("capacity-vae") {
        beta_rec = 1 in 0..,
        /// Weight of the distance from the capacity.
        beta = 10 in 0..,
        /// Capacity in nats at the end of its growth.
        most = 5 in 0..,
    }

    let capacity = most * linear_ramp(rate = 2);

    encoder + decoder minimizes beta_rec * rec(x) + beta * abs(batch_mean(kl(x)) - capacity);
}
