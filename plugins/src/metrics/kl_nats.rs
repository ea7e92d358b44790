//! KL divergence of the generated from the real density, in nats.

use asivae::prelude::*;

use super::histogram::all_finite;
use super::neighbours::Neighbours;

/// `KL(real ‖ generated)` in nats, estimated from distances to nearest neighbours: large where real points have no generated ones near.
///
/// `2/n Σ_i ln(ν_k(i) / ρ_k(i)) + ln(m / (n − 1))`, ρ_k(i) the distance from real point i to its k-th nearest real neighbour, ν_k(i) to its k-th
/// nearest generated one; n real and m generated points
///
/// Wang, Kulkarni & Verdú, *Divergence Estimation for Multidimensional Densities Via k-Nearest-Neighbor Distances* (IEEE Trans. Inf. Theory 2009).
/// Unlike a histogram it needs no bins and no smoothing; for equal densities it scatters around 0. Supports that do not meet give
/// twice the logarithm of how many times farther the wrong neighbours are. NaN where a generated point is not finite, or with k points or fewer.
#[intro_metric(unit = "nats", better = lower)]
pub fn kl_nats(real: &[[f64; 2]], generated: &[[f64; 2]], #[param(default = 5, min = 1)] k: usize) -> f64 {
    if !all_finite(generated) || real.len() <= k || generated.len() < k {
        return f64::NAN;
    }
    let (own, other) = (Neighbours::new(real), Neighbours::new(generated));
    // Squared distances: the dimension, 2, is in them. The nearest of a point's own kind is itself.
    let ratio = |p: &[f64; 2]| (other.squared_distance(*p, k) / own.squared_distance(*p, k + 1)).ln();
    let mean = real.iter().map(ratio).sum::<f64>() / real.len() as f64;
    mean + (generated.len() as f64 / (real.len() as f64 - 1.0)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::{RngExt, rng};

    #[test]
    fn four_points_by_hand() {
        // Each real point has its neighbour at 1, the generated one at 2 or 3.
        let value = kl_nats(&[[0.0, 0.0], [1.0, 0.0]], &[[3.0, 0.0]], 1);
        assert!((value - (3.0_f64.ln() + 2.0_f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn uniform_squares_of_one_and_four_times_the_area() {
        let square = |side: f64, name: &str| -> Vec<[f64; 2]> {
            let mut rng = rng(3, 0, name);
            (0..2000).map(|_| [side * rng.random::<f64>(), side * rng.random::<f64>()]).collect()
        };
        let (small, again, large) = (square(1.0, "a"), square(1.0, "b"), square(2.0, "c"));
        // standard deviation about √(2 ψ'(5) / 2000) = 0.015; the border of the square costs some more
        assert!(kl_nats(&small, &again, 5).abs() < 0.06);
        assert!((kl_nats(&small, &large, 5) - 4.0_f64.ln()).abs() < 0.1);
    }
}
