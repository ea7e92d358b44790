//! How many real neighbourhoods generated images lie in.

use asivae::prelude::*;

use super::manifold::Clouds;

/// How many balls of real images a generated one lies in on average, in units of `k`, which is what real images themselves come to: above 1 where samples
/// crowd where real ones are dense.
///
/// `1/(k m) Σ_j Σ_i 1[‖g_j − r_i‖ < ρ_k(r_i)]`
///
/// Naeem et al., *Reliable Fidelity and Diversity Metrics for Generative Models* (ICML 2020), eq. (4), k = 5. Against
/// [`precision`](crate::metrics::precision) a real outlier with a large ball counts for little.
#[intro_metric(better = higher)]
pub fn density(features: &Features, #[param(default = 5, min = 1, max = 10)] k: usize) -> Option<Figure> {
    let clouds = Clouds::of(features, k)?;
    let mut hits = 0;
    clouds.fake.distances(&clouds.real, |row| {
        hits += row.iter().enumerate().filter(|(i, distance)| **distance < clouds.real.radius(*i, k)).count();
    });
    Some(Figure::new(hits as f64 / (k * clouds.fake.len()) as f64).with("k", k))
}

#[test]
fn balls_are_open_and_what_is_outside_counts_nothing() {
    let device = Device::default();
    let real = Tensor::from_data([[0.0], [1.0], [2.0]], &device);
    let fake = Tensor::from_data([[1.0], [9.0]], &device);
    // Balls of radius 1, open: that of the middle alone holds it.
    assert_eq!(density(&Features::new("test", real.clone(), fake), 1).map(|figure| figure.value), Some(0.5));
    let fake = Tensor::from_data([[0.5], [9.0]], &device);
    assert_eq!(density(&Features::new("test", real, fake), 1).map(|figure| figure.value), Some(1.0));
}
