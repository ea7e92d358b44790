//! The Fréchet distance of two Gaussians that are fitted to features.

use asivae::prelude::*;
use linfa_linalg::LinalgError;
use linfa_linalg::cholesky::Cholesky;
use linfa_linalg::eigh::{EigValsh, Eigh};
use ndarray::{Array1, Array2, Axis};

use crate::rows::matrix;

/// `|m_1 − m_2|² + tr(S_1 + S_2 − 2 (S_1 S_2)^½)`, unbiased covariances, in float64; NaN where features are not finite, or are of less than two samples.
///
/// The trace of the root is the sum of the roots of the eigenvalues of a symmetric matrix that has those of `S_1 S_2`. There is always such a root,
/// of singular covariances as well, so that nothing has to be added to their diagonals.
pub(super) fn distance(features: &Features) -> f64 {
    let (x, y) = (Sample::of(&features.real), Sample::of(&features.fake));
    if !x.is_sound() || !y.is_sound() {
        return f64::NAN;
    }
    let Ok(roots) = trace_of_root(&x, &y) else { return f64::NAN };
    let between = (&x.mean - &y.mean).mapv(|d| d * d).sum();
    between + x.trace() + y.trace() - 2.0 * roots
}

/// Features around their mean.
struct Sample {
    mean: Array1<f64>,
    centred: Array2<f64>,
}

impl Sample {
    fn of(features: &Tensor<2>) -> Sample {
        let mut centred = matrix(features.clone());
        let mean = centred.mean_axis(Axis(0)).unwrap_or_default();
        if centred.nrows() > 0 {
            centred -= &mean;
        }
        Sample { mean, centred }
    }

    fn is_sound(&self) -> bool {
        self.centred.nrows() > 1 && self.centred.iter().all(|value| value.is_finite())
    }

    /// What unbiased (co)variances are divided by.
    fn freedom(&self) -> f64 {
        (self.centred.nrows() - 1) as f64
    }

    fn trace(&self) -> f64 {
        self.centred.iter().map(|value| value * value).sum::<f64>() / self.freedom()
    }

    fn covariance(&self) -> Array2<f64> {
        self.centred.t().dot(&self.centred) / self.freedom()
    }
}

fn trace_of_root(x: &Sample, y: &Sample) -> Result<f64, LinalgError> {
    let (n, m) = (x.centred.nrows(), y.centred.nrows());
    // Eigenvalues of `S_1 S_2` that are not zero are those of `K Kᵀ` as well, and there are no more of them than samples.
    let symmetric = if n.min(m) <= x.centred.ncols() {
        let between = x.centred.dot(&y.centred.t()) / (x.freedom() * y.freedom()).sqrt();
        if n <= m { between.dot(&between.t()) } else { between.t().dot(&between) }
    } else {
        let root = root(x.covariance())?;
        root.t().dot(&y.covariance()).dot(&root)
    };
    // Rounding leaves some a little below zero.
    Ok(symmetric.eigvalsh()?.iter().map(|value| value.max(0.0).sqrt()).sum())
}

/// `R` with `R Rᵀ = S`.
fn root(covariance: Array2<f64>) -> Result<Array2<f64>, LinalgError> {
    if let Ok(root) = covariance.cholesky() {
        return Ok(root);
    }
    let (values, vectors) = covariance.eigh()?;
    Ok(vectors * &values.mapv(|value| value.max(0.0).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(real: Vec<[f32; 2]>, fake: Vec<[f32; 2]>) -> Features {
        let tensor = |rows: Vec<[f32; 2]>| {
            let device = Device::default();
            Tensor::<1>::from_data(rows.concat().as_slice(), &device).reshape([rows.len(), 2])
        };
        Features::new("test", tensor(real), tensor(fake))
    }

    #[test]
    fn of_axes_that_do_not_mix_it_is_the_sum_of_their_distances() {
        // Variances 2 and 8 against 8 and 2 around (0, 0) and (1, 0), none of them correlated: 1 + 2 (√8 − √2)² = 1 + 4.
        let real = vec![[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]];
        let fake = vec![[3.0, 0.0], [-1.0, 0.0], [1.0, 1.0], [1.0, -1.0]];
        let scale = |s: f64| s * 2.0 / 3.0;
        let expected = 1.0 + 2.0 * (scale(4.0).sqrt() - scale(1.0).sqrt()).powi(2);
        let value = distance(&features(real, fake));
        assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
    }

    #[test]
    fn a_constant_feature_and_few_samples_are_no_trouble() {
        let flat = |at: f32| vec![[0.0, at], [1.0, at], [2.0, at], [3.0, at]];
        let value = distance(&features(flat(0.0), flat(2.0)));
        assert!((value - 4.0).abs() < 1e-9, "{value}");
        let two = |at: f32| vec![[at, at], [at + 1.0, at]];
        assert!((distance(&features(two(0.0), two(0.0)))).abs() < 1e-9);
        assert!(distance(&features(two(0.0), vec![[1.0, 1.0]])).is_nan());
        assert!(distance(&features(two(0.0), two(f32::NAN))).is_nan());
    }
}
