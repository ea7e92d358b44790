//! The kernel Inception distance, on any features.

use asivae::prelude::*;
use asivae::random::{RngExt, rng};
use ndarray::Array2;

use crate::rows::host;

/// Kernel distance of real and generated images on the features of an extractor, and in its name: `kid-inception` is KID, of the others none is.
///
/// `mean over subsets of 1/(m(m−1)) Σ_{i≠j} [k(x_i, x_j) + k(y_i, y_j)] − 2/m² Σ_{ij} k(x_i, y_j)`, `k(a, b) = (a·b/d + 1)³`
///
/// Bińkowski et al., *Demystifying MMD GANs* (ICLR 2018), section 4: the unbiased estimate of a squared maximum mean discrepancy, with 100 subsets
/// of 1 000, drawn without repetition and always the same; of fewer samples all at once. It does not depend on the number of samples in its mean, and can be
/// below zero. Many report it times 1 000.
#[intro_metric(better = lower)]
pub fn kid(
    features: &Features,
    #[param(default = 100, min = 1)] subsets: usize,
    #[param(default = 1000, min = 2)] size: usize,
) -> Option<Figure> {
    let (x, y) = (rows(&features.real), rows(&features.fake));
    let (n, m) = (x.nrows(), y.nrows());
    if n.min(m) < 2 {
        return None;
    }
    if n.min(m) <= size {
        return Some(Figure::new(unbiased(&x, &y)).with("subsets", format!("1 of {n}")));
    }
    let mut rng = rng(0, 0, "kid");
    let mut some = |rows: &Array2<f32>| {
        let mut all: Vec<usize> = (0..rows.nrows()).collect();
        for place in 0..size {
            all.swap(place, rng.random_range(place..rows.nrows()));
        }
        rows.select(ndarray::Axis(0), &all[..size])
    };
    let sum: f64 = (0..subsets).map(|_| unbiased(&some(&x), &some(&y))).sum();
    Some(Figure::new(sum / subsets as f64).with("subsets", format!("{subsets} of {size}")))
}

fn rows(features: &Tensor<2>) -> Array2<f32> {
    let [rows, columns] = features.dims();
    let values = host(features.clone());
    Array2::from_shape_fn((rows, columns), |(i, j)| values[i * columns + j])
}

fn unbiased(x: &Array2<f32>, y: &Array2<f32>) -> f64 {
    let width = x.ncols() as f64;
    // Sums in 64 bits: terms of size one, and a difference that is far smaller.
    let kernel = |product: f32| (f64::from(product) / width + 1.0).powi(3);
    let total = |a: &Array2<f32>, b: &Array2<f32>| a.dot(&b.t()).iter().map(|product| kernel(*product)).sum::<f64>();
    let within = |a: &Array2<f32>| {
        let own: f64 = a.outer_iter().map(|row| kernel(row.dot(&row))).sum();
        let n = a.nrows() as f64;
        (total(a, a) - own) / (n * (n - 1.0))
    };
    within(x) + within(y) - 2.0 * total(x, y) / (x.nrows() * y.nrows()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[f32]) -> Tensor<2> {
        Tensor::<1>::from_data(values, &Device::default()).reshape([values.len(), 1])
    }

    #[test]
    fn two_zeros_against_two_ones() {
        // k(0, 0) = 1, k(1, 1) = 8, k(0, 1) = 1
        let features = Features::new("test", column(&[0.0, 0.0]), column(&[1.0, 1.0]));
        let figure = kid(&features, 100, 1000).map(|figure| figure.value);
        assert_eq!(figure, Some(1.0 + 8.0 - 2.0));
    }

    #[test]
    fn subsets_agree_with_all_where_all_are_alike() {
        let features = Features::new("test", column(&[0.0; 30]), column(&[1.0; 30]));
        let figure = kid(&features, 3, 10);
        assert_eq!(figure.as_ref().map(|figure| figure.value), Some(7.0));
        assert_eq!(figure.and_then(|figure| figure.protocol.get("subsets").cloned()).as_deref(), Some("3 of 10"));
    }
}
