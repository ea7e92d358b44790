//! The share of real images that could be generated.

use asivae::prelude::*;

use super::manifold::Clouds;
use super::precision::covered;

/// Share of real images whose features lie within the generated ones: in the ball of some generated image that reaches its `k`-th nearest generated neighbour.
///
/// `1/n Σ_i 1[∃ j: ‖r_i − g_j‖ ≤ ρ_k(g_j)]`
///
/// Kynkäänniemi et al., *Improved Precision and Recall Metric for Assessing Generative Models* (NeurIPS 2019), eq. (1), (2), k = 3; see
/// [`precision`](crate::metrics::precision) for what it is comparable with.
#[intro_metric(better = higher)]
pub fn recall(features: &Features, #[param(default = 3, min = 1, max = 10)] k: usize) -> Option<Figure> {
    let clouds = Clouds::of(features, k)?;
    Some(Figure::new(covered(&clouds.real, &clouds.fake, k)).with("k", k))
}

#[test]
fn samples_at_one_place_reach_one_of_three() {
    let device = Device::default();
    let real = Tensor::from_data([[0.0], [1.0], [2.0]], &device);
    let fake = Tensor::from_data([[0.9], [1.1]], &device);
    let value = recall(&Features::new("test", real, fake), 1).map(|figure| figure.value);
    assert_eq!(value, Some(1.0 / 3.0));
}
