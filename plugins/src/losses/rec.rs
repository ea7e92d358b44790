//! Reconstruction error.

use asivae::prelude::*;

/// How far a prediction is from its target, per pixel.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// `(s − ŝ)²`
    Mse,
    /// `|s − ŝ|`
    L1,
    /// `−s ln ŝ − (1 − s) ln(1 − ŝ)`, for values in [0, 1]; logarithms are cut at −100, as in PyTorch.
    Bce,
}

/// Reconstruction error of a source: a distance summed (not averaged) over pixels, one value per sample.
///
/// `Σ_p (s_p − ŝ_p)²`, or `l1`, `bce` in place of the square
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released code `calc_reconstruction_loss`; up to constants `−ln p(x|z)` with a Gaussian, Laplace or
/// Bernoulli decoder (Kingma & Welling 2014, app. C).
///
/// Unit: that of the pixels, squared (`mse`); nats (`bce`).
///
/// Shapes: `target`, `x_hat` `[batch, C, H, W]` → `[batch]`.
#[intro_loss(symbol = r"\mathcal{L}_\mathrm{rec}")]
pub fn rec(target: Tensor<4>, x_hat: Tensor<4>, #[param(default = mse)] distance: Distance) -> Tensor<1> {
    let per_pixel = match distance {
        Distance::Mse => (target - x_hat).square(),
        Distance::L1 => (target - x_hat).abs(),
        Distance::Bce => {
            // Cut before the logarithm: behind it, a prediction of exactly 0 would have a gradient of 0 · ∞.
            let ln = |p: Tensor<4>| p.clamp_min((-100.0_f64).exp()).log();
            let there = target.clone() * ln(x_hat.clone());
            let not: Tensor<4> = (1.0 - target) * ln(1.0 - x_hat);
            (there + not).neg()
        }
    };
    per_pixel.flatten::<2>(1, 3).sum_dim(1).squeeze_dim(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(target: [f32; 2], x_hat: [f32; 2], distance: Distance) -> f64 {
        let image = |v: [f32; 2]| Tensor::<2>::from_data([v], &Device::default()).reshape([1, 1, 1, 2]);
        rec(image(target), image(x_hat), distance).into_scalar()
    }

    #[test]
    fn sums_over_pixels() {
        assert_eq!(values([0.0, 1.0], [1.0, 4.0], Distance::Mse), 1.0 + 9.0);
        assert_eq!(values([0.0, 1.0], [1.0, 4.0], Distance::L1), 1.0 + 3.0);
    }

    #[test]
    fn a_coin_toss_costs_ln_2_per_pixel_and_certainty_is_cut_at_100() {
        let coin = values([0.0, 1.0], [0.5, 0.5], Distance::Bce);
        assert!((coin - 2.0 * 2.0_f64.ln()).abs() < 1e-6, "{coin}");
        let wrong = values([0.0, 1.0], [0.0, 0.0], Distance::Bce);
        assert!((wrong - 100.0).abs() < 0.1, "{wrong}");
    }

    #[test]
    fn a_certain_mistake_has_a_finite_gradient() {
        let device = Device::default().autodiff();
        let x_hat = Tensor::<4>::zeros([1, 1, 1, 2], &device).require_grad();
        let gradients = rec(Tensor::ones([1, 1, 1, 2], &device), x_hat.clone(), Distance::Bce).sum().backward();
        let gradient = x_hat.grad(&gradients).map(|g| g.into_data().iter::<f32>().all(f32::is_finite));
        assert_eq!(gradient, Some(true));
    }
}
