//! The adversarial similarity distance of AS-IntroVAE: how far two batches of posteriors are apart, before anything is sampled.

mod pairs;

use asivae::prelude::*;
use burn::tensor::Bool;

/// Kernel between two posteriors `N(μ_a, v_a)` and `N(μ_b, v_b)`, as a product of factors `k_d`, one per latent dimension.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// `Π_d k_d`, `k_d = E_{z~N(0,1)}[q(z|a) q(z|b)] = exp(−½ (Δ² + v_b μ_a² + v_a μ_b²) / S) / (2π √S)`, `Δ = μ_a − μ_b`,
    /// `S = v_a + v_b + v_a v_b`: the definition under eq. (7), of which `N(μ_a; μ_b, v_a + v_b) · N(m; 0, 1 + w)` is another form.
    Prior,
    /// `Π_d k_d`, `k_d = ∫ q(z|a) q(z|b) dz = exp(−½ Δ² / S) / √(2π S)`, `S = v_a + v_b`: eq. (8), whose `exp` was lost in print.
    Product,
    /// The mean (or sum) over dimensions of `k_d = exp(−½ Δ² / S) / √S`, `S = v_a + v_b`: the released code. No product, no 2π.
    PerDimension,
}

/// What becomes of a product over many dimensions, which float32 cannot hold.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalize {
    /// `geometric` above 8 latent dimensions, otherwise `none`.
    Auto,
    /// The product as it is.
    None,
    /// The geometric mean of the factors, `exp(mean_d ln k_d)`, in place of their product.
    Geometric,
}

/// How the pairs of a batch are put together.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce {
    /// Mean over pairs, and over dimensions under `per_dimension`.
    Mean,
    /// Sum over them, as in the released encoder step: it grows with the square of the batch.
    Sum,
}

/// Latent sizes up to which `auto` leaves the product alone.
const LARGEST_PRODUCT: usize = 8;

/// Squared distance between two batches of posteriors in the space of a kernel on Gaussians; one value for the batch. It is 0 for equal
/// batches, symmetric, and with the pairs i = j counted never negative (beyond rounding).
///
/// `D = mean_ij [k(a_i, a_j) + k(b_i, b_j) − 2 k(a_i, b_j)]`
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), eq. (7), (8). Text and code differ in the kernel, in sum or mean, and in that the code passes the
/// statistics through tanh first, [`squash`](crate::maps::squash). Without that every kernel grows without bound as a variance goes to 0.
/// `product` and `prior` are worked out in the log domain; `normalize` does not concern `per_dimension`. Without `diagonal` the pairs
/// i = j of a batch with itself do not count (the unbiased form, which may be negative).
///
/// No unit; a larger latent or variance makes it smaller.
///
/// Shapes: `mu_a`, `logvar_a` `[batch_a, latent]`, `mu_b`, `logvar_b` `[batch_b, latent]` → `[1]`.
#[expect(clippy::too_many_arguments, reason = "four views, and the four choices in which text and code differ")]
#[intro_loss(whole_batch, symbol = "D")]
pub fn as_distance(
    mu_a: Tensor<2>,
    logvar_a: Tensor<2>,
    mu_b: Tensor<2>,
    logvar_b: Tensor<2>,
    #[param(default = prior)] kernel: Kernel,
    #[param(default = auto)] normalize: Normalize,
    #[param(default = mean)] reduce: Reduce,
    #[param(default = true)] diagonal: bool,
) -> Tensor<1> {
    let geometric = match normalize {
        Normalize::Auto => mu_a.dims()[1] > LARGEST_PRODUCT,
        Normalize::None => false,
        Normalize::Geometric => true,
    };
    let form = Form { kernel, geometric, reduce, diagonal };
    pairs::distance(form, [&mu_a, &logvar_a], [&mu_b, &logvar_b])
        .unwrap_or_else(|| form.distance(&Posteriors::new(mu_a, logvar_a), &Posteriors::new(mu_b, logvar_b)))
}

/// Which of the distances.
#[derive(Clone, Copy)]
struct Form {
    kernel: Kernel,
    geometric: bool,
    reduce: Reduce,
    diagonal: bool,
}

impl Form {
    /// As it is defined, in tensors.
    fn distance(self, a: &Posteriors, b: &Posteriors) -> Tensor<1> {
        self.within(a) + self.within(b) - self.between(a, b, None) * 2.0
    }

    fn within(self, q: &Posteriors) -> Tensor<1> {
        let same = |n: usize| Tensor::<2, Bool>::diag_mask([n, n], 0, &q.mu.device()).bool_not();
        self.between(q, q, (!self.diagonal).then(|| same(q.mu.dims()[1])))
    }

