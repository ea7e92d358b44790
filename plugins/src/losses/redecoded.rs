//! Reconstruction error of what another decoder makes of a sample's latent.

use asivae::Net;
use asivae::prelude::*;

use super::rec::{Distance, rec};

/// Reconstruction error of a source by another decoder, through which gradients reach the source and its latent: nothing is data here, as
/// it is in [`rec`](crate::losses::rec).
///
/// `Σ_p (s_p − D'(z_s)_p)²`, or another distance of [`rec`](crate::losses::rec)
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code for the bootstrapped version, whose decoder step decodes with a target network.
///
/// Unit: that of the pixels, squared (`mse`); nats (`bce`).
///
/// Shapes: `x` `[batch, C, H, W]`, `z` `[batch, latent]` → `[batch]`; `slow` is a generator `z -> x`.
#[intro_loss(symbol = r"\mathcal{L}_\mathrm{rec}'")]
pub fn redecoded(x: Tensor<4>, z: Tensor<2>, slow: &Net, #[param(default = mse)] distance: Distance) -> Tensor<1> {
    let [batch, channels, height, width] = x.dims();
    let [again] = slow.give([("x", channels * height * width)], [z.into()]);
    rec(x, again.reshape([batch, channels, height, width]), distance)
}
