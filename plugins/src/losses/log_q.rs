//! Log-density of a latent under its posterior.

use asivae::prelude::*;

/// `ln q(z|x)` in nats of a Gaussian posterior, one value per sample; `log_q(xg, z = z_p)` is that of a latent from elsewhere.
///
/// `−½ Σ_d ((z_d − μ_d)²/σ_d² + ln σ_d² + ln 2π)`
///
/// Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), eq. (9).
///
/// Shapes: `z`, `mu`, `logvar` `[batch, latent]` → `[batch]`.
#[intro_loss(symbol = r"\ln q")]
pub fn log_q(z: Tensor<2>, mu: Tensor<2>, logvar: Tensor<2>) -> Tensor<1> {
    let squares = (z - mu).square() * logvar.clone().neg().exp();
    (squares + logvar + LN_2_PI).sum_dim(1).squeeze_dim::<1>(1) * -0.5
}

/// `ln 2π`
pub(super) const LN_2_PI: f64 = 1.837_877_066_409_345_5;

#[test]
fn two_standard_deviations_cost_two_nats() {
    let device = Device::default();
    let z = Tensor::from_data([[1.0, 3.0]], &device);
    let mu = Tensor::from_data([[1.0, -1.0]], &device);
    let logvar = Tensor::from_data([[0.0, 2.0 * 2.0_f32.ln()]], &device);
    let value: f64 = log_q(z, mu, logvar).into_scalar();
    let expected = -2.0 - 2.0_f64.ln() - LN_2_PI;
    assert!((value - expected).abs() < 1e-6, "{value}, not {expected}");
}
