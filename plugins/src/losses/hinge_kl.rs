//! IntroVAE's margin on the KL divergence of fakes.

use asivae::prelude::*;

use crate::losses::kl;

/// How far the mean KL divergence of a batch stays below the margin `m`, in nats, one value for the batch.
///
/// `[m − mean_B kl(s)]⁺`; the mean is taken first. For the hinge of each sample write `hinge(m - kl(s))` in the model.
///
/// Huang et al., *IntroVAE* (NeurIPS 2018), eq. (11), (12), as in the authors' code.
///
/// Shapes: `mu`, `logvar` `[batch, latent]` → `[1]`.
#[intro_loss(whole_batch, symbol = r"[m-\overline{D_\mathrm{KL}}]^+")]
pub fn hinge_kl(mu: Tensor<2>, logvar: Tensor<2>, #[param(min = 0.0)] m: f64) -> Tensor<1> {
    (m - kl(mu, logvar, 0.0, 0.0).mean()).clamp_min(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_comes_before_the_hinge() {
        let device = Device::default();
        // KL of the two samples: 0 and 8, mean 4
        let mu = Tensor::from_data([[0.0], [4.0]], &device);
        let value = |m: f64| -> f64 { hinge_kl(mu.clone(), Tensor::zeros([2, 1], &device), m).into_scalar() };
        assert_eq!(value(5.0), 1.0);
        assert_eq!(value(3.0), 0.0);
    }
}
