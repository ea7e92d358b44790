//! A variant against the baseline, seed by seed.

use asivae_framework::random::{self, RngExt};

use super::statistics::{mean, median, quantile};

/// Resamples of the bootstrap, and random flips where there are too many pairs for all of them.
pub(super) const RESAMPLES: usize = 20_000;
/// What an interval covers.
pub(super) const COVERAGE: f64 = 0.95;
/// Fewer pairs say nothing, whatever they are.
pub(super) const FEWEST: usize = 5;
/// Up to so many pairs all flips are gone through.
const EXACT: usize = 16;

/// Differences between two variants on equal seeds: the variant's value less the baseline's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Seeds of which both have a value.
    pub pairs: usize,
    /// Mean difference.
    pub mean: f64,
    /// 95 % percentile bootstrap interval of the mean: pairs drawn with replacement, 20 000 times. Efron & Tibshirani, *An Introduction to the
    /// Bootstrap* (1993), chapter 13.
    pub mean_interval: (f64, f64),
    /// Median difference.
    pub median: f64,
    /// The same interval of the median.
    pub median_interval: (f64, f64),
    /// Two-sided p-value of the sign-flip permutation test of the mean, by all flips up to 16 pairs. Fisher, *The Design of Experiments* (1935),
    /// section 21; Efron & Tibshirani (1993), chapter 15.
    pub p: f64,
    /// The same after Holm's correction for all comparisons that were made. Holm, *A simple sequentially rejective multiple test procedure* (1979).
    pub holm: f64,
}

impl Difference {
    /// Of the differences of pairs; none of none. `holm` is `p` here: it is corrected where several are looked at together.
    pub fn of(differences: &[f64]) -> Option<Difference> {
        let (mean_now, median_now) = (mean(differences)?, median(differences)?);
        let mut rng = random::rng(0, 0, "results/bootstrap");
        let n = differences.len();
        let (mut means, mut medians) = (Vec::with_capacity(RESAMPLES), Vec::with_capacity(RESAMPLES));
        let mut drawn = vec![0.0; n];
        for _ in 0..RESAMPLES {
            drawn.iter_mut().for_each(|value| *value = differences[rng.random_range(0..n)]);
            drawn.sort_by(f64::total_cmp);
            means.push(drawn.iter().sum::<f64>() / n as f64);
            medians.push(quantile(&drawn, 0.5)?);
        }
        let p = sign_flip(differences);
        Some(Difference {
            pairs: n,
            mean: mean_now,
            mean_interval: interval(means)?,
            median: median_now,
            median_interval: interval(medians)?,
            p,
            holm: p,
        })
    }

    /// Whether the interval of the mean lies on one side of zero.
    pub fn excludes_zero(&self) -> bool {
        self.mean_interval.0 > 0.0 || self.mean_interval.1 < 0.0
    }
}

fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - COVERAGE) / 2.0;
    Some((quantile(&values, tail)?, quantile(&values, 1.0 - tail)?))
}

/// The share of sign changes that give a sum at least as far from zero.
fn sign_flip(differences: &[f64]) -> f64 {
    let sum: f64 = differences.iter().sum();
    // Sums in another order differ in their last bits.
    let far = sum.abs() - 1e-12 * differences.iter().map(|d| d.abs()).sum::<f64>();
    let flipped = |signs: &mut dyn FnMut(usize) -> bool| {
        let sum: f64 = differences.iter().enumerate().map(|(i, d)| if signs(i) { -d } else { *d }).sum();
        sum.abs() >= far
    };
    if differences.len() <= EXACT {
        let all = 1_usize << differences.len();
        let far = (0..all).filter(|flips| flipped(&mut |i| flips >> i & 1 == 1)).count();
        return far as f64 / all as f64;
    }
    let mut rng = random::rng(0, 0, "results/flips");
    let far = (0..RESAMPLES).filter(|_| flipped(&mut |_| rng.random_range(0..2) == 1)).count();
    // With what was seen among them, so that it is never zero. Phipson & Smyth (2010).
    (far + 1) as f64 / (RESAMPLES + 1) as f64
}

/// The smallest p-value that so many pairs can have, after the correction for so many comparisons.
pub(super) fn least(pairs: usize, comparisons: usize) -> f64 {
    comparisons.max(1) as f64 * 2.0_f64.powi(1 - pairs.min(1_000) as i32)
}