    fn between(self, a: &Posteriors, b: &Posteriors, mask: Option<Tensor<2, Bool>>) -> Tensor<1> {
        let mut k = a.kernel(b, self); // [dimensions left, a, b]
        let [left, rows, columns] = k.dims();
        let mut others = columns;
        if let Some(mask) = mask {
            k = k.mask_fill(mask.unsqueeze_dim::<3>(0).expand([left, rows, columns]), 0.0);
            others -= 1;
        }
        // Times the reciprocal: dividing by a number is rounded to float32 on the way back.
        k.sum() * self.weight(a.mu.dims()[0], rows, others)
    }

    /// `p` and `c` of a kernel `exp(c − p Σ_d (g / S + ln S))`, with `g` and `S` of the factors.
    fn scale(self, latent: usize) -> (f64, f64) {
        let log_two_pi = std::f64::consts::TAU.ln();
        let constant = match self.kernel {
            Kernel::PerDimension => return (0.5, 0.0),
            Kernel::Product => -0.5 * log_two_pi,
            Kernel::Prior => -log_two_pi,
        };
        let latent = latent as f64;
        let power = if self.geometric { 1.0 / latent } else { 1.0 };
        (0.5 * power, constant * latent * power)
    }

    /// What each kernel counts, of so many posteriors with so many others.
    fn weight(self, latent: usize, rows: usize, others: usize) -> f64 {
        let left = if self.kernel == Kernel::PerDimension { latent } else { 1 };
        match self.reduce {
            Reduce::Mean => 1.0 / (left * rows * others).max(1) as f64,
            Reduce::Sum => 1.0,
        }
    }
}

/// A batch of diagonal Gaussians, `[latent, batch]`: pairs then lie on the last two axes, where broadcasting is fastest.
struct Posteriors {
    mu: Tensor<2>,
    v: Tensor<2>,
}

impl Posteriors {
    fn new(mu: Tensor<2>, logvar: Tensor<2>) -> Self {
        Posteriors { mu: mu.transpose(), v: logvar.exp().transpose() }
    }

