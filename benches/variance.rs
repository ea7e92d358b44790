//! Run with `cargo bench --profile dev --bench variance > variance.jsonl`; `python benches/variance.py variance.jsonl` draws it.
//!
//! How much distances between two batches of posteriors vary: taken before the reparameterisation (`as_distance`) and after it (`mmd`), over draws of
//! the noise for one batch, and over batches. For part 3 of docs/theory.md. Some minutes on one core.

use asivae::losses::{Kernel, Normalize, Reduce, as_distance, mmd};
use asivae::maps::squash;
use asivae::random;
use asivae::{Result, Tensor};
use burn::tensor::Device;
use serde_json::json;

/// Posteriors on each side.
const BATCH: usize = 64;
/// Draws of the noise, and of batches.
const DRAWS: usize = 200;
/// How far the means of one side lie from those of the other, in every dimension.
const SHIFT: f64 = 0.5;
const SEED: u64 = 0;

asivae::fast_allocator!();

/// Two batches of posteriors, with the means and logarithmic variances of the first to be derived by.
struct Pair {
    mu_a: Tensor<2>,
    logvar_a: Tensor<2>,
    mu_b: Tensor<2>,
    logvar_b: Tensor<2>,
}

impl Pair {
    /// Means around 0 such that all samples together have about unit variance, widths around `variance`.
    fn draw(latent: usize, variance: f64, number: u64, device: &Device) -> Pair {
        let shape = [BATCH, latent];
        let normal = |name: &str| random::normal(&mut random::rng(SEED, number, name), shape, device);
        let mu = |name: &str, shift: f64| normal(name) * (1.0 - variance).sqrt() + shift;
        let logvar = |name: &str| normal(name) * 0.2 + variance.ln();
        Pair {
            mu_a: mu("mu_a", 0.0).require_grad(),
            logvar_a: logvar("logvar_a").require_grad(),
            mu_b: mu("mu_b", SHIFT),
            logvar_b: logvar("logvar_b"),
        }
    }
}

/// A way to take the distance; the number keys the noise.
type Distance = fn(&Pair, u64) -> Tensor<1>;

const DISTANCES: [(&str, Distance); 5] = [
    ("mmd", |pair, number| {
        let [_, latent] = pair.mu_a.dims();
        let z = |mu: &Tensor<2>, logvar: &Tensor<2>, name: &str| {
            let noise = random::normal(&mut random::rng(SEED, number, name), [BATCH, latent], &mu.device());
            mu.clone() + (logvar.clone() * 0.5).exp() * noise
        };
        mmd(z(&pair.mu_a, &pair.logvar_a, "eps_a"), z(&pair.mu_b, &pair.logvar_b, "eps_b"), bandwidth(latent))
    }),
    ("mmd, expected over the noise", |pair, _| {
        // A Gaussian kernel on samples, expected over both noises, is `product` with half its squared width added to each variance, in units
        // in which the kernel of a point with itself is 1.
        let width = bandwidth(pair.mu_a.dims()[1]);
        let unit = 1.0 / (std::f64::consts::TAU.sqrt() * width);
        let mu = |mu: &Tensor<2>| mu.clone() * unit;
        let wide = |logvar: &Tensor<2>| ((logvar.clone().exp() + 0.5 * width * width) * (unit * unit)).log();
        let (a, b) = ((mu(&pair.mu_a), wide(&pair.logvar_a)), (mu(&pair.mu_b), wide(&pair.logvar_b)));
        as_distance(a.0, a.1, b.0, b.1, Kernel::Product, Normalize::None, Reduce::Mean, false)
    }),
    ("as_distance, product", |pair, _| of(pair, Kernel::Product, false)),
    ("as_distance, prior", |pair, _| of(pair, Kernel::Prior, false)),
    ("as_distance, per_dimension, squashed", |pair, _| of(pair, Kernel::PerDimension, true)),
];

