//! Reconstruction error in the features of a network.

use asivae::Net;
use asivae::prelude::*;

/// Reconstruction error of a source in what a network sees in it, one value per sample.
///
/// `½ Σ_d (f(s)_d − f(ŝ)_d)²`
///
/// Larsen et al., *Autoencoding beyond pixels using a learned similarity metric* (ICML 2016), eq. (8): `−ln p(f(s)|z)` up to a constant, for a
/// Gaussian of variance 1.
///
/// Unit: nats, up to a constant.
///
/// Shapes: `x`, `x_hat` `[batch, C, H, W]` → `[batch]`; `features` is a network of data, of which the first output counts.
#[intro_loss(symbol = r"\mathcal{L}_\mathrm{feat}")]
pub fn feature_rec(x: Tensor<4>, x_hat: Tensor<4>, features: &Net) -> Tensor<1> {
    let seen = |x: Tensor<4>| features.forward([x.into()]).remove(0).flat();
    (seen(x) - seen(x_hat)).square().sum_dim(1).squeeze_dim::<1>(1) * 0.5
}
