//! The adversarial symmetric VAE on a case that is solved by hand: everything linear and Gaussian.

use asivae_framework::plugin::{ModelPlugin, find};
use asivae_framework::prelude::*;
use asivae_framework::{Result, Trainer, random};
use burn::module::Param;

/// Spread of the data, slope and variance of the posterior, slope and variance of the decoder; both dimensions are alike.
const S: f64 = 1.3;
const A: f64 = 0.5;
const V: f64 = 0.4;
const B: f64 = 0.9;
const W: f64 = 0.3;

/// A Gaussian around the origin.
#[intro_dataset(name = "one-gaussian")]
fn one_gaussian() -> OneGaussian {
    OneGaussian
}

struct OneGaussian;

impl Dataset for OneGaussian {
    fn name(&self) -> &str {
        "one-gaussian"
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let noise = random::normal(rng, [size, 2], &Device::default()) * S;
        noise.into_data().iter::<f32>().collect()
    }
}

/// `slope · first input`, and beside it a constant, or what spreads a second input.
#[derive(Module, Debug)]
struct Line {
    slope: Param<Tensor<1>>,
    #[module(skip)]
    other: f64,
}

/// A posterior `N(slope · x, exp(other))`, or a decoder `slope · z + other · noise`.
#[intro_network]
fn line(device: &Device, #[param(default = 1.0)] slope: f64, #[param(default = 0.0)] other: f64) -> Line {
    Line { slope: Param::from_tensor(Tensor::from_data([slope], device)), other }
}

impl Network for Line {
    fn forward(&self, mut inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let first = inputs.remove(0).flat();
        let centre = first.clone() * self.slope.val().unsqueeze_dim(0);
        match inputs.pop() {
            Some(noise) => io.split(centre + noise.flat() * self.other),
            None => io.split(Tensor::cat(vec![centre, first.zeros_like() + self.other], 1)),
        }
    }
}

/// `Σ_d (xx · x_d² + xz · x_d z_d + zz · z_d² + one)`.
#[derive(Module, Debug)]
struct Quadratic {
    weights: Param<Tensor<1>>,
}

/// A critic of pairs.
#[intro_network]
fn quadratic(
    device: &Device,
    #[param(default = 0.0)] xx: f64,
    #[param(default = 0.0)] xz: f64,
    #[param(default = 0.0)] zz: f64,
    #[param(default = 0.0)] one: f64,
) -> Quadratic {
    Quadratic { weights: Param::from_tensor(Tensor::from_data([xx, xz, zz, one], device)) }
}

impl Network for Quadratic {
    fn forward(&self, inputs: Vec<Signal>, _: &Io) -> Vec<Signal> {
        let [x, z] = [inputs[0].clone().flat(), inputs[1].clone().flat()];
        let part = |square: Tensor<2>| square.sum_dim(1);
        let ones = x.clone().ones_like();
        let parts = Tensor::cat(vec![part(x.clone().square()), part(x * z.clone()), part(z.square()), part(ones)], 1);
        vec![Signal::Flat((parts * self.weights.val().unsqueeze_dim(0)).sum_dim(1))]
    }
}

/// A covariance of `(x, z)`: variance of x, covariance, variance of z.
#[derive(Clone, Copy)]
struct Joint([f64; 3]);

impl Joint {
    /// What the encoder joins.
    const Q: Joint = Joint([S * S, A * S * S, A * A * S * S + V]);
    /// What the decoder joins.
    const P: Joint = Joint([B * B + W, B, 1.0]);

    fn determinant(self) -> f64 {
        let [x, xz, z] = self.0;
        x * z - xz * xz
    }

    /// `KL(self ‖ other)` in nats.
    fn kl(self, other: Joint) -> f64 {
        let ([x, xz, z], [ox, oxz, oz]) = (self.0, other.0);
        let trace = (oz * x - 2.0 * oxz * xz + ox * z) / other.determinant();
        0.5 * (trace - 2.0 + (other.determinant() / self.determinant()).ln())
    }

