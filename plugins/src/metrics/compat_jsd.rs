//! The papers' "JSD" of two-dimensional points.

use asivae::prelude::*;

use super::histogram::{all_finite, compat_divergence, density};

/// The papers' 2-D "JSD": real and generated points against their mean, on histograms of densities. Not in nats, and with KL the wrong way round.
///
/// `½ (K(P) + K(Q))`, `K(P) = Σ M (ln M − ln(P + 1e-14)) / bins`, `M = ½ (P + Q)`; P and Q as in [`compat_kl`](crate::metrics::compat_kl)
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code `calculate_sample_kl`, with 5000 points of each kind and 100 bins. Disjoint supports
/// come to about 110 on 8 Gaussians. NaN where a generated point is not finite. For nats see [`jsd_nats`](crate::metrics::jsd_nats).
#[intro_metric(better = lower)]
pub fn compat_jsd(
    real: &[[f64; 2]],
    generated: &[[f64; 2]],
    extent: f64,
    #[param(default = 100, min = 1)] bins: usize,
) -> f64 {
    if !all_finite(generated) {
        return f64::NAN;
    }
    let (p, q) = (density(real, bins, extent), density(generated, bins, extent));
    let middle: Vec<f64> = p.iter().zip(&q).map(|(p, q)| 0.5 * (p + q)).collect();
    0.5 * (compat_divergence(&middle, &p, bins) + compat_divergence(&middle, &q, bins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cell_against_another() {
        // P = (1, 0), Q = (0, 1), M = (½, ½): each K is (½ ln ½ + ½ (ln ½ − ln 1e-14)) / 2
        let value = compat_jsd(&[[-1.0, -1.0]], &[[1.0, 1.0]], 1.0, 2);
        let expected = (0.5_f64.ln() - 0.5 * 1e-14_f64.ln()) / 2.0;
        assert!((value - expected).abs() < 1e-12, "{value}, not {expected}");
    }
}
