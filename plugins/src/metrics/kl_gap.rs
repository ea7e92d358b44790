//! How much stranger than real points the encoder finds generated ones.

use asivae::prelude::*;

use crate::metrics::{kl_fake, kl_real};

/// KL divergence of generated less that of real points, in nats: 0 where the encoder cannot tell them apart, negative where the game has tipped over.
///
/// `mean_xg kl(xg) − mean_x kl(x)`
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), whose code logs it as `diff_kl`.
///
/// Shapes: `mu`, `logvar`, `mu_fake`, `logvar_fake` `[n, latent]`.
#[intro_metric(unit = "nats", better = neither)]
pub fn kl_gap(mu: Tensor<2>, logvar: Tensor<2>, mu_fake: Tensor<2>, logvar_fake: Tensor<2>) -> f64 {
    kl_fake(mu_fake, logvar_fake) - kl_real(mu, logvar)
}

#[test]
fn is_a_difference() {
    let device = Device::default();
    let unit = || Tensor::zeros([1, 1], &device);
    let at = |mu: f64| Tensor::full([1, 1], mu, &device);
    assert_eq!(kl_gap(at(2.0), unit(), at(4.0), unit()), 8.0 - 2.0);
}
