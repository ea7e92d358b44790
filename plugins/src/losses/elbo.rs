//! Evidence lower bound.

use asivae::prelude::*;

use crate::losses::{Distance, kl, rec};

/// Evidence lower bound of a source, weighted, one value per sample: larger is better, so it is **maximised**.
///
/// `−(beta_rec · rec(s) + beta_kl · kl(s))`
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), eq. (3), up to the constant of the decoder's likelihood; the weights are those of
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021).
///
/// Unit: nats at `beta_rec = beta_kl = 1` with `bce`.
///
/// Shapes: `target`, `x_hat` `[batch, C, H, W]`, `mu`, `logvar` `[batch, latent]` → `[batch]`.
#[intro_loss(symbol = r"\mathrm{ELBO}")]
pub fn elbo(
    target: Tensor<4>,
    x_hat: Tensor<4>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    #[param(default = 1.0, min = 0.0)] beta_rec: f64,
    #[param(default = 1.0, min = 0.0)] beta_kl: f64,
    #[param(default = mse)] distance: Distance,
) -> Tensor<1> {
    -(rec(target, x_hat, distance) * beta_rec + kl(mu, logvar, 0.0, 0.0) * beta_kl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_count_with_their_weights() {
        let device = Device::default();
        let (target, x_hat) = (Tensor::zeros([1, 2, 1, 1], &device), Tensor::full([1, 2, 1, 1], 3.0, &device));
        let (mu, logvar) = (Tensor::full([1, 1], 2.0, &device), Tensor::zeros([1, 1], &device));
        // rec = 9 + 9, kl = 2² / 2
        let value: f64 = elbo(target, x_hat, mu, logvar, 0.5, 10.0, Distance::Mse).into_scalar();
        assert_eq!(value, -(0.5 * 18.0 + 10.0 * 2.0));
    }
}
