//! The distance on the processor: value and gradient in one walk over the pairs, where tensors take some forty.
//!
//! Each posterior meets all of both batches. What it finds there is its part of the value; and as kernels are symmetric, twice the slope of that part is
//! its gradient. Lanes are as many on every processor, and no operation is fused: wider registers change no bit.

use asivae::prelude::*;
use burn::tensor::{DType, TensorData};
use macerator::{AutoArch, Simd, WithSimd};

use super::{Form, Kernel};

/// Numbers side by side: a register of the widest kind.
const LANES: usize = 16;

type Block = [f32; LANES];

/// Up to here neither a factor nor its slope comes near the ends of float32; beyond, tensors say what becomes of it.
const LARGEST_MEAN: f32 = 1e4;
const LARGEST_LOGVAR: f32 = 23.0;

/// The distance between two batches, each `[μ, ln σ²]`; `None` where it is a matter for tensors.
pub(super) fn distance(form: Form, a: [&Tensor<2>; 2], b: [&Tensor<2>; 2]) -> Option<Tensor<1>> {
    let (one, other) = (Batch::of(a)?, Batch::of(b)?);
    if one.latent != other.latent {
        return None;
    }
    let sides = AutoArch::new().dispatch(Sides { form, one: &one, other: &other });
    let (device, value) = (a[0].device(), sides.iter().map(|side| side.value).sum::<f64>());
    let whole = Tensor::full([1], value, (&device, DType::F32));
    let statistics = a.into_iter().chain(b).zip(sides.into_iter().flat_map(|side| [side.by_mu, side.by_logvar]));
    Some(statistics.fold(whole, |sum, (statistic, gradient)| {
        let gradient = Tensor::from_data(TensorData::new(gradient, statistic.dims()), (&device, DType::F32));
        // Zero, with that gradient.
        let still = statistic.clone().detach().set_require_grad(false);
        sum + ((statistic.clone() - still) * gradient).sum()
    }))
}

/// A batch of posteriors, a dimension after the other, each in whole blocks.
struct Batch {
    mu: Vec<Block>,
    v: Vec<Block>,
    rows: usize,
    latent: usize,
}

impl Batch {
    fn of([mu, logvar]: [&Tensor<2>; 2]) -> Option<Batch> {
        let [rows, latent] = mu.dims();
        let mu = host(mu).filter(|mu| mu.iter().all(|mu| mu.abs() <= LARGEST_MEAN))?;
        let logvar = host(logvar).filter(|all| all.iter().all(|logvar| logvar.abs() <= LARGEST_LOGVAR))?;
        if mu.is_empty() || mu.len() != logvar.len() {
            return None;
        }
        let v: Vec<f32> = logvar.into_iter().map(f32::exp).collect();
        Some(Batch { mu: blocks(&mu, latent), v: blocks(&v, latent), rows, latent })
    }

    /// A dimension of all.
    #[inline(always)]
    fn dimension(&self, d: usize) -> impl Iterator<Item = (&Block, &Block)> {
        let blocks = self.rows.div_ceil(LANES);
        let all = d * blocks..(d + 1) * blocks;
        self.mu[all.clone()].iter().zip(&self.v[all])
    }

    /// A dimension of one.
    #[inline(always)]
    fn posterior(&self, row: usize, d: usize) -> (f32, f32) {
        let block = d * self.rows.div_ceil(LANES) + row / LANES;
        (self.mu[block][row % LANES], self.v[block][row % LANES])
    }
}

/// The numbers of a tensor, where the processor has them in float32.
fn host(tensor: &Tensor<2>) -> Option<Vec<f32>> {
    let here = tensor.dtype() == DType::F32 && tensor.device().inner() == Device::flex();
    if here { tensor.clone().inner().into_data().try_into_vec().ok() } else { None }
}

/// Columns as blocks. Beyond the last row stand ones, of which any kernel is finite.
fn blocks(values: &[f32], columns: usize) -> Vec<Block> {
    let rows = values.len() / columns;
    let each = rows.div_ceil(LANES);
    let mut blocks = vec![[1.0; LANES]; columns * each];
    for (row, values) in values.chunks_exact(columns).enumerate() {
        for (column, value) in values.iter().enumerate() {
            blocks[column * each + row / LANES][row % LANES] = *value;
        }
    }
    blocks
}

