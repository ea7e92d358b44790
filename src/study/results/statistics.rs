//! What is said of several numbers at once.

/// Mean, spread and middle of values, one for each run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many values there are.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation over the runs, `sqrt(Σ (v − mean)² / (n − 1))`; none of a single value.
    pub deviation: Option<f64>,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
}

impl Summary {
    /// Of values that are finite; none of none.
    pub fn of(values: &[f64]) -> Option<Summary> {
        let n = values.len();
        let mean = mean(values)?;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
        Some(Summary { n, mean, deviation, median: median(values)? })
    }
}

/// Their mean; none of none.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The middle one, or the mean of the two in the middle; none of none.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

/// The value below which this share of sorted values lies, between two of them where it falls there.
///
/// Definition 7 of Hyndman & Fan, *Sample quantiles in statistical packages* (1996), as NumPy has it.
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (*sorted.get(place.floor() as usize)?, *sorted.get(place.ceil() as usize)?);
    // Between two infinities there is nothing.
    Some(if low == high { low } else { low + (high - low) * place.fract() })
}

#[cfg(test)]
mod tests {
    use asivae_framework::random::{self, RngExt};

    use super::*;

    #[test]
    fn values_by_hand() {
        let summary = Summary::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        // numpy.std([2, 4, 4, 4, 5, 5, 7, 9], ddof = 1)
        let deviation = Some(2.138_089_935_299_395);
        assert_eq!(summary, Some(Summary { n: 8, mean: 5.0, deviation, median: 4.5 }));
        assert_eq!(Summary::of(&[3.0]), Some(Summary { n: 1, mean: 3.0, deviation: None, median: 3.0 }));
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8, 16], [0, 0.025, 0.3, 0.5, 1])
        let found = [0.0, 0.025, 0.3, 0.5, 1.0].map(|share| quantile(&[1.0, 2.0, 4.0, 8.0, 16.0], share));
        assert_eq!(found, [Some(1.0), Some(1.1), Some(2.4), Some(4.0), Some(16.0)]);
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_shift_moves_the_middle_and_not_the_spread() {
        for case in 0..200 {
            let mut rng = random::rng(case, 0, "summary");
            let values: Vec<f64> = (0..rng.random_range(2..9)).map(|_| rng.random_range(-3.0..3.0)).collect();
            let moved: Vec<f64> = values.iter().map(|value| 2.0 * value + 10.0).collect();
            let (a, b) = (Summary::of(&values).expect("values"), Summary::of(&moved).expect("values"));
            assert!((b.mean - 2.0 * a.mean - 10.0).abs() < 1e-12, "{values:?}");
            assert!((b.median - 2.0 * a.median - 10.0).abs() < 1e-12, "{values:?}");
            let (narrow, wide) = (a.deviation.expect("several"), b.deviation.expect("several"));
            assert!((wide - 2.0 * narrow).abs() < 1e-12 && narrow >= 0.0, "{values:?}");
            let [low, high] = [0.0, 1.0].map(|end| {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                quantile(&sorted, end).expect("values")
            });
            assert!(low <= a.mean && a.mean <= high && low <= a.median && a.median <= high, "{values:?}");
        }
    }
}