    /// The kernel of all pairs: `[1, self, other]`, or `[latent, self, other]` where dimensions are not multiplied.
    fn kernel(&self, other: &Posteriors, form: Form) -> Tensor<3> {
        let rows = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(2);
        let columns = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(1);
        let mut gap = (rows(&self.mu) - columns(&other.mu)).square();
        let mut spread = rows(&self.v) + columns(&other.v);
        if form.kernel == Kernel::Prior {
            // The integral is worked out into sums of what is never negative: no cancellation as v goes to 0.
            gap = gap
                + rows(&self.mu.clone().square()) * columns(&other.v)
                + rows(&self.v) * columns(&other.mu.clone().square());
            spread = spread + rows(&self.v) * columns(&other.v);
        }
        let log_k = gap / spread.clone() + spread.log();
        let (power, constant) = form.scale(self.mu.dims()[0]);
        match form.kernel {
            Kernel::PerDimension => (log_k * -power).exp(),
            Kernel::Product | Kernel::Prior => (log_k.sum_dim(0) * -power + constant).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KERNELS: [Kernel; 3] = [Kernel::Prior, Kernel::Product, Kernel::PerDimension];

    const FORM: Form = Form { kernel: Kernel::Prior, geometric: false, reduce: Reduce::Mean, diagonal: true };

    fn distance(a: (&Tensor<2>, &Tensor<2>), b: (&Tensor<2>, &Tensor<2>), kernel: Kernel) -> Tensor<1> {
        as_distance(a.0.clone(), a.1.clone(), b.0.clone(), b.1.clone(), kernel, Normalize::Auto, Reduce::Mean, true)
    }

    /// Means around 0, the same at every call, different for different phases.
    fn wave([batch, latent]: [usize; 2], phase: f64, device: &Device) -> Tensor<2> {
        let values = (0..batch * latent).map(|i| (1.7 * i as f64 + phase).sin() as f32).collect::<Vec<_>>();
        Tensor::<1>::from_floats(values.as_slice(), device).reshape([batch, latent])
    }

    #[test]
    fn two_unit_gaussians_one_apart() {
        let device = Device::default();
        let (zero, one) = (Tensor::zeros([1, 1], &device), Tensor::ones([1, 1], &device));
        let value = |kernel| -> f64 { distance((&zero, &zero), (&one, &zero), kernel).into_scalar() };
        let two_pi = std::f64::consts::TAU;
        // k(a, a) = k(b, b) = 1/√2, k(a, b) = exp(−¼)/√2
        let per_dimension = 2.0_f64.sqrt() * (1.0 - (-0.25_f64).exp());
        assert!((value(Kernel::PerDimension) - per_dimension).abs() < 1e-6);
        assert!((value(Kernel::Product) - per_dimension / two_pi.sqrt()).abs() < 1e-6);
        // S = 3: k(a, a) = 1, k(b, b) = k(a, b) = exp(−⅓), all over 2π√3
        let prior = (1.0 - (-1.0_f64 / 3.0).exp()) / (two_pi * 3.0_f64.sqrt());
        assert!((value(Kernel::Prior) - prior).abs() < 1e-6);
    }

    #[test]
    fn prior_is_the_expectation_that_defines_it() {
        let density =
            |z: f64, mu: f64, v: f64| (-0.5 * (z - mu).powi(2) / v).exp() / (std::f64::consts::TAU * v).sqrt();
        let (mu, v) = ([0.7, -0.4], [0.3, 1.6]);
        let step = 1e-3;
        let points = (-10_000..10_000).map(|i| i as f64 * step);
        let integral: f64 =
            points.map(|z| density(z, 0.0, 1.0) * density(z, mu[0], v[0]) * density(z, mu[1], v[1]) * step).sum();
        let device = Device::default();
        let one =
            |i: usize| Posteriors::new(Tensor::full([1, 1], mu[i], &device), Tensor::full([1, 1], v[i].ln(), &device));
        let k: f64 = one(0).kernel(&one(1), FORM).into_scalar();
        assert!((k - integral).abs() < 1e-6 * integral.abs().max(1.0), "{k}, not {integral}");
    }

    #[test]
    fn equal_batches_are_0_apart_and_the_order_does_not_matter() {
        let device = Device::default();
        let (a, b) = (wave([5, 3], 0.1, &device), wave([5, 3], 0.9, &device));
        for kernel in KERNELS {
            let same: f64 = distance((&a, &b), (&a, &b), kernel).into_scalar();
            assert_eq!(same, 0.0);
            let there: f64 = distance((&a, &b), (&b, &a), kernel).into_scalar();
            let back: f64 = distance((&b, &a), (&a, &b), kernel).into_scalar();
            // The distance is a small difference of kernels: float32 leaves four digits of it.
            assert!(there > 0.0 && (there - back).abs() < 1e-4 * there, "{kernel}: {there}, {back}");
        }
    }

    #[test]
    fn without_the_diagonal_only_pairs_count() {
        let device = Device::default();
        let (mu_a, mu_b) = (Tensor::from_data([[0.0], [1.0]], &device), Tensor::from_data([[2.0], [3.0]], &device));
        let unit = Tensor::<2>::zeros([2, 1], &device);
        let value = |reduce| -> f64 {
            let (a, b) = (Tensor::clone(&mu_a), Tensor::clone(&mu_b));
            as_distance(a, unit.clone(), b, unit.clone(), Kernel::PerDimension, Normalize::Auto, reduce, false)
                .into_scalar()
        };
        let k = |gap: f64| (-0.25 * gap * gap).exp() / 2.0_f64.sqrt();
        let cross = k(2.0) + k(3.0) + k(1.0) + k(2.0);
        assert!((value(Reduce::Mean) - (2.0 * k(1.0) - 2.0 * cross / 4.0)).abs() < 1e-6);
        assert!((value(Reduce::Sum) - (4.0 * k(1.0) - 2.0 * cross)).abs() < 1e-6);
    }

    /// Value, and gradients of the four statistics, of that distance.
    fn numbers(leaves: &[Tensor<2>; 4], distance: impl Fn([Tensor<2>; 4]) -> Tensor<1>) -> Vec<Vec<f64>> {
        let leaves = leaves.each_ref().map(|leaf| leaf.clone().detach().require_grad());
        let value = distance(leaves.clone());
        let gradients = value.backward();
        let gradients = leaves.iter().filter_map(|leaf| leaf.grad(&gradients));
        let list = |data: burn::tensor::TensorData| data.iter::<f64>().collect::<Vec<_>>();
        std::iter::once(list(value.into_data())).chain(gradients.map(|g| list(g.into_data()))).collect()
    }

    #[test]
    fn pairs_give_what_tensors_give() {
        let device = Device::default().autodiff();
        // Rows that do not fill their last lanes, more of one batch than of the other, and so few that most lanes are empty.
        for (rows, latent) in [([37, 18], 2), ([16, 33], 8), ([5, 1], 9), ([20, 20], 64), ([3, 4], 256)] {
            for logvar in [-6.0, -2.0, 0.0, 2.0] {
                let mu = |rows, phase| wave([rows, latent], phase, &device);
                let spread = |rows, phase| wave([rows, latent], phase, &device) * 0.3 + logvar;
                let statistics = [mu(rows[0], 0.3), spread(rows[0], 0.5), mu(rows[1], 2.1), spread(rows[1], 1.1)];
                for form in forms(latent) {
                    let found = numbers(&statistics, |[a, b, c, d]| {
                        pairs::distance(form, [&a, &b], [&c, &d]).expect("float32 on the processor")
                    });
                    let doubled = statistics.each_ref().map(|t| t.clone().cast(burn::tensor::DType::F64));
                    let known =
                        numbers(&doubled, |[a, b, c, d]| form.distance(&Posteriors::new(a, b), &Posteriors::new(c, d)));
                    // A distance is a small difference: what it is one of is what float32 knows to its last digits.
                    let parts = numbers(&doubled, |[a, b, c, d]| {
                        form.within(&Posteriors::new(a, b)) + form.within(&Posteriors::new(c, d))
                    });
                    assert_eq!((found.len(), known.len(), parts.len()), (5, 5, 5));
                    for (found, (known, part)) in found.iter().zip(known.iter().zip(&parts)) {
                        let largest = |all: &[f64]| all.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
                        let off: Vec<f64> = found.iter().zip(known).map(|(f, k)| f - k).collect();
                        let (off, unit) = (largest(&off), largest(known).max(largest(part)));
                        let Form { kernel, reduce, diagonal, .. } = form;
                        let form = format!("{kernel}, {reduce}, {diagonal}, {rows:?} × {latent} at {logvar}");
                        assert!(off <= 1e-5 * unit, "{form}: off by {off:e} of {unit:e}");
                    }
                }
            }
        }
    }

    /// All that float32 can hold at such a size.
    fn forms(latent: usize) -> impl Iterator<Item = Form> {
        let choices = [(Reduce::Mean, true), (Reduce::Mean, false), (Reduce::Sum, true), (Reduce::Sum, false)];
        KERNELS.into_iter().flat_map(move |kernel| {
            let geometric = latent > LARGEST_PRODUCT;
            choices.map(move |(reduce, diagonal)| Form { kernel, geometric, reduce, diagonal })
        })
    }

    #[test]
    fn what_is_near_the_ends_of_float32_or_no_number_is_left_to_tensors() {
        let device = Device::default();
        let at = |value: f32| Tensor::<2>::full([4, 2], value, &device);
        let taken = |mu, logvar| pairs::distance(FORM, [&at(mu), &at(logvar)], [&at(0.0), &at(0.0)]).is_some();
        assert!(taken(9e3, 22.0));
        assert!(!taken(2e4, 0.0) && !taken(0.0, -24.0) && !taken(f32::NAN, 0.0) && !taken(0.0, f32::INFINITY));
        let nan: f64 = distance((&at(f32::NAN), &at(0.0)), (&at(0.0), &at(0.0)), Kernel::Prior).into_scalar();
        assert!(nan.is_nan());
        let doubled = at(0.0).cast(burn::tensor::DType::F64);
        assert!(pairs::distance(FORM, [&doubled, &doubled], [&doubled, &doubled]).is_none());
    }

    #[test]
    fn finite_and_not_zero_in_value_and_gradient_at_every_size_and_variance() {
        let device = Device::default().autodiff();
        for latent in [2, 4, 8, 9, 32, 128, 256] {
            for logvar in [-6.0, -3.0, 0.0, 2.0] {
                let at = |phase| wave([6, latent], phase, &device).require_grad();
                let spread = |phase| (wave([6, latent], phase, &device) * 0.1 + logvar).detach().require_grad();
                let leaves = [at(0.3), spread(0.5), at(2.1), spread(1.1)];
                let value = distance((&leaves[0], &leaves[1]), (&leaves[2], &leaves[3]), Kernel::Prior);
                let number: f32 = value.clone().into_scalar();
                assert!(number.is_finite() && number > 0.0, "{number} at latent {latent}, logvar {logvar}");
                let gradients = value.backward();
                for (leaf, name) in leaves.iter().zip(["mu_a", "logvar_a", "mu_b", "logvar_b"]) {
                    let size = leaf.grad(&gradients).map(|g| g.abs().sum().into_scalar::<f32>());
                    let sound = size.is_some_and(|s| s.is_finite() && s > 0.0);
                    assert!(sound, "gradient of {name}: {size:?} at latent {latent}, logvar {logvar}");
                }
            }
        }
    }
}
