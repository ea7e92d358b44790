//! Peak signal-to-noise ratio of reconstructions.

use asivae::prelude::*;

/// Peak signal-to-noise ratio in decibels of images reconstructed out of the posterior mean, pixels from 0 to 1: mean over images.
///
/// `mean_x 10 log10(1 / mse(x))`, `mse(x) = 1/(C·H·W) Σ_p (x_p − D(μ(x))_p)²`
///
/// Huynh-Thu & Ghanbari, *Scope of validity of PSNR in image/video quality assessment* (Electronics Letters 2008), with a peak of 1. The mean of the ratios is
/// above the ratio of the mean error. An image without error counts as 100 dB. Images alone have it.
///
/// Shapes: `x`, `x_mean` `[n, width]`.
#[intro_metric(unit = "dB", better = higher)]
pub fn psnr(x: Tensor<2>, x_mean: Tensor<2>, image: [usize; 3]) -> f64 {
    let pixels: usize = image.iter().product();
    let errors: Vec<f64> = (x - x_mean).square().sum_dim(1).into_data().iter::<f64>().collect();
    let ratios = errors.iter().map(|error| -10.0 * (error / pixels as f64).max(LEAST).log10());
    ratios.sum::<f64>() / errors.len().max(1) as f64
}

/// A squared error of which nothing is seen: 100 dB.
const LEAST: f64 = 1e-10;

#[test]
fn a_tenth_of_the_range_is_20_decibels() {
    let device = Device::default();
    let x: Tensor<2> = Tensor::from_data([[0.0, 0.0], [1.0, 1.0]], &device);
    // errors .1 and .01 everywhere: 20 dB and 40 dB
    let x_mean = Tensor::from_data([[0.1, 0.1], [0.99, 0.99]], &device);
    let value = psnr(x.clone(), x_mean, [1, 1, 2]);
    // float32 holds 1 − .99 to 6e-8, which is 5e-5 dB
    assert!((value - 30.0).abs() < 1e-4, "{value}");
    assert_eq!(psnr(x.clone(), x, [1, 1, 2]), 100.0);
}