/// Of the order of the distance of two samples.
fn bandwidth(latent: usize) -> f64 {
    (2.0 * latent as f64).sqrt()
}

/// The distance with its defaults, but for the kernel.
fn of(pair: &Pair, kernel: Kernel, squashed: bool) -> Tensor<1> {
    let Pair { mu_a, logvar_a, mu_b, logvar_b } = pair;
    let side = |mu: &Tensor<2>, logvar: &Tensor<2>| match squashed {
        true => squash(mu.clone(), logvar.clone()),
        false => (mu.clone(), logvar.clone()),
    };
    let (a, b) = (side(mu_a, logvar_a), side(mu_b, logvar_b));
    as_distance(a.0, a.1, b.0, b.1, kernel, Normalize::Auto, Reduce::Mean, true)
}

/// A value and its gradient, one row.
type Drawn = (f64, Vec<f64>);

/// The value, and the gradient in every mean and logarithmic variance; `shared` sums over the batch: the gradient of a shift and of a factor of the
/// width that all posteriors share, as the last layer's bias of an encoder is.
fn draw(distance: Distance, pair: &Pair, number: u64, shared: bool) -> Drawn {
    let value = distance(pair, number);
    let gradients = value.backward();
    let parts = [&pair.mu_a, &pair.logvar_a].into_iter().filter_map(|leaf| leaf.grad(&gradients)).map(|gradient| {
        let gradient = if shared { gradient.sum_dim(0) } else { gradient };
        gradient.into_data().iter::<f64>().collect::<Vec<_>>()
    });
    let gradient = parts.flatten().collect();
    (value.into_scalar::<f64>(), gradient)
}

/// What draws have in common, and what not.
struct Spread {
    mean: f64,
    /// Coefficient of variation of the value.
    value: f64,
    /// Mean of 1 − cosine of the gradient to the mean gradient.
    gradient: f64,
    /// Mean cosine between the way down in the means and the way to the other side, where gradients are shared by the batch.
    aim: f64,
}

fn spread(draws: &[Drawn]) -> Spread {
    let count = draws.len() as f64;
    let mean = draws.iter().map(|(value, _)| value).sum::<f64>() / count;
    let variance = draws.iter().map(|(value, _)| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let size = draws[0].1.len();
    let direction: Vec<f64> = (0..size).map(|i| draws.iter().map(|(_, g)| g[i]).sum::<f64>() / count).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let cosine = |a: &[f64], b: &[f64]| dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
    let mean_of = |of: &dyn Fn(&[f64]) -> f64| draws.iter().map(|(_, g)| of(g)).sum::<f64>() / count;
    let means = size / 2;
    Spread {
        mean,
        value: variance.sqrt() / mean.abs(),
        gradient: 1.0 - mean_of(&|g| cosine(g, &direction)),
        aim: -mean_of(&|g| cosine(&g[..means], &vec![SHIFT; means])),
    }
}

fn main() -> Result<()> {
    let device = Device::default().autodiff();
    for latent in [2, 16, 64] {
        for variance in [0.01, 0.1, 0.5] {
            let fixed = Pair::draw(latent, variance, 0, &device);
            for (name, distance) in DISTANCES {
                let over_noise: Vec<Drawn> = (0..DRAWS as u64).map(|i| draw(distance, &fixed, i, false)).collect();
                let batches = (0..DRAWS as u64).map(|i| (i, Pair::draw(latent, variance, i, &device)));
                let over_batches: Vec<Drawn> = batches.map(|(i, pair)| draw(distance, &pair, i, true)).collect();
                let (noise, batch) = (spread(&over_noise), spread(&over_batches));
                let row = json!({
                    "latent": latent, "variance": variance, "distance": name, "mean": noise.mean,
                    "noise": { "value": noise.value, "gradient": noise.gradient },
                    "batches": { "value": batch.value, "gradient": batch.gradient, "aim": batch.aim },
                });
                println!("{row}");
            }
        }
    }
    Ok(())
}
