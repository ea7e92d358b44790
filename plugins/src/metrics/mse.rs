//! Squared error of reconstructions per pixel.

use asivae::prelude::*;

/// Mean squared error per pixel of images reconstructed out of the posterior mean, pixels from 0 to 1.
///
/// `mean_x 1/(C·H·W) Σ_p (x_p − D(μ(x))_p)²`
///
/// What the papers on images report; [`rec_from_mu`](crate::metrics::rec_from_mu) is the sum over pixels. The images are those that were trained on, where
/// the data have no other part. Images alone have it.
///
/// Shapes: `x`, `x_mean` `[n, width]`.
#[intro_metric(better = lower)]
pub fn mse(x: Tensor<2>, x_mean: Tensor<2>, image: [usize; 3]) -> f64 {
    let pixels: usize = image.iter().product();
    let mean: f64 = (x - x_mean).square().sum_dim(1).mean().into_scalar();
    mean / pixels as f64
}

#[test]
fn averages_over_pixels_and_images() {
    let device = Device::default();
    let x = Tensor::from_data([[0.0, 0.0], [1.0, 1.0]], &device);
    let x_mean = Tensor::from_data([[0.5, 0.5], [1.0, 0.0]], &device);
    assert_eq!(mse(x, x_mean, [1, 1, 2]), (0.25 + 0.25 + 1.0) / 4.0);
}
