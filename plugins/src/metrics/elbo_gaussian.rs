//! The evidence lower bound of images.

use asivae::prelude::*;
use asivae::random::rng;

use super::likelihood::{drawn, log_likelihood};
use crate::losses::kl;

/// Evidence lower bound on `ln p(x)` in nats per image, with a Gaussian likelihood around what is decoded, of pixels from 0 to 1 as continuous numbers.
///
/// `mean_x [ln N(x; D(z), variance · I) − KL(q(z|x) ‖ N(0, I))]`, `z ~ q(z|x)`, one draw
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), eq. (3). The variance is that of no model, which trains without one: it is given, 0.01 or a
/// tenth of the range, and decides the size of the figure, which is comparable at the same variance alone. A density can be above 1, and the bound above 0.
/// The prior is the standard normal, whatever the model has learned. The images are the real ones that all figures are of.
///
/// Shapes: `x` `[n, width]`, `mu`, `logvar` `[n, latent]`.
#[intro_metric(name = "elbo-gaussian", unit = "nats", better = higher)]
pub fn elbo_gaussian(
    x: Tensor<2>,
    mu: Tensor<2>,
    logvar: Tensor<2>,
    decode: &Decode,
    image: [usize; 3],
    #[param(default = 0.01, min = 1e-9)] variance: f64,
) -> Figure {
    let z = drawn(&mu, &logvar, &mut rng(0, 0, "elbo"));
    let likelihood = log_likelihood(x, decode.call(z), variance);
    let distance: f64 = kl(mu, logvar, 0.0, 0.0).mean().into_scalar();
    let value = likelihood.iter().sum::<f64>() / likelihood.len().max(1) as f64 - distance;
    Figure::new(value)
        .with("dimensions", image.iter().product::<usize>())
        .with("likelihood", format!("Gaussian, variance {variance}"))
        .with("prior", "N(0, I)")
}
