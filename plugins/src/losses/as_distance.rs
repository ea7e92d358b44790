//! The adversarial similarity distance of AS-IntroVAE.

use asivae::prelude::*;

/// Distance between two batches of posteriors, before any sample is drawn: a maximum mean discrepancy whose kernel compares
/// diagonal Gaussians. One number for the whole batch, without unit.
///
/// `D = mean_ij [k(a_i, a_j) + k(b_i, b_j) − 2·k(a_i, b_j)]` over all pairs, those with i = j included unless `diagonal = false`.
///
/// `normalize = geometric` takes the exponential of the mean over dimensions of `ln k` in place of the product, which keeps the range
/// of float32 at any latent size; `auto` does so above eight dimensions. Without [`squash`](crate::maps::squash) every kernel is
/// unbounded as variances vanish.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), eqs. (7) and (8).
///
/// Shapes: `mu_a`, `logvar_a`, `mu_b`, `logvar_b` `[batch, latent]` → `[1]`.
#[intro_loss(whole_batch, symbol = "D")]
#[expect(clippy::too_many_arguments, reason = "four views and four choices, each by its name")]
pub fn as_distance(
    mu_a: Tensor<2>,
    logvar_a: Tensor<2>,
    mu_b: Tensor<2>,
    logvar_b: Tensor<2>,
    #[param(default = product)] kernel: Kernel,
    #[param(default = auto)] normalize: Normalize,
    #[param(default = mean)] reduce: Reduce,
    #[param(default = true)] diagonal: bool,
) -> Tensor<1> {
    let [_, latent] = mu_a.dims();
    let geometric = match normalize {
        Normalize::Auto => latent > LARGE_LATENT,
        Normalize::None => false,
        Normalize::Geometric => true,
    };
    let measure = Measure { kernel, geometric, reduce, diagonal };
    let a = Posteriors::new(mu_a, logvar_a);
    let b = Posteriors::new(mu_b, logvar_b);
    measure.within(&a) + measure.within(&b) - measure.between(&a, &b) * 2.0
}

/// The kernel between `N(μ_a, v_a)` and `N(μ_b, v_b)`, per dimension with `Δ = μ_a − μ_b`, `V = v_a + v_b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Kernel {
    /// As released: `exp(−½ Δ²/V) / √V` in each dimension by itself, then averaged (or summed) over dimensions.
    PerDimension,
    /// Eq. (8), its `exp` restored: the overlap `∫ q_a q_b = Π_d exp(−½ Δ²/V) / √(2πV)`.
    Product,
    /// The definition under eq. (7): `E_{z ~ N(0, I)}[q_a(z)·q_b(z)]`.
    Prior,
}

/// How the kernels of single dimensions are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Normalize {
    /// `geometric` above eight latent dimensions, else `none`.
    Auto,
    /// Their product.
    None,
    /// Their geometric mean.
    Geometric,
}

/// How pairs (and the dimensions of `per_dimension`) are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Reduce {
    /// Their mean.
    Mean,
    /// Their sum, as in the released encoder step.
    Sum,
}

/// Up to this many dimensions a product of kernels stays well within float32.
const LARGE_LATENT: usize = 8;

struct Posteriors {
    mu: Tensor<2>,
    variance: Tensor<2>,
}

impl Posteriors {
    fn new(mu: Tensor<2>, logvar: Tensor<2>) -> Self {
        // Latent first: pairs then lie side by side in memory.
        Posteriors { mu: mu.transpose(), variance: logvar.exp().transpose() }
    }
}

struct Measure {
    kernel: Kernel,
    geometric: bool,
    reduce: Reduce,
    diagonal: bool,
}

impl Measure {
    fn within(&self, a: &Posteriors) -> Tensor<1> {
        let column = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(2);
        let row = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(1);
        let all = self.kernel((column(&a.mu), column(&a.variance)), (row(&a.mu), row(&a.variance)));
        let [.., batch] = all.dims();
        let (batch, mut sum) = (batch as f64, self.sum(all));
        let mut pairs = batch * batch;
        if !self.diagonal {
            sum = sum - self.sum(self.kernel((row(&a.mu), row(&a.variance)), (row(&a.mu), row(&a.variance))));
            pairs -= batch;
        }
        self.average(sum, pairs)
    }

    fn between(&self, a: &Posteriors, b: &Posteriors) -> Tensor<1> {
        let column = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(2);
        let row = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(1);
        let all = self.kernel((column(&a.mu), column(&a.variance)), (row(&b.mu), row(&b.variance)));
        let [_, rows, columns] = all.dims();
        self.average(self.sum(all), (rows * columns) as f64)
    }

