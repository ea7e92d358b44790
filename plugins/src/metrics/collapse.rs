//! Statistics of posteriors that several collapse metrics share.

use asivae::prelude::*;

/// `KL(q(z|x) ‖ N(0, I))` in nats, averaged over the batch.
pub(super) fn mean_kl(mu: Tensor<2>, logvar: Tensor<2>) -> f64 {
    crate::losses::kl(mu, logvar, 0.0, 0.0).mean().into_scalar::<f64>()
}

/// Variance over the batch of each latent dimension's mean.
pub(super) fn variance_of_means(mu: Tensor<2>) -> Vec<f64> {
    mu.var(0).flatten::<1>(0, 1).into_data().iter::<f64>().collect()
}

/// A batch of statistics for tests.
#[cfg(test)]
pub(super) fn matrix<const N: usize>(rows: [[f32; 2]; N]) -> Tensor<2> {
    Tensor::from_data(rows, &Device::default())
}
