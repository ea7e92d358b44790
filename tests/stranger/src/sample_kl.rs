//! A loss over a view that this crate's posterior gives.

use ivae::prelude::*;

/// `ln q(z|x) − ln p(z)` of the one sample that was drawn, whose mean is the KL divergence from `N(0, I)` in nats.
///
/// Shapes: `z` `[batch, latent]`, `log_q` `[batch, 1]` → `[batch]`.
#[intro_loss]
pub fn sample_kl(z: Tensor<2>, #[view] log_q: Tensor<2>) -> Tensor<1> {
    let ln_root_tau = 0.5 * std::f64::consts::TAU.ln();
    (log_q + (z.square() * 0.5 + ln_root_tau).sum_dim(1)).squeeze_dim(1)
}
