//! A loss over two sources and a network.

use ivae::Net;
use ivae::prelude::*;

/// `max(0, 1 − f(a)) + max(0, 1 + f(b))`: a critic's hinge, for data `a` and fakes `b`.
///
/// Lim & Ye, *Geometric GAN* (2017), eq. (16).
///
/// Shapes: `x_a`, `x_b` `[batch, channels, height, width]` → `[batch]`.
#[intro_loss]
pub fn hinge_logits(x_a: Tensor<4>, x_b: Tensor<4>, critic: &Net) -> Tensor<1> {
    let (real, fake) = (critic.score([x_a.into()]), critic.score([x_b.into()]));
    (-real + 1.0).clamp_min(0.0) + (fake + 1.0).clamp_min(0.0)
}
