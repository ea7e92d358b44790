//! KL divergence of a diagonal Gaussian from a Gaussian prior.

use asivae::prelude::*;

/// `KL(q(z|x) ‖ p(z))` in nats, one value per sample; the prior is the standard normal unless said otherwise.
///
/// `½ Σ_d (μ_d² + σ_d² − ln σ_d² − 1)`; with a prior `N(m, s²)` in every dimension
/// `½ Σ_d ((μ_d − m)²/s² + σ_d²/s² − ln(σ_d²/s²) − 1)`, `s² = exp(prior_logvar)`
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), app. B.
///
/// Shapes: `mu`, `logvar` `[batch, latent]` → `[batch]`.
#[intro_loss(symbol = r"D_\mathrm{KL}")]
pub fn kl(
    mu: Tensor<2>,
    logvar: Tensor<2>,
    #[param(default = 0.0)] prior_mu: f64,
    #[param(default = 0.0)] prior_logvar: f64,
) -> Tensor<1> {
    let second_moment = (mu - prior_mu).square() + logvar.clone().exp();
    let per_dim = second_moment * (-prior_logvar).exp() - logvar + (prior_logvar - 1.0);
    per_dim.sum_dim(1).squeeze_dim(1) * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_variance_leaves_half_the_squared_mean() {
        let device = Device::default();
        let mu = Tensor::from_data([[2.0, 0.0]], &device);
        let value: f64 = kl(mu, Tensor::zeros([1, 2], &device), 0.0, 0.0).into_scalar();
        assert_eq!(value, 2.0);
    }

    #[test]
    fn a_posterior_that_is_the_prior_costs_nothing() {
        let device = Device::default();
        let value: f64 =
            kl(Tensor::full([1, 2], 0.5, &device), Tensor::full([1, 2], -1.0, &device), 0.5, -1.0).into_scalar();
        assert!(value.abs() < 1e-6, "{value}");
    }
}
