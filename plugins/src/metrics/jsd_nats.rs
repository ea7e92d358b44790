//! Jensen–Shannon divergence of real and generated points, in nats.

use asivae::prelude::*;

use super::histogram::all_finite;
use super::neighbours::Neighbours;

/// Jensen–Shannon divergence between real and generated points in nats, in [0, ln 2]: what a point tells of where it comes from.
///
/// `ψ(2n) − ψ(n) + mean_i [ψ(k_i) − ψ(m_i)]`; within the distance from point i to its k-th nearest neighbour of its own kind lie k_i other points of
/// that kind (k, unless points repeat) and m_i of both kinds; n points of each kind
///
/// JSD is the mutual information of a point and its kind, both kinds being equally likely; the estimator is that of Ross, *Mutual Information between
/// Discrete and Continuous Data Sets* (PLoS ONE 2014), with the count k_i of Gao et al. (NeurIPS 2017), without which a generator that collapsed to
/// one point would look perfect. It has no bins, is about 0 for equal densities and ln 2 for supports that do not meet;
/// what leaves [0, ln 2] by chance is cut off. The longer list is cut to the length of the shorter. NaN where a generated point is not
/// finite, or with k points or fewer.
#[intro_metric(unit = "nats", better = lower)]
pub fn jsd_nats(real: &[[f64; 2]], generated: &[[f64; 2]], #[param(default = 5, min = 1)] k: usize) -> f64 {
    let n = real.len().min(generated.len());
    if !all_finite(generated) || n <= k {
        return f64::NAN;
    }
    let kinds = [Neighbours::new(&real[..n]), Neighbours::new(&generated[..n])];
    let loneliness = |own: &Neighbours, other: &Neighbours, point: [f64; 2]| {
        // The nearest of a point's own kind is itself.
        let reach = own.squared_distance(point, k + 1);
        let k = own.count_within(point, reach) - 1;
        digamma(k) - digamma(k + other.count_within(point, reach))
    };
    let [ours, theirs] = &kinds;
    let sum = real[..n].iter().map(|p| loneliness(ours, theirs, *p)).sum::<f64>()
        + generated[..n].iter().map(|p| loneliness(theirs, ours, *p)).sum::<f64>();
    let information = digamma(2 * n) - digamma(n) + sum / (2 * n) as f64;
    information.clamp(0.0, std::f64::consts::LN_2)
}

/// The digamma function of a whole number above 0.
fn digamma(n: usize) -> f64 {
    // ψ(n + 1) = ψ(n) + 1/n brings the argument to where three terms of the asymptotic series are exact to 1e-10.
    let (mut x, mut shift) = (n as f64, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    x.ln() - 0.5 / x - inverse * (1.0 / 12.0 - inverse * (1.0 / 120.0 - inverse / 252.0)) - shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::{RngExt, rng};

    fn square(shift: f64, name: &str) -> Vec<[f64; 2]> {
        let mut rng = rng(4, 0, name);
        (0..2000).map(|_| [shift + rng.random::<f64>(), rng.random::<f64>()]).collect()
    }

    #[test]
    fn digamma_of_small_numbers() {
        let euler = 0.577_215_664_901_532_9;
        assert!((digamma(1) + euler).abs() < 1e-9);
        assert!((digamma(4) - (1.0 + 0.5 + 1.0 / 3.0 - euler)).abs() < 1e-9);
    }

    #[test]
    fn a_generator_that_collapsed_to_one_point_is_told_apart() {
        let value = jsd_nats(&square(0.0, "a"), &[[0.5, 0.5]; 2000], 5);
        assert!(value > 0.68, "{value}");
    }

    #[test]
    fn nothing_for_equal_squares_ln_2_for_distant_ones_half_of_it_for_half_an_overlap() {
        let real = square(0.0, "a");
        // standard deviation about 0.01
        assert!(jsd_nats(&real, &square(0.0, "b"), 5) < 0.04);
        assert!(jsd_nats(&real, &square(9.0, "c"), 5) > 0.69);
        let half = jsd_nats(&real, &square(0.5, "d"), 5);
        assert!((half - 0.5 * 2.0_f64.ln()).abs() < 0.05, "{half}");
    }
}