/// What the posteriors of one batch have found.
struct Side {
    value: f64,
    /// `[batch, latent]`, as the next
    by_mu: Vec<f32>,
    by_logvar: Vec<f32>,
}

struct Sides<'a> {
    form: Form,
    one: &'a Batch,
    other: &'a Batch,
}

impl WithSimd for Sides<'_> {
    type Output = [Side; 2];

    /// The compiler finds the vectors of `S`, in all that is inlined here.
    #[inline(always)]
    fn with_simd<S: Simd>(self) -> [Side; 2] {
        let Sides { form, one, other } = self;
        match form.kernel {
            Kernel::Prior => [side::<true>(form, one, other), side::<true>(form, other, one)],
            Kernel::Product | Kernel::PerDimension => {
                [side::<false>(form, one, other), side::<false>(form, other, one)]
            }
        }
    }
}

#[inline(always)]
fn side<const PRIOR: bool>(form: Form, own: &Batch, other: &Batch) -> Side {
    let latent = own.latent;
    let (power, constant) = form.scale(latent);
    let (power, constant) = (power as f32, constant as f32);
    let weight = |others| form.weight(latent, own.rows, others) as f32;
    let met =
        [(own, weight(own.rows - usize::from(!form.diagonal)), !form.diagonal), (other, -weight(other.rows), false)];
    // Dimensions that stand in one kernel.
    let together = if form.kernel == Kernel::PerDimension { 1 } else { latent };
    let mut side = Side { value: 0.0, by_mu: vec![0.0; own.rows * latent], by_logvar: vec![0.0; own.rows * latent] };
    let mut row = Vec::new();
    for first in (0..latent).step_by(together) {
        let dimensions = first..first + together;
        for i in 0..own.rows {
            for (batch, weight, but_itself) in met {
                row.clear();
                row.resize(batch.rows.div_ceil(LANES), [0.0; LANES]);
                for d in dimensions.clone() {
                    add_logs::<PRIOR>(&mut row, own.posterior(i, d), batch.dimension(d));
                }
                for log in row.as_flattened_mut() {
                    *log = exp(constant - power * *log);
                }
                let kernels = row.as_flattened_mut();
                kernels[batch.rows..].fill(0.0);
                if but_itself {
                    kernels[i] = 0.0;
                }
                side.value += f64::from(weight) * total(&row);
                for d in dimensions.clone() {
                    let posterior = own.posterior(i, d);
                    let (by_mu, by_v) = slopes::<PRIOR>(&row, posterior, batch.dimension(d));
                    let (scale, at) = (-2.0 * weight * power, i * latent + d);
                    side.by_mu[at] += scale * by_mu;
                    side.by_logvar[at] += scale * by_v * posterior.1;
                }
            }
        }
    }
    side
}

/// `g` and `S` of a factor `exp(−½ g / S) / √S`.
#[inline(always)]
fn factor<const PRIOR: bool>((mu, v): (f32, f32), mu_j: f32, v_j: f32) -> (f32, f32) {
    let gap = (mu - mu_j) * (mu - mu_j);
    if PRIOR { (gap + mu * mu * v_j + v * (mu_j * mu_j), v + v_j + v * v_j) } else { (gap, v + v_j) }
}

/// Adds `g / S + ln S` for each of a row.
#[inline(always)]
fn add_logs<'a, const PRIOR: bool>(
    row: &mut [Block],
    posterior: (f32, f32),
    others: impl Iterator<Item = (&'a Block, &'a Block)>,
) {
    for (logs, (mu, v)) in row.iter_mut().zip(others) {
        for lane in 0..LANES {
            let (gap, spread) = factor::<PRIOR>(posterior, mu[lane], v[lane]);
            logs[lane] += gap / spread + ln(spread);
        }
    }
}

