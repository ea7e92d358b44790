//! KL divergence with free bits.

use asivae::prelude::*;

/// `Σ_d max(λ, mean_batch KL_d)` in nats: a dimension of the latent may hold λ nats for nothing, so that it is not given up early.
///
/// `KL_d = ½ (μ_d² + σ_d² − ln σ_d² − 1)`
///
/// Kingma et al., *Improving Variational Inference with Inverse Autoregressive Flow* (NeurIPS 2016), eq. (15), each dimension a group of its own. A
/// dimension below λ has no gradient.
///
/// Shapes: `mu`, `logvar` `[batch, latent]` → `[1]`; λ is `free`, in nats.
#[intro_loss(whole_batch, symbol = r"D_{\mathrm{KL}}^{\lambda}")]
pub fn free_bits(mu: Tensor<2>, logvar: Tensor<2>, #[param(default = 0.1, min = 0.0)] free: f64) -> Tensor<1> {
    let per_dimension = (mu.square() + logvar.clone().exp() - logvar - 1.0) * 0.5;
    per_dimension.mean_dim(0).clamp_min(free).sum()
}

#[test]
fn a_dimension_counts_for_at_least_what_is_free() {
    let device = Device::default();
    // KL of the dimensions, mean over the batch: (2 + 0) / 2 = 1, and 0.
    let mu = Tensor::from_data([[2.0, 0.0], [0.0, 0.0]], &device);
    let value: f64 = free_bits(mu, Tensor::zeros([2, 2], &device), 0.25).into_scalar();
    assert_eq!(value, 1.25);
}
