//! How much a latent sample tells of its data point.

use asivae::prelude::*;
use asivae::random::rng;
use rand_distr::{Distribution, StandardNormal};

/// Mutual information I(x; z) of data and latent under the posterior, in nats; it cannot exceed the logarithm of the number of points.
///
/// `1/n Σ_i [ln q(z_i|x_i) − ln 1/n Σ_j q(z_i|x_j)]`, `z_i ~ q(z|x_i)`
///
/// Hoffman & Johnson, *ELBO surgery* (2016); estimated as by He et al., *Lagging Inference Networks* (ICLR 2019), with one draw per point, the same
/// at every call. Of more than `samples` points the first are taken: the work grows with their square.
///
/// Shapes: `mu`, `logvar` `[n, latent]`.
#[intro_metric(unit = "nats", better = neither)]
pub fn mutual_information(mu: Tensor<2>, logvar: Tensor<2>, #[param(default = 1000, min = 1)] samples: usize) -> f64 {
    let [rows, latent] = mu.dims();
    let n = rows.min(samples);
    let values = |t: Tensor<2>| t.into_data().iter::<f64>().take(n * latent).collect::<Vec<_>>();
    let (mu, logvar) = (values(mu), values(logvar));
    let at = |i: usize| i * latent..(i + 1) * latent;
    // ln q(z|x_j) without the constant, which cancels.
    let log_q = |z: &[f64], j: usize| -> f64 {
        let terms = z.iter().zip(&mu[at(j)]).zip(&logvar[at(j)]);
        -0.5 * terms.map(|((z, mu), logvar)| (z - mu).powi(2) * (-logvar).exp() + logvar).sum::<f64>()
    };
    let mut noise = StandardNormal.sample_iter(rng(0, 0, "mutual_information"));
    let mut total = 0.0;
    for i in 0..n {
        let draw = |(mu, logvar): (&f64, &f64)| mu + (0.5 * logvar).exp() * noise.next().unwrap_or(0.0);
        let z: Vec<f64> = mu[at(i)].iter().zip(&logvar[at(i)]).map(draw).collect();
        let all: Vec<f64> = (0..n).map(|j| log_q(&z, j)).collect();
        let largest = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let marginal = largest + (all.iter().map(|l| (l - largest).exp()).sum::<f64>() / n as f64).ln();
        total += all[i] - marginal;
    }
    total / n.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posteriors_far_apart_tell_everything_and_equal_ones_nothing() {
        let device = Device::default();
        let apart = Tensor::from_data([[0.0], [100.0], [200.0], [300.0]], &device);
        let value = mutual_information(apart, Tensor::zeros([4, 1], &device), 1000);
        assert!((value - 4.0_f64.ln()).abs() < 1e-9, "{value}");
        let value = mutual_information(Tensor::zeros([4, 1], &device), Tensor::zeros([4, 1], &device), 1000);
        assert!(value.abs() < 1e-9, "{value}");
    }
}