    /// Kernels of pairs, `[latent or 1, a, b]`, in the log domain until the end.
    fn kernel(&self, (mu_a, v_a): (Tensor<3>, Tensor<3>), (mu_b, v_b): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        let mut distance = (mu_a.clone() - mu_b.clone()).square();
        let mut total = v_a.clone() + v_b.clone();
        if self.kernel == Kernel::Prior {
            // The integral of three Gaussians, the prior's variance being 1: Δ² + μ_a²·v_b + μ_b²·v_a over V + v_a·v_b.
            distance = distance + mu_a.square() * v_b.clone() + v_a.clone() * mu_b.square();
            total = total + v_a * v_b;
        }
        let twice = distance / total.clone() + total.log();
        let [latent, ..] = twice.dims();
        let ln_two_pi = (2.0 * std::f64::consts::PI).ln();
        // −½·twice is ln k without its constant: (2π)^½ per dimension for two Gaussians, 2π for three.
        let constant = match self.kernel {
            Kernel::PerDimension => return (twice * -0.5).exp(),
            Kernel::Product => 0.5 * ln_two_pi,
            Kernel::Prior => ln_two_pi,
        };
        match self.geometric {
            true => (twice.mean_dim(0) * -0.5 - constant).exp(),
            false => (twice.sum_dim(0) * -0.5 - constant * latent as f64).exp(),
        }
    }

    /// Over pairs a sum; over dimensions as `reduce` says.
    fn sum(&self, kernels: Tensor<3>) -> Tensor<1> {
        let [dimensions, ..] = kernels.dims();
        match self.reduce {
            Reduce::Sum => kernels.sum(),
            Reduce::Mean => kernels.sum() / dimensions as f64,
        }
    }

    fn average(&self, sum: Tensor<1>, pairs: f64) -> Tensor<1> {
        match self.reduce {
            Reduce::Sum => sum,
            Reduce::Mean => sum / pairs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(rows: usize, columns: usize, [amplitude, frequency, bias]: [f32; 3]) -> Tensor<2> {
        let values: Vec<f32> = (0..rows * columns).map(|k| bias + amplitude * (frequency * k as f32).sin()).collect();
        Tensor::<1>::from_floats(values.as_slice(), &Device::default().autodiff()).reshape([rows, columns])
    }

    fn by_default(a: (&Tensor<2>, &Tensor<2>), b: (&Tensor<2>, &Tensor<2>), kernel: Kernel) -> Tensor<1> {
        as_distance(a.0.clone(), a.1.clone(), b.0.clone(), b.1.clone(), kernel, Normalize::Auto, Reduce::Mean, true)
    }

    #[test]
    fn two_unit_gaussians_one_apart() {
        let at = |m: f32| Tensor::<2>::from_floats([[m]], &Device::default());
        let value = by_default((&at(0.0), &at(0.0)), (&at(1.0), &at(0.0)), Kernel::Product).into_scalar::<f64>();
        // k(a, a) = 1/√(4π), k(a, b) = e^(−1/4)/√(4π).
        let expected = 2.0 * (1.0 - (-0.25_f64).exp()) / (4.0 * std::f64::consts::PI).sqrt();
        assert!((value - expected).abs() < 1e-6, "{value}, expected {expected}");
    }

    #[test]
    fn it_is_zero_for_equal_batches_and_symmetric() {
        let (mu, logvar) = (wave(6, 3, [1.0, 1.1, 0.0]), wave(6, 3, [0.5, 0.7, -1.0]));
        let (other, spread) = (wave(6, 3, [0.8, 1.7, 0.3]), wave(6, 3, [0.5, 0.4, 0.2]));
        for kernel in [Kernel::PerDimension, Kernel::Product, Kernel::Prior] {
            assert_eq!(by_default((&mu, &logvar), (&mu, &logvar), kernel).into_scalar::<f32>(), 0.0);
            let there = by_default((&mu, &logvar), (&other, &spread), kernel).into_scalar::<f64>();
            let back = by_default((&other, &spread), (&mu, &logvar), kernel).into_scalar::<f64>();
            assert!(there > 0.0 && (there - back).abs() < 1e-6, "{kernel:?}: {there}, {back}");
        }
    }

    #[test]
    fn it_keeps_its_range_at_any_latent_size() {
        for latent in [2, 8, 9, 32, 128, 256] {
            for logvar in [-6.0, -3.0, 0.0, 2.0] {
                for kernel in [Kernel::PerDimension, Kernel::Product, Kernel::Prior] {
                    let (mu, log_a) = (wave(5, latent, [1.0, 0.9, 0.0]), wave(5, latent, [0.1, 0.3, logvar]).require_grad());
                    let (other, log_b) = (wave(5, latent, [1.0, 1.3, 0.2]), wave(5, latent, [0.1, 0.7, logvar]));
                    let mu = mu.require_grad();
                    let distance = by_default((&mu, &log_a), (&other, &log_b), kernel);
                    let value = distance.clone().into_scalar::<f64>();
                    let gradients = distance.backward();
                    let size = |t: &Tensor<2>| t.grad(&gradients).map_or(0.0, |g| g.abs().sum().into_scalar::<f64>());
                    let slope = size(&mu) + size(&log_a);
                    let what = format!("{kernel:?}, latent {latent}, logvar {logvar}: {value}, gradient {slope}");
                    assert!(value > 0.0 && value.is_finite() && slope > 0.0 && slope.is_finite(), "{what}");
                }
            }
        }
    }
}
