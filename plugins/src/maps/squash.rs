//! Bounded posterior statistics.

use asivae::prelude::*;

/// Hyperbolic tangent on mean and log-variance: both come into (−1, 1), the variance into (1/e, e).
///
/// `(tanh μ, tanh ln σ²)`
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), released code; the paper does not mention it. It keeps the kernels of
/// [`as_distance`](crate::losses::as_distance), which grow without bound as the variance goes to 0, finite.
///
/// Shapes: `mu`, `logvar` `[batch, latent]` → the same.
#[intro_map(symbol = r"\tanh")]
pub fn squash(mu: Tensor<2>, logvar: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    (mu.tanh(), logvar.tanh())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_squashed() {
        let device = Device::default();
        let (mu, logvar) = squash(Tensor::full([1, 1], 1.0, &device), Tensor::full([1, 1], -40.0, &device));
        let (mu, logvar): (f64, f64) = (mu.into_scalar(), logvar.into_scalar());
        assert!((mu - 1.0_f64.tanh()).abs() < 1e-6);
        assert_eq!(logvar, -1.0);
    }
}
