//! The evidence lower bound of images, in bits.

use asivae::prelude::*;

use super::elbo_gaussian::elbo_gaussian;
use super::likelihood::bits;

/// [`elbo-gaussian`](crate::metrics::elbo_gaussian) as bits per dimension: an upper bound on what a number of an image costs.
///
/// `−ELBO / (C·H·W · ln 2)`
///
/// Of a density of pixels from 0 to 1: it can be below zero. Of whole numbers from 0 to 255, of which the literature reports bits per dimension, there are 8
/// bits more, and their noise, which nothing here adds.
#[intro_metric(name = "elbo-gaussian-bits", unit = "bits/dim", better = lower)]
pub fn elbo_gaussian_bits(
    x: Tensor<2>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    decode: &Decode,
    image: [usize; 3],
    #[param(default = 0.01, min = 1e-9)] variance: f64,
) -> Figure {
    let Figure { value, protocol } = elbo_gaussian(x, mu, logvar, decode, image, variance);
    Figure { value: bits(value, image), protocol }
}
