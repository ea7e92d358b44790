//! Mean KL divergence of the posteriors of real points.

use asivae::prelude::*;

use crate::losses::kl;

/// Mean over real points of `KL(q(z|x) ‖ N(0, I))`, in nats.
///
/// `mean_x kl(x)`; the rate of a VAE whose prior is N(0, I), which is what it is taken against whatever the prior of a model is
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), app. B.
///
/// Shapes: `mu`, `logvar` `[n, latent]`.
#[intro_metric(unit = "nats", better = neither)]
pub fn kl_real(mu: Tensor<2>, logvar: Tensor<2>) -> f64 {
    kl(mu, logvar, 0.0, 0.0).mean().into_scalar()
}

#[test]
fn is_the_mean_over_points() {
    let device = Device::default();
    let mu = Tensor::from_data([[0.0], [4.0]], &device);
    assert_eq!(kl_real(mu, Tensor::zeros([2, 1], &device)), 4.0);
}
