//! How many real images have a generated one near.

use asivae::prelude::*;

use super::manifold::Clouds;

/// Share of real images that have a generated one nearer than their `k`-th nearest real neighbour.
///
/// `1/n Σ_i 1[∃ j: ‖r_i − g_j‖ < ρ_k(r_i)]`
///
/// Naeem et al., *Reliable Fidelity and Diversity Metrics for Generative Models* (ICML 2020), eq. (5), k = 5. Unlike in [`recall`](crate::metrics::recall) the
/// balls are those of real images, so that samples far from all do not make it better.
#[intro_metric(better = higher)]
pub fn coverage(features: &Features, #[param(default = 5, min = 1, max = 10)] k: usize) -> Option<Figure> {
    let clouds = Clouds::of(features, k)?;
    let (mut place, mut near) = (0, 0);
    clouds.real.distances(&clouds.fake, |row| {
        near += usize::from(row.iter().any(|distance| *distance < clouds.real.radius(place, k)));
        place += 1;
    });
    Some(Figure::new(near as f64 / clouds.real.len() as f64).with("k", k))
}

#[test]
fn one_sample_reaches_its_neighbours_alone() {
    let device = Device::default();
    let real = Tensor::from_data([[0.0], [1.0], [5.0]], &device);
    let fake = Tensor::from_data([[0.5], [0.6]], &device);
    assert_eq!(coverage(&Features::new("test", real, fake), 1).map(|figure| figure.value), Some(2.0 / 3.0));
}
