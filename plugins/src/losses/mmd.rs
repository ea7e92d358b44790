//! Maximum mean discrepancy between samples of two batches of posteriors.

use asivae::prelude::*;

/// Squared maximum mean discrepancy between the latent samples of two sources, Gaussian kernel, unbiased; one value for the batch.
///
/// `mean_{i≠j} k(z_i, z_j) + mean_{i≠j} k(z'_i, z'_j) − 2 · mean_{ij} k(z_i, z'_j)`, `k(z, z') = exp(−‖z − z'‖² / (2 · bandwidth²))`
///
/// Gretton et al., *A Kernel Two-Sample Test* (JMLR 2012), eq. (3). It is the twin of [`as_distance`](crate::losses::as_distance) after the
/// reparameterisation. Unbiased means that it may be negative.
///
/// No unit, in [−2, 2]. A good bandwidth is of the order of the distance of two samples: for standard normal ones `√(2 · latent)`.
///
/// Shapes: `z_a` `[batch_a, latent]`, `z_b` `[batch_b, latent]` → `[1]`; a batch of one has no pairs, its own term is 0.
#[intro_loss(whole_batch, symbol = r"\mathrm{MMD}^2")]
pub fn mmd(z_a: Tensor<2>, z_b: Tensor<2>, #[param(default = 1.0, min = 1e-6)] bandwidth: f64) -> Tensor<1> {
    let kernel_sum = |a: &Tensor<2>, b: &Tensor<2>| {
        let squares = |z: &Tensor<2>| z.clone().square().sum_dim(1);
        let gap = squares(a) + squares(b).transpose() - a.clone().matmul(b.clone().transpose()) * 2.0; // [a, b]
        (gap * (-0.5 / (bandwidth * bandwidth))).exp().sum()
    };
    let within = |z: &Tensor<2>| {
        let count = z.dims()[0] as f64;
        // The diagonal is exp(0), whatever z.
        (kernel_sum(z, z) - count) * (1.0 / (count * (count - 1.0)).max(1.0))
    };
    let pairs = (z_a.dims()[0] * z_b.dims()[0]) as f64;
    within(&z_a) + within(&z_b) - kernel_sum(&z_a, &z_b) * (2.0 / pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_against_two_points() {
        let device = Device::default();
        let a = Tensor::from_data([[0.0], [1.0]], &device);
        let b = Tensor::from_data([[2.0], [3.0]], &device);
        let k = |gap: f64| (-0.5 * gap * gap).exp();
        let value: f64 = mmd(a, b, 1.0).into_scalar();
        let expected = k(1.0) + k(1.0) - 2.0 * (k(2.0) + k(3.0) + k(1.0) + k(2.0)) / 4.0;
        assert!((value - expected).abs() < 1e-6, "{value}, not {expected}");
    }
}
