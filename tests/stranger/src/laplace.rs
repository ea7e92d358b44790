//! A posterior with a view of its own.

use ivae::prelude::*;

/// A Laplace distribution, and the log-density of what was drawn: `z = loc − b · sign(u − ½) · ln(1 − 2|u − ½|)`, `b = exp(log_b)`.
///
/// Shapes: `loc`, `log_b`, `u` `[batch, latent]` → `z` `[batch, latent]`, `log_q` `[batch, 1]`.
#[intro_posterior(gives = "z, log_q")]
pub fn laplace(loc: Tensor<2>, log_b: Tensor<2>, u: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let side = u - 0.5;
    let away = (side.clone().abs() * -2.0 + 1.0).clamp_min(1e-6).log();
    let z = loc - log_b.clone().exp() * side.sign() * away.clone();
    (z, (away - log_b - std::f64::consts::LN_2).sum_dim(1))
}

#[test]
fn at_the_median_it_is_its_centre() {
    let device = Device::default();
    let tensor = |value: f64| Tensor::<2>::full([1, 1], value, &device);
    let (z, log_q) = laplace(tensor(3.0), tensor(0.0), tensor(0.5));
    assert_eq!(z.into_scalar::<f32>(), 3.0);
    // The density of a Laplace distribution of scale 1 at its centre is ½.
    assert!((log_q.into_scalar::<f32>() - 0.5_f32.ln()).abs() < 1e-6);
}
