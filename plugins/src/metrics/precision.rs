//! The share of generated images that could be real.

use asivae::prelude::*;

use super::manifold::{Cloud, Clouds};

/// Share of generated images whose features lie within the real ones: in the ball of some real image that reaches its `k`-th nearest real neighbour.
///
/// `1/m Σ_j 1[∃ i: ‖g_j − r_i‖ ≤ ρ_k(r_i)]`
///
/// Kynkäänniemi et al., *Improved Precision and Recall Metric for Assessing Generative Models* (NeurIPS 2019), eq. (1), (2), k = 3; their features are those of
/// VGG-16, and they take 50 000 samples. A figure is in the name of its extractor, and comparable with the same one at the same number of samples alone.
#[intro_metric(better = higher)]
pub fn precision(features: &Features, #[param(default = 3, min = 1, max = 10)] k: usize) -> Option<Figure> {
    let clouds = Clouds::of(features, k)?;
    Some(Figure::new(covered(&clouds.fake, &clouds.real, k)).with("k", k))
}

/// Share of samples that lie in some ball of another cloud.
pub(super) fn covered(samples: &Cloud, balls: &Cloud, k: usize) -> f64 {
    let mut inside = 0;
    samples.distances(balls, |row| {
        inside += usize::from(row.iter().enumerate().any(|(i, distance)| *distance <= balls.radius(i, k)));
    });
    inside as f64 / samples.len() as f64
}

#[test]
fn one_of_two_lies_within() {
    let device = Device::default();
    let real = Tensor::from_data([[0.0], [1.0], [2.0]], &device);
    let fake = Tensor::from_data([[2.5], [9.0]], &device);
    assert_eq!(precision(&Features::new("test", real, fake), 1).map(|figure| figure.value), Some(0.5));
}