/// Sums over a row of kernels, each times the slope of `g / S + ln S` by μ and by v.
#[inline(always)]
fn slopes<'a, const PRIOR: bool>(
    kernels: &[Block],
    posterior: (f32, f32),
    others: impl Iterator<Item = (&'a Block, &'a Block)>,
) -> (f32, f32) {
    let (mut by_mu, mut by_v) = ([0.0; LANES], [0.0; LANES]);
    for (k, (mu, v)) in kernels.iter().zip(others) {
        for lane in 0..LANES {
            let (mu, v) = (mu[lane], v[lane]);
            let (gap, spread) = factor::<PRIOR>(posterior, mu, v);
            let inverse = 1.0 / spread;
            let share = k[lane] * inverse;
            let left = 1.0 - gap * inverse;
            let (pull, push) = if PRIOR {
                (posterior.0 - mu + posterior.0 * v, mu * mu + left * (1.0 + v))
            } else {
                (posterior.0 - mu, left)
            };
            by_mu[lane] += share * (pull + pull);
            by_v[lane] += share * push;
        }
    }
    (by_mu.iter().sum(), by_v.iter().sum())
}

#[inline(always)]
fn total(row: &[Block]) -> f64 {
    let mut sums = [0.0; LANES];
    for block in row {
        for lane in 0..LANES {
            sums[lane] += block[lane];
        }
    }
    sums.iter().copied().map(f64::from).sum()
}

// ln 2 in two parts, of which the first has few digits: its products are exact.
const LN_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);

/// `eˣ` without a branch, to an ulp; zero or infinite where float32 has no normal number for it.
///
/// Moshier, *Cephes*, `expf`.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Added and taken away it rounds; in between the last bits are the whole number.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-88.0, 89.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2.0 - n * LN_2.1;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let p = p * r * r + r + 1.0;
    p * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

/// `ln x` of a normal number above zero without a branch, to an ulp.
///
/// Moshier, *Cephes*, `logf`.
#[inline(always)]
fn ln(x: f32) -> f32 {
    let power = x.to_bits().wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits()).cast_signed() >> 23;
    let s = f32::from_bits(x.to_bits().wrapping_sub(power.cast_unsigned() << 23)) - 1.0;
    let n = power as f32;
    let p = 7.037_683_6e-2;
    let p = p * s - 1.151_461e-1;
    let p = p * s + 1.167_699_9e-1;
    let p = p * s - 1.242_014_1e-1;
    let p = p * s + 1.424_932_3e-1;
    let p = p * s - 1.666_805_8e-1;
    let p = p * s + 2.000_071_5e-1;
    let p = p * s - 2.499_999_4e-1;
    let p = p * s + 3.333_333e-1;
    let square = s * s;
    s + (p * s * square - 0.5 * square + n * LN_2.1) + n * LN_2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_are_right_to_an_ulp() {
        let ulp = f64::from(f32::EPSILON);
        for i in -87_000..88_000 {
            let x = i as f32 * 1e-3;
            let (found, known) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((found / known - 1.0).abs() < ulp, "exp({x}) = {found}, not {known}");
            let y = (x * 0.5).exp();
            let (found, known) = (f64::from(ln(y)), f64::from(y).ln());
            assert!((found - known).abs() <= ulp * known.abs(), "ln({y}) = {found}, not {known}");
        }
        assert_eq!((exp(-200.0), exp(200.0)), (0.0, f32::INFINITY));
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn wider_registers_change_no_bit() {
        let wave = |phase: f32| blocks(&(0..100).map(|i| (1.7 * i as f32 + phase).sin()).collect::<Vec<_>>(), 2);
        let batch = |phase| Batch { mu: wave(phase), v: blocks(&[0.3; 100], 2), rows: 50, latent: 2 };
        let (one, other) = (&batch(0.1), &batch(0.9));
        let form =
            Form { kernel: Kernel::Prior, geometric: false, reduce: crate::losses::Reduce::Mean, diagonal: true };
        let narrow = side::<true>(form, one, other);
        let [wide, _] = AutoArch::new().dispatch(Sides { form, one, other });
        assert_ne!(narrow.value, 0.0);
        assert_eq!(narrow.value.to_bits(), wide.value.to_bits());
        assert!(narrow.by_mu == wide.by_mu && narrow.by_logvar == wide.by_logvar);
    }
}
