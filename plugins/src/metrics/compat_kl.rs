//! The papers' "KL" of two-dimensional points.

use asivae::prelude::*;

use super::histogram::{all_finite, compat_divergence, density};

/// The papers' 2-D "KL": real against generated points on histograms of densities. Not in nats.
///
/// `Σ P (ln P − ln(Q + 1e-14)) / bins`, P and Q the densities of real and generated points on `bins × bins` cells of `[−extent, extent]²`, 0 · ln 0 = 0
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code `calculate_sample_kl`, with 5000 points of each kind and 100 bins. The sum is over
/// densities, not probabilities, and is divided by the bins of one axis: disjoint supports come to about 220 on 8 Gaussians.
/// NaN where a generated point is not finite. For nats see [`kl_nats`](crate::metrics::kl_nats).
#[intro_metric(better = lower)]
pub fn compat_kl(
    real: &[[f64; 2]],
    generated: &[[f64; 2]],
    extent: f64,
    #[param(default = 100, min = 1)] bins: usize,
) -> f64 {
    if !all_finite(generated) {
        return f64::NAN;
    }
    compat_divergence(&density(real, bins, extent), &density(generated, bins, extent), bins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_square_against_its_half() {
        // Real: both cells of the left column, density ½ each; generated: one of them, density 1.
        let real = [[-1.0, -1.0], [-1.0, 1.0]];
        let value = compat_kl(&real, &[[-1.0, 1.0]], 1.0, 2);
        let expected = (0.5 * (0.5_f64.ln() - 1e-14_f64.ln()) + 0.5 * 0.5_f64.ln()) / 2.0;
        assert!((value - expected).abs() < 1e-12, "{value}, not {expected}");
    }
}
