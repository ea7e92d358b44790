//! Numbers on the host, and choices among them.

use asivae::Tensor;
use asivae::random::{Rng, RngExt};

/// A matrix row-major.
pub(crate) fn host(matrix: Tensor<2>) -> Vec<f32> {
    matrix.into_data().iter::<f32>().collect()
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
