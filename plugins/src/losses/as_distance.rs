//! The adversarial similarity distance of AS-IntroVAE.

use burn::tensor::Tensor;

/// The kernel between two diagonal Gaussians `N(μ_a, v_a)` and `N(μ_b, v_b)`; `Δ = μ_a − μ_b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    PerDimension,
    Product,
    Prior,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalize { Auto, None, Geometric }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce { Mean, Sum }

#[allow(clippy::too_many_arguments)]
pub fn as_distance(
    mu_a: Tensor<2>,
    logvar_a: Tensor<2>,
    mu_b: Tensor<2>,
    logvar_b: Tensor<2>,
    kernel: Kernel,
    normalize: Normalize,
    reduce: Reduce,
    diagonal: bool,
) -> Tensor<1> {
    let a = (mu_a.transpose(), logvar_a.exp().transpose());
    let b = (mu_b.transpose(), logvar_b.exp().transpose());
    let within = |q: &Pair| kernel_mean(q, q, kernel);
    within(&a) + within(&b) - kernel_mean(&a, &b, kernel) * 2.0
}
type Pair = (Tensor<2>, Tensor<2>);

fn kernel_mean((mu_a, v_a): &Pair, (mu_b, v_b): &Pair, kernel: Kernel) -> Tensor<1> {
    let rows = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(2);
    let columns = |t: &Tensor<2>| t.clone().unsqueeze_dim::<3>(1);
    let gap = (rows(mu_a) - columns(mu_b)).square();
    let total = rows(v_a) + columns(v_b);
    let (gap, total) = if kernel == Kernel::Prior {
        (
            gap + rows(&mu_a.clone().square()) * columns(v_b) + rows(v_a) * columns(&mu_b.clone().square()),
            total + rows(v_a) * columns(v_b),
        )
    } else {
        (gap, total)
    };
    let log = gap / total.clone() + total.log();
    match kernel {
        Kernel::PerDimension => (log * -0.5).exp().mean(),
        _ => (log.sum_dim(0) * -0.5).exp().mean(),
    }
}

#[test]
fn timing() {
    use burn::tensor::{Device, Distribution};
    let device = Device::flex().autodiff();
    for (b, z) in [(512, 2), (256, 2), (32, 128)] {
        for kernel in [Kernel::PerDimension, Kernel::Product, Kernel::Prior] {
            let t = |s: f64| Tensor::<2>::random([b, z], Distribution::Normal(0.0, s), &device).require_grad();
            let (a, la, c, lc) = (t(1.0), t(0.5), t(1.0), t(0.5));
            let mut best = (f64::MAX, f64::MAX);
            for _ in 0..10 {
                let s = std::time::Instant::now();
                let d = as_distance(a.clone(), la.clone(), c.clone(), lc.clone(), kernel, Normalize::None, Reduce::Mean, true);
                let _: f64 = d.clone().into_scalar();
                let f = s.elapsed().as_secs_f64();
                let _g = d.backward();
                best = (best.0.min(f), best.1.min(s.elapsed().as_secs_f64()));
            }
            println!("{b} {z} {kernel:?} forward {:.2} ms, with backward {:.2} ms", best.0 * 1e3, best.1 * 1e3);
        }
    }
}
