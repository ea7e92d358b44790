//! The importance weighted bound of images.

use asivae::prelude::*;
use asivae::random::rng;

use super::likelihood::{drawn, log_density, log_likelihood};

/// Importance weighted lower bound on `ln p(x)` in nats per image, with `k` draws of the posterior, a Gaussian likelihood around what is decoded, and pixels
/// from 0 to 1 as continuous numbers. Above [`elbo-gaussian`](crate::metrics::elbo_gaussian), which is the same with one draw, and nearer to `ln p(x)`.
///
/// `mean_x ln 1/k Σ_i p(x|z_i) p(z_i) / q(z_i|x)`, `z_i ~ q(z|x)`
///
/// Burda et al., *Importance Weighted Autoencoders* (ICLR 2016), eq. (8); they take up to 5 000 draws to test. Of the first 500 images. What is said of
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
) -> Figure {
    let n = x.dims()[0].min(IMAGES);
    let first = |rows: Tensor<2>| rows.narrow(0, 0, n);
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

/// Each is decoded `k` times.
const IMAGES: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::elbo_gaussian;

    /// x = z + noise of variance v, one number: p(x) = N(0, 1 + v), and the true posterior is N(x / (1 + v), v / (1 + v)).
    fn bounds(variance_of_q: f64, k: usize) -> [f64; 2] {
        let device = Device::default();
        let x = || Tensor::<2>::from_data([[0.5], [-1.5]], &device).repeat_dim(0, 1_000);
        let mu = || x() / 1.25;
        let logvar = || Tensor::full([2_000, 1], variance_of_q.ln(), &device);
        let same = |z: Tensor<2>| z;
        let decode = Decode::new(&same);
        let elbo = elbo_gaussian(x(), mu(), logvar(), &decode, [1, 1, 1], 0.25).value;
        [elbo, iwae_gaussian(x(), mu(), logvar(), &decode, [1, 1, 1], 0.25, k).value]
    }

    #[test]
    fn with_the_true_posterior_every_weight_is_the_evidence() {
        let evidence = |x: f64| -0.5 * ((2.0 * std::f64::consts::PI * 1.25).ln() + x * x / 1.25);
        let expected = (evidence(0.5) + evidence(-1.5)) / 2.0;
        let [_, iwae] = bounds(0.2, 3);
        assert!((iwae - expected).abs() < 1e-5, "{iwae}, not {expected}");
        // Of another posterior the bound is lower by KL(q ‖ p(z|x)) = ½ (.6 / .2 − 1 − ln .6 / .2), and draws close the gap. The mean of 2 000 draws is good to 0.04.
        let [elbo, iwae] = bounds(0.6, 500);
        let gap = 0.5 * (3.0 - 1.0 - 3.0_f64.ln());
        assert!((elbo + gap - expected).abs() < 0.12, "{elbo}, {gap}, {expected}");
        assert!((iwae - expected).abs() < 0.02, "{iwae}, {expected}");
    }
}
