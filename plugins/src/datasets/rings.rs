//! Four rings.

use asivae::prelude::*;
use asivae::random::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Four noisy circles around the origin; the label of a point is its circle, the largest first.
#[derive(Clone, Copy, Debug)]
pub struct Rings;

/// Radii before the factor of 3.
const RADII: [f64; 4] = [1.0, 0.75, 0.5, 0.25];

/// Standard deviation of the noise, per coordinate.
const NOISE: f64 = 0.08;

/// Four circles around the origin with radii 3, 2.25, 1.5 and 0.75, equally likely, with noise of σ 0.08.
///
/// `x = 3 r (cos φ, sin φ) + 0.08 ε`, r uniform in {1, ¾, ½, ¼}, φ ~ U(0, 2π), ε ~ N(0, I)
///
/// Grathwohl et al., *FFJORD* (ICLR 2019), De Cao et al., *Block Neural Autoregressive Flow* (UAI 2019), released code; there the angles of a batch
/// stand at equal distances. The histogram metrics look at `[−4, 4]²`.
#[intro_dataset]
pub fn rings() -> Rings {
    Rings
}

impl Dataset for Rings {
    fn name(&self) -> &str {
        "rings"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.labelled(size, rng).0
    }

    fn classes(&self) -> usize {
        RADII.len()
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        let (mut points, mut labels) = (Vec::with_capacity(2 * size), Vec::with_capacity(size));
        for _ in 0..size {
            let ring = rng.random_range(0..RADII.len());
            labels.push(ring);
            let radius = 3.0 * RADII[ring];
            let (sin, cos) = (std::f64::consts::TAU * rng.random::<f64>()).sin_cos();
            for coordinate in [radius * cos, radius * sin] {
                points.push((coordinate + NOISE * rng.sample::<f64, _>(StandardNormal)) as f32);
            }
        }
        (points, labels)
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
    fn a_quarter_of_the_points_lies_near_each_radius() {
        let mut counts = [0; 4];
        for point in Rings.batch(4000, &mut rng(1, 0, "test")).chunks(2) {
            let radius = (point[0] as f64).hypot(point[1] as f64);
            // Rings are 0.75 apart, which is 9 standard deviations of the noise.
            counts[((radius / 0.75).round() as usize).clamp(1, 4) - 1] += 1;
        }
        // 1000 expected, standard deviation 27
        assert!(counts.iter().all(|n| (865..1135).contains(n)), "{counts:?}");
    }
}
