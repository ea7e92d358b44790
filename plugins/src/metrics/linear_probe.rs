//! What a linear map reads of the classes out of the latent.

use asivae::prelude::*;
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::{Array2, Axis};

use crate::rows::{held_out, host, matrix};

/// Share of images whose class a linear classifier reads out of the posterior mean, of a fifth of the images that it was not fitted on; by chance it is the
/// share of the largest class.
///
/// `argmax_c (W μ(x) + b)_c`, `W, b` by ridge regression on classes as vectors of −1 and 1, latents standardised, penalty 10⁻³ · n
///
/// Alain & Bengio, *Understanding intermediate layers using linear classifier probes* (2016), with least squares in the place of a softmax: a solution in
/// closed form, the same everywhere. Equal images are on one side of the division. Comparable at the same latent and number of samples.
///
/// Shapes: `mu` `[n, latent]`, `x` `[n, width]`, which says who is kept out, `y` `[n]`.
#[intro_metric(name = "linear_probe", better = higher)]
pub fn linear_probe(mu: Tensor<2>, x: Tensor<2>, y: &[usize], classes: usize, image: [usize; 3]) -> Option<Figure> {
    let width: usize = image.iter().product();
    let kept: Vec<bool> = host(x).chunks_exact(width).map(held_out).collect();
    let rows = standardised(matrix(mu))?;
    let part = |held: bool| -> Vec<usize> { (0..y.len()).filter(|i| kept[*i] == held).collect() };
    let (fitted, tested) = (part(false), part(true));
    if fitted.len() <= rows.ncols() || tested.is_empty() {
        return None;
    }
    let weights = ridge(&rows.select(Axis(0), &fitted), &fitted.iter().map(|i| y[*i]).collect::<Vec<_>>(), classes)?;
    let scores = rows.select(Axis(0), &tested).dot(&weights);
    let right = scores.outer_iter().zip(&tested).filter(|(row, i)| {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.is_some_and(|(class, _)| class == y[**i])
    });
    Some(Figure::new(right.count() as f64 / tested.len() as f64).with("tested on", tested.len()))
}

/// Columns of mean 0 and variance 1, and one of ones; nothing where some are not finite. A column that does not vary stays at 0.
fn standardised(mut rows: Array2<f64>) -> Option<Array2<f64>> {
    if rows.is_empty() || !rows.iter().all(|value| value.is_finite()) {
        return None;
    }
    for mut column in rows.columns_mut() {
        let mean = column.mean()?;
        column -= mean;
        let deviation = column.mapv(|value| value * value).mean()?.sqrt();
        if deviation > 1e-12 {
            column /= deviation;
        }
    }
    let ones = Array2::ones((rows.nrows(), 1));
    ndarray::concatenate(Axis(1), &[rows.view(), ones.view()]).ok()
}

fn ridge(rows: &Array2<f64>, y: &[usize], classes: usize) -> Option<Array2<f64>> {
    const PENALTY: f64 = 1e-3;
    let targets = Array2::from_shape_fn((y.len(), classes), |(i, class)| if y[i] == class { 1.0 } else { -1.0 });
    let mut normal = rows.t().dot(rows);
    normal.diag_mut().mapv_inplace(|value| value + PENALTY * y.len() as f64);
    normal.solvec_into(rows.t().dot(&targets)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two classes, told apart by the sign of the first latent or by nothing.
    fn probed(told: bool) -> f64 {
        let device = Device::default();
        let y: Vec<usize> = (0..400).map(|i| i % 2).collect();
        let wave = |i: usize| (12.9898 * i as f32).sin();
        let latent = |i: usize| [wave(i) + if told { 3.0 * (y[i] as f32 * 2.0 - 1.0) } else { 0.0 }, wave(7 * i + 3)];
        let mu: Vec<f32> = (0..400).flat_map(latent).collect();
        let x: Vec<f32> = (0..400).map(|i| wave(5 * i + 1)).collect();
        let rows = |values: &[f32], width| Tensor::<1>::from_data(values, &device).reshape([400, width]);
        linear_probe(rows(&mu, 2), rows(&x, 1), &y, 2, [1, 1, 1]).map_or(f64::NAN, |figure| figure.value)
    }

    #[test]
    fn what_is_told_apart_is_read_and_what_is_not_is_guessed() {
        assert_eq!(probed(true), 1.0);
        assert!((0.25..0.75).contains(&probed(false)), "{}", probed(false));
    }
}
