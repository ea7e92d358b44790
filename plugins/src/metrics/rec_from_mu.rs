//! Reconstruction error without sampling.

use asivae::prelude::*;

/// Mean squared distance of real points from their reconstructions out of the posterior mean, in squared units of the data.
///
/// `mean_x Σ_p (x_p − D(μ(x))_p)²`
///
/// The reconstruction error of [`rec`](crate::losses::rec) with `z = μ`: what the latent holds, whatever noise the posterior adds.
///
/// Shapes: `x`, `x_mean` `[n, width]`.
#[intro_metric(better = lower)]
pub fn rec_from_mu(x: Tensor<2>, x_mean: Tensor<2>) -> f64 {
    (x - x_mean).square().sum_dim(1).mean().into_scalar()
}

#[test]
fn sums_over_coordinates_and_averages_over_points() {
    let device = Device::default();
    let x = Tensor::from_data([[0.0, 0.0], [1.0, 1.0]], &device);
    let x_mean = Tensor::from_data([[3.0, 4.0], [1.0, 2.0]], &device);
    assert_eq!(rec_from_mu(x, x_mean), (25.0 + 1.0) / 2.0);
}
