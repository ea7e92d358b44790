//! The gradient penalty of WGAN-GP, without a second derivative.

use asivae::Net;
use asivae::prelude::*;

/// `(‖∇f(x_u)‖ − 1)²`, one value per sample: a critic whose slope is 1 between data `a` and fakes `b`, `x_u = u · a + (1 − u) · b`.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), eq. (3), without its factor λ.
///
/// Its value is the penalty. Its gradient in the critic's weights is that of `2 (‖g‖ − 1) · (f(x_u + εv) − f(x_u − εv)) / (2ε)` with `g = ∇f(x_u)`
/// and `v = g/‖g‖` as data, which is that of the penalty up to `O(ε²)`: the derivative of `‖∇f‖` along a weight is that of the slope along `v`. Burn
/// has no second derivative; none is needed. No gradient reaches the sources, as in the paper, where they are data.
///
/// Unit: none where the score has that of the data, otherwise its square per that of the data's.
///
/// Shapes: `x_a`, `x_b` `[batch, channels, height, width]`, `u_a` `[batch, 1]` → `[batch]`. `step` is ε, in units of the data.
#[intro_loss(symbol = r"\mathrm{GP}")]
pub fn gradient_penalty(
    x_a: Tensor<4>,
    x_b: Tensor<4>,
    u_a: Tensor<2>,
    critic: &Net,
    #[param(default = 1e-2, min = 1e-6)] step: f64,
) -> Tensor<1> {
    let [batch, ..] = x_a.dims();
    let share = u_a.detach().reshape([batch, 1, 1, 1]);
    let (real, fake) = (x_a.detach(), x_b.detach());
    let between = fake.clone() + (real - fake) * share;
    let slope = critic.gradient([between.clone().into()]).remove(0).flat(); // [batch, pixels]
    let norm = slope.clone().square().sum_dim(1).sqrt(); // [batch, 1]
    let direction = (slope / norm.clone().clamp_min(f64::from(f32::MIN_POSITIVE))).reshape(between.dims()) * step;
    let rise =
        critic.score([(between.clone() + direction.clone()).into()]) - critic.score([(between - direction).into()]);
    let above = norm.squeeze_dim::<1>(1) - 1.0;
    let first_order = above.clone() * rise * (1.0 / step);
    // The value of one, the gradient of the other.
    first_order.clone() - first_order.detach() + above.square()
}