    /// `ln self(x, z) − ln N(x; 0, x_variance) − ln N(z; 0, z_variance)` as a quadratic: Pu et al. (2017), proposition of the optimal critics.
    fn against(self, x_variance: f64, z_variance: f64) -> [f64; 4] {
        let [x, xz, z] = self.0;
        let determinant = self.determinant();
        let constant = 0.5 * (x_variance * z_variance / determinant).ln();
        [
            -0.5 * z / determinant + 0.5 / x_variance,
            xz / determinant,
            -0.5 * x / determinant + 0.5 / z_variance,
            constant,
        ]
    }
}

/// `E ln N(y; 0, variance)` of a `y` with this second moment.
fn expected_log_density(second_moment: f64, variance: f64) -> f64 {
    -0.5 * ((std::f64::consts::TAU * variance).ln() + second_moment / variance)
}

/// Objectives and gradients of a step on a large batch, with critics that are the best ones plus `off` in every coefficient.
fn step(off: f64) -> Result<impl Fn(&str) -> f64> {
    let plugin: &ModelPlugin = find("as-vae")?;
    let folder = std::env::temp_dir().join(format!("asivae-symmetric-{}-{off}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("as_vae.intro");
    // Fakes are samples here, not means.
    std::fs::write(&file, plugin.text.replace("decoder: z -> x", "decoder: z, noise -> x")).expect("a file");
    let critic = |[xx, xz, zz, one]: [f64; 4]| {
        format!("quadratic(xx = {}, xz = {}, zz = {}, one = {})", xx + off, xz + off, zz + off, one + off)
    };
    let mut session = Trainer::read(&file, "one-gaussian")?
        .batch(400_000)
        .threads(1)
        .set("optim.lr", 0)?
        .set("beta_rec", 0.5 / W)?
        .set("networks.encoder", format!("line(slope = {A}, other = {})", V.ln()))?
        .set("networks.decoder", format!("line(slope = {B}, other = {})", W.sqrt()))?
        .set("networks.critic_q", critic(Joint::Q.against(Joint::P.0[0], 1.0)))?
        .set("networks.critic_p", critic(Joint::P.against(S * S, Joint::Q.0[2])))?
        .session()?;
    let data = asivae_framework::plugin::open_data("one-gaussian")?;
    let mut feed = asivae_framework::train::SeededFeed::new(data, 400_000, 1);
    let report = session.step(0, &mut feed, true)?;
    std::fs::remove_dir_all(folder).expect("the folder was there");
    Ok(move |name: &str| report.get(name).unwrap_or_else(|| panic!("no value `{name}`")))
}

#[test]
fn at_the_best_critics_both_divergences_and_both_likelihoods_are_left() {
    let value = step(0.0).unwrap_or_else(|e| panic!("{e}"));
    // −KL(q ‖ p) − KL(p ‖ q) + E_q(x) ln p(x) + E_p(z) ln q(z), for each of two dimensions.
    let divergences = Joint::Q.kl(Joint::P) + Joint::P.kl(Joint::Q);
    let likelihoods = expected_log_density(S * S, Joint::P.0[0]) + expected_log_density(1.0, Joint::Q.0[2]);
    // `rec` has no constant, and sees a reconstruction that is a sample.
    let of_rec = 0.5 * (std::f64::consts::TAU * W).ln() - 0.5;
    let expected = 2.0 * (likelihoods - divergences + of_rec);
    let found = value("encoder + decoder/objective");
    assert!(divergences > 0.2, "a case in which there is something to see");
    assert!((found - expected).abs() < 0.02, "{found}, not {expected}");

    let away = step(0.1).unwrap_or_else(|e| panic!("{e}"));
    for critic in ["critic_q", "critic_p"] {
        let column = format!("{critic}/gradient");
        let (best, other) = (value(&column), away(&column));
        assert!(best < 0.02 && other > 10.0 * best, "{critic}: {best} at its best, {other} away from it");
    }
}
