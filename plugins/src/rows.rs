//! Numbers on the host, and choices among them.

use asivae::Tensor;
use asivae::random::{Rng, RngExt};
use ndarray::Array2;

/// A matrix row-major.
pub(crate) fn host(matrix: Tensor<2>) -> Vec<f32> {
    matrix.into_data().iter::<f32>().collect()
}

/// The same in 64 bits.
pub(crate) fn matrix(matrix: Tensor<2>) -> Array2<f64> {
    let [rows, columns] = matrix.dims();
    let values = matrix.into_data().iter::<f64>().collect::<Vec<_>>();
    Array2::from_shape_fn((rows, columns), |(i, j)| values[i * columns + j])
}

/// Whether an image is of the fifth that is kept out of what is trained to measure; equal images are on one side.
pub(crate) fn held_out(image: &[f32]) -> bool {
    // FNV-1a: the same on every platform and in every version.
    let mix = |hash: u64, value: &f32| (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0100_0000_01b3);
    let hash = image.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash >> 32).is_multiple_of(5)
}

/// `n` draws of an index with these weights, which need not sum to 1.
pub(crate) fn choose(weights: &[f64], n: usize, rng: &mut Rng) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    let one = |rng: &mut Rng| {
        let mut rest = rng.random::<f64>() * total;
        let found = weights.iter().position(|weight| {
            rest -= weight;
            rest < 0.0
        });
        found.unwrap_or(weights.len().saturating_sub(1))
    };
    (0..n).map(|_| one(rng)).collect()
}

#[test]
fn what_weighs_nothing_is_never_chosen() {
    let chosen = choose(&[0.0, 3.0, 0.0, 1.0], 4000, &mut asivae::random::rng(0, 0, "test"));
    let count = |k: usize| chosen.iter().filter(|found| **found == k).count();
    assert_eq!(count(0) + count(2), 0);
    assert!((2850..3150).contains(&count(1)), "{}", count(1));
}
