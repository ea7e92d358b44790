//! Mean KL divergence of the posteriors of generated points.

use asivae::prelude::*;

use crate::losses::kl;

/// Mean over generated points of `KL(q(z|xg) ‖ N(0, I))`, in nats: how strange the encoder finds what the decoder makes.
///
/// `mean_xg kl(xg)`
///
/// Huang et al., *IntroVAE* (NeurIPS 2018), eq. (7).
///
/// Shapes: `mu_fake`, `logvar_fake` `[n, latent]`.
#[intro_metric(unit = "nats", better = neither)]
pub fn kl_fake(mu_fake: Tensor<2>, logvar_fake: Tensor<2>) -> f64 {
    kl(mu_fake, logvar_fake, 0.0, 0.0).mean().into_scalar()
}

#[test]
fn is_the_mean_over_points() {
    let device = Device::default();
    let mu = Tensor::from_data([[2.0], [0.0]], &device);
    assert_eq!(kl_fake(mu, Tensor::zeros([2, 1], &device)), 1.0);
}
