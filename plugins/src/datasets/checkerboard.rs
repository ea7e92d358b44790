//! A checkerboard.

use asivae::prelude::*;
use asivae::random::{Rng, RngExt};

/// Uniform on the eight dark squares, two by two in size, of a board that covers `[−4, 4]²`.
#[derive(Clone, Copy, Debug)]
pub struct Checkerboard;

/// A checkerboard: uniform on every other square of a 4 × 4 board over `[−4, 4]²`.
///
/// `x = 2 (u, v − 2 b + (⌊u⌋ mod 2))`, u ~ U(−2, 2), v ~ U(0, 1), b a fair coin
///
/// Grathwohl et al., *FFJORD* (ICLR 2019), released code. The histogram metrics look at `[−4, 4]²`.
#[intro_dataset]
pub fn checkerboard() -> Checkerboard {
    Checkerboard
}

impl Dataset for Checkerboard {
    fn name(&self) -> &str {
        "checkerboard"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let mut points = Vec::with_capacity(2 * size);
        for _ in 0..size {
            let u: f64 = rng.random_range(-2.0..2.0);
            let v = rng.random::<f64>() - if rng.random() { 2.0 } else { 0.0 } + u.floor().rem_euclid(2.0);
            points.extend([2.0 * u as f32, 2.0 * v as f32]);
        }
        points
    }

    fn extent(&self) -> f64 {
        4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::rng;

    #[test]
    fn only_the_dark_squares_are_hit_and_each_of_the_eight() {
        let mut hits = [[0; 4]; 4];
        for point in Checkerboard.batch(4000, &mut rng(1, 0, "test")).chunks(2) {
            let square = |value: f32| (((value + 4.0) / 2.0).floor() as usize).min(3);
            hits[square(point[0])][square(point[1])] += 1;
        }
        for (i, row) in hits.iter().enumerate() {
            for (j, &count) in row.iter().enumerate() {
                // 500 expected, standard deviation 21
                let fits = if (i + j) % 2 == 0 { (395..605).contains(&count) } else { count == 0 };
                assert!(fits, "{count} in square {i}, {j}");
            }
        }
    }
}
