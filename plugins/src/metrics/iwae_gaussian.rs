//! The importance weighted bound of images.

use asivae::prelude::*;
use asivae::random::rng;

use super::likelihood::{drawn, log_density, log_likelihood};

/// Importance weighted lower bound on `ln p(x)` in nats per image, with `k` draws of the posterior, a Gaussian likelihood around what is decoded, and pixels
/// from 0 to 1 as continuous numbers. Above [`elbo-gaussian`](crate::metrics::elbo_gaussian), which is the same with one draw, and nearer to `ln p(x)`.
///
/// `mean_x ln 1/k Σ_i p(x|z_i) p(z_i) / q(z_i|x)`, `z_i ~ q(z|x)`
///
/// Burda et al., *Importance Weighted Autoencoders* (ICLR 2016), eq. (8); they take up to 5 000 draws to test. Of the first `samples` images. What is said of
/// the variance and the prior there holds here.
///
/// Shapes: `x` `[n, width]`, `mu`, `logvar` `[n, latent]`.
#[intro_metric(name = "iwae-gaussian", unit = "nats", better = higher)]
pub fn iwae_gaussian(
    x: Tensor<2>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    decode: &Decode,
    image: [usize; 3],
    #[param(default = 0.01, min = 1e-9)] variance: f64,
    #[param(default = 50, min = 1)] k: usize,
    #[param(default = 500, min = 1)] samples: usize,
) -> Figure {
    let n = x.dims()[0].min(samples);
    let first = |rows: Tensor<2>| rows.slice([0..n]);
    let (x, mu, logvar) = (first(x), first(mu), first(logvar));
    let zero = mu.zeros_like();
    let mut rng = rng(0, 0, "iwae");
    // ln of the sum so far of each image, which would leave all range if it were summed itself.
    let mut sums = vec![f64::NEG_INFINITY; n];
    for _ in 0..k {
        let z = drawn(&mu, &logvar, &mut rng);
        let likelihood = log_likelihood(x.clone(), decode.call(z.clone()), variance);
        let prior = log_density(z.clone(), zero.clone(), zero.clone());
        let posterior = log_density(z, mu.clone(), logvar.clone());
        for (i, sum) in sums.iter_mut().enumerate() {
            let weight = likelihood[i] + prior[i] - posterior[i];
            let (low, high) = (sum.min(weight), sum.max(weight));
            *sum = high + (low - high).exp().ln_1p();
        }
    }
    let value = sums.iter().sum::<f64>() / n.max(1) as f64 - (k as f64).ln();
    Figure::new(value)
        .with("dimensions", image.iter().product::<usize>())
        .with("draws", k)
        .with("images", n)
        .with("likelihood", format!("Gaussian, variance {variance}"))
        .with("prior", "N(0, I)")
}
