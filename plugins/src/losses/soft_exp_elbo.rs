//! The exponential of a lower bound, with which Soft-IntroVAE's encoder tells fakes apart.

use asivae::prelude::*;

use crate::losses::{Distance, elbo};

/// Soft threshold on the lower bound of a fake, one value per sample: large where the encoder finds the fake likely, and never
/// negative, so an encoder that minimises it stops pushing once the fake is unlikely.
///
/// `1/α · exp(α · scale · ELBO(s))`, `ELBO(s) = −(beta_rec · rec(s) + beta_kl · kl(s))`; the exponential is taken per sample, before any mean
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), eq. (4), α = 2. Their encoder weighs the fake's KL with `beta_neg`: give it as `beta_kl`. In a
/// model, `scale = scale` passes on `1/(C·H·W)`, as the released code has it.
///
/// Shapes: `target`, `x_hat` `[batch, C, H, W]`, `mu`, `logvar` `[batch, latent]` → `[batch]`.
#[expect(clippy::too_many_arguments, reason = "four views, and the parameters by which the papers differ")]
#[intro_loss(symbol = r"\tfrac{1}{\alpha}e^{\alpha\,\mathrm{ELBO}}")]
pub fn soft_exp_elbo(
    target: Tensor<4>,
    x_hat: Tensor<4>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    #[param(default = 2.0, min = 1e-6)] alpha: f64,
    #[param(default = 1.0, min = 0.0)] scale: f64,
    #[param(default = 1.0, min = 0.0)] beta_rec: f64,
    #[param(default = 1.0, min = 0.0)] beta_kl: f64,
    #[param(default = mse)] distance: Distance,
) -> Tensor<1> {
    (elbo(target, x_hat, mu, logvar, beta_rec, beta_kl, distance) * (alpha * scale)).exp() * (1.0 / alpha)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_fake_gives_one_over_alpha_and_a_bad_one_less() {
        let device = Device::default();
        let value = |error: f64| -> f64 {
            let (target, x_hat) = (Tensor::zeros([1, 1, 1, 1], &device), Tensor::full([1, 1, 1, 1], error, &device));
            let zeros = Tensor::zeros([1, 1], &device);
            soft_exp_elbo(target, x_hat, zeros.clone(), zeros, 2.0, 0.5, 1.0, 1.0, Distance::Mse).into_scalar()
        };
        assert_eq!(value(0.0), 0.5);
        // rec = 4: ½ · exp(−2 · ½ · 4)
        assert!((value(2.0) - 0.5 * (-4.0_f64).exp()).abs() < 1e-7);
    }
}