/// Holm's correction of all p-values together.
pub(super) fn correct(differences: &mut [&mut Difference]) {
    let n = differences.len();
    differences.sort_by(|a, b| a.p.total_cmp(&b.p));
    let mut least = 0.0_f64;
    for (place, difference) in differences.iter_mut().enumerate() {
        least = least.max(((n - place) as f64 * difference.p).min(1.0));
        difference.holm = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Darwin's maize: crossed less self-fertilised plants of a pot, in eighths of an inch.
    const MAIZE: [f64; 15] = [49.0, -67.0, 8.0, 16.0, 6.0, 23.0, 28.0, 41.0, 14.0, 29.0, 56.0, 24.0, 75.0, 60.0, -48.0];

    #[test]
    fn fisher_s_own_example() {
        let difference = Difference::of(&MAIZE).expect("pairs");
        // Fisher (1935), section 21: 1 726 of the 32 768 sums are as large.
        assert_eq!(difference.p, 1_726.0 / 32_768.0);
        assert!((difference.mean - 314.0 / 15.0).abs() < 1e-12);
        assert_eq!(difference.median, 24.0);
    }

    #[test]
    fn the_interval_of_the_mean_is_that_of_scipy() {
        let difference = Difference::of(&MAIZE).expect("pairs");
        // scipy.stats.bootstrap((d,), numpy.mean, method = "percentile", n_resamples = 200_000), SciPy 1.17.1: 1.4 and 38.07.
        let (low, high) = difference.mean_interval;
        // Ends of 20 000 resamples vary by about 0.2.
        assert!((low - 1.4).abs() < 0.8 && (high - 38.07).abs() < 0.8, "{low} to {high}");
        assert!(difference.excludes_zero() && difference == Difference::of(&MAIZE).expect("pairs"), "it repeats");
    }

    #[test]
    fn the_interval_of_the_median_of_seven_goes_from_the_second_to_the_sixth() {
        // The median of a resample is at most the k-th value with P(Binomial(7, k/7) > 3): 0.010 for the first and 0.108 for the second.
        let difference = Difference::of(&[5.0, 1.0, 7.0, 2.0, 6.0, 3.0, 4.0]).expect("pairs");
        assert_eq!(difference.median_interval, (2.0, 6.0));
    }

    #[test]
    fn flips_by_hand() {
        assert_eq!(sign_flip(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2.0 / 64.0);
        assert_eq!(sign_flip(&[1.0, -1.0]), 1.0);
        assert_eq!(sign_flip(&[0.1, 0.2, 0.3]), 2.0 / 8.0);
        assert_eq!(sign_flip(&[0.0; 3]), 1.0);
        let many = sign_flip(&[1.0; 40]);
        assert!(many > 0.0 && many < 1e-4, "{many}");
    }

    #[test]
    fn all_flips_and_random_ones_agree() {
        let mut rng = random::rng(3, 0, "flips");
        let long: Vec<f64> = (0..17).map(|_| rng.random_range(-1.0..1.4)).collect();
        let exact = {
            let sum: f64 = long.iter().sum();
            let all = 1_usize << long.len();
            let far = |flips: &usize| {
                let flipped: f64 =
                    long.iter().enumerate().map(|(i, d)| if flips >> i & 1 == 1 { -d } else { *d }).sum();
                flipped.abs() >= sum.abs() - 1e-12
            };
            (0..all).filter(far).count() as f64 / all as f64
        };
        // Four standard errors of a share out of 20 000.
        let near = 4.0 * (exact * (1.0 - exact) / RESAMPLES as f64).sqrt();
        assert!((sign_flip(&long) - exact).abs() < near, "{} and {exact}", sign_flip(&long));
    }

    #[test]
    fn holm_by_hand() {
        let with = |p: f64| Difference { p, holm: p, ..Difference::of(&MAIZE).expect("pairs") };
        let mut all = [0.01, 0.04, 0.03, 0.005].map(with);
        correct(&mut all.iter_mut().collect::<Vec<_>>());
        assert_eq!(all.map(|difference| difference.holm), [0.03, 0.06, 0.06, 0.02]);
        correct(&mut []);
    }

    #[test]
    fn a_difference_turned_round_is_the_same() {
        for case in 0..20 {
            let mut rng = random::rng(case, 0, "turned");
            let n = rng.random_range(2..12);
            let here: Vec<f64> = (0..n).map(|_| rng.random_range(-1.0..2.0)).collect();
            let there: Vec<f64> = here.iter().map(|d| -d).collect();
            let (a, b) = (Difference::of(&here).expect("pairs"), Difference::of(&there).expect("pairs"));
            assert_eq!((a.p, a.mean), (b.p, -b.mean), "{here:?}");
            assert!(a.mean_interval.0 <= a.mean && a.mean <= a.mean_interval.1, "{a:?}");
            assert!(a.p >= least(n, 1), "{a:?}");
        }
    }
}
