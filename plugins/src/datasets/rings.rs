//! Four rings.

use asivae::prelude::*;
use asivae::random::RngExt;
use rand_distr::StandardNormal;

/// Four rings of radius 1, 3/4, 1/2, 1/4, times 3, with normal noise of 0.08; equally likely.
///
/// Grathwohl et al., *FFJORD* (ICLR 2019); De Cao et al., *Block Neural Autoregressive Flow* (UAI 2019).
///
/// Shapes: points, `[2, 1, 1]`.
#[intro_dataset]
pub fn rings() -> Rings {
    Rings
}

/// The data set behind [`rings`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Rings;

impl Dataset for Rings {
    fn name(&self) -> &str {
        "rings"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let mut points = Vec::with_capacity(2 * size);
        for _ in 0..size {
            let radius = 0.25 * f64::from(rng.random_range(1..=4_i32));
            let angle = rng.random::<f64>() * std::f64::consts::TAU;
            for coordinate in [radius * angle.cos(), radius * angle.sin()] {
                let noise: f64 = rng.sample(StandardNormal);
                points.push((3.0 * coordinate + 0.08 * noise) as f32);
            }
        }
        points
    }

    fn extent(&self) -> f64 {
        4.0
    }
}

#[test]
fn every_ring_is_drawn() {
    let points = Rings.batch(4000, &mut asivae::random::rng(0, 0, "test"));
    let mut counts = [0; 4];
    for p in points.chunks_exact(2) {
        let ring = (f64::from(p[0]).hypot(f64::from(p[1])) / 0.75).round() as usize;
        counts[ring.clamp(1, 4) - 1] += 1;
    }
    assert!(counts.iter().all(|&c| (800..1200).contains(&c)), "{counts:?}");
}
