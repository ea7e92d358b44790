//! How many latent dimensions are in use.

use asivae::prelude::*;

/// Number of latent dimensions whose posterior mean varies over the data.
///
/// `#{d : Var_x E[z_d|x] ≥ threshold}`
///
/// Burda et al., *Importance Weighted Autoencoders* (ICLR 2016), section 5.2: `A_u > 10⁻²`.
///
/// Shapes: `mu` `[n, latent]`.
#[intro_metric(unit = "dimensions", better = higher)]
pub fn active_units(mu: Tensor<2>, #[param(default = 0.01, min = 0.0)] threshold: f64) -> f64 {
    let variance = (mu.clone() - mu.mean_dim(0)).square().mean_dim(0);
    variance.into_data().iter::<f64>().filter(|v| *v >= threshold).count() as f64
}

#[test]
fn a_constant_dimension_is_not_active() {
    let mu = Tensor::from_data([[1.0, 7.0, 0.01], [-1.0, 7.0, -0.01]], &Device::default());
    assert_eq!(active_units(mu, 0.01), 1.0);
}
