//! The diagonal Gaussian, which networks `x -> mu, logvar` have where a model names no other.

use asivae::prelude::*;

/// A diagonal Gaussian, sampled by the reparameterisation: `z = μ + σ ⊙ ε`, `ε ~ N(0, I)`, `σ = exp(½ ln σ²)`.
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), section 2.4.
///
/// Shapes: `mu`, `logvar`, `eps` `[batch, latent]` → `z` `[batch, latent]`.
#[intro_posterior(usual)]
pub fn gaussian(mu: Tensor<2>, logvar: Tensor<2>, eps: Tensor<2>) -> Tensor<2> {
    mu + (logvar * 0.5).exp() * eps
}

#[test]
fn a_variance_of_four_doubles_the_noise() {
    let device = Device::default();
    let logvar = Tensor::full([1, 2], 4.0_f64.ln(), &device);
    let z = gaussian(Tensor::from_data([[1.0, -1.0]], &device), logvar, Tensor::from_data([[0.5, 0.0]], &device));
    let z: Vec<f32> = z.into_data().iter().collect();
    assert!((z[0] - 2.0).abs() < 1e-6 && z[1] == -1.0, "{z:?}");
}
