//! The likelihood of pixels under a Gaussian, for bounds on it.

use asivae::prelude::*;
use asivae::random::{Rng, normal};

/// `ln N(x; x̂, variance · I)` of each image, in nats, of pixels from 0 to 1 as continuous numbers.
pub(super) fn log_likelihood(x: Tensor<2>, x_hat: Tensor<2>, variance: f64) -> Vec<f64> {
    let width = x.dims()[1] as f64;
    let constant = -0.5 * width * (2.0 * std::f64::consts::PI * variance).ln();
    let squares = (x - x_hat).square().sum_dim(1).into_data();
    squares.iter::<f64>().map(|square| constant - 0.5 * square / variance).collect()
}

/// `ln N(z; m, exp(logvar))` of each row.
pub(super) fn log_density(z: Tensor<2>, mu: Tensor<2>, logvar: Tensor<2>) -> Vec<f64> {
    let width = z.dims()[1] as f64;
    let constant = -0.5 * width * (2.0 * std::f64::consts::PI).ln();
    let squares = ((z - mu).square() * (-logvar.clone()).exp() + logvar).sum_dim(1).into_data();
    squares.iter::<f64>().map(|square| constant - 0.5 * square).collect()
}

/// A draw of the posterior for each row.
pub(super) fn drawn(mu: &Tensor<2>, logvar: &Tensor<2>, rng: &mut Rng) -> Tensor<2> {
    mu.clone() + (logvar.clone() * 0.5).exp() * normal(rng, mu.dims(), &mu.device())
}

/// Nats of an image as bits for each of its numbers, the other way round: fewer are better.
pub(super) fn bits(nats: f64, image: [usize; 3]) -> f64 {
    -nats / (image.iter().product::<usize>() as f64 * std::f64::consts::LN_2)
}

#[test]
fn densities_are_those_of_normal_distributions() {
    let device = Device::default();
    let row = |values: [f32; 2]| Tensor::from_data([values], &device);
    let zero = || row([0.0, 0.0]);
    // ln 1/(2π) − 1/2 (1 + 4)
    let expected = -(2.0 * std::f64::consts::PI).ln() - 2.5;
    assert!((log_density(row([1.0, 2.0]), zero(), zero())[0] - expected).abs() < 1e-6);
    assert!((log_likelihood(row([1.0, 2.0]), zero(), 1.0)[0] - expected).abs() < 1e-6);
    let scaled = log_likelihood(row([1.0, 2.0]), zero(), 4.0)[0];
    assert!((scaled - (-(8.0 * std::f64::consts::PI).ln() - 0.625)).abs() < 1e-6);
    assert_eq!(bits(-2.0 * std::f64::consts::LN_2, [1, 1, 2]), 1.0);
}
