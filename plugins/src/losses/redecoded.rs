//! Reconstruction error of what another decoder makes of a sample's latent.

use asivae::Net;
use asivae::prelude::*;

/// Reconstruction error of a source by another decoder, through which gradients reach the source and its latent: nothing is data here, as
/// it is in [`rec`](crate::losses::rec).
///
/// `Σ_p (s_p − D'(z_s)_p)²`
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code for the bootstrapped version, whose decoder step decodes with a target network.
///
/// Shapes: `x` `[batch, C, H, W]`, `z` `[batch, latent]` → `[batch]`; `slow` is a generator `z -> x`.
#[intro_loss(symbol = r"\mathcal{L}_\mathrm{rec}'")]
pub fn redecoded(x: Tensor<4>, z: Tensor<2>, slow: &Net) -> Tensor<1> {
    let again = slow.forward([z.into()]).remove(0).flat();
    (x.flatten::<2>(1, 3) - again).square().sum_dim(1).squeeze_dim(1)
}
