//! A second VAE on the latents of the first.

use asivae::prelude::*;
use asivae::random::{RngCore, RngExt, normal};
use asivae::{Result, Trainer};

use crate::models::Vae;
use crate::rows::host;

/// Latents of a second VAE, which is trained on those of data when samples are drawn: what is left between the aggregated posterior and the
/// prior, another VAE closes.
///
/// `u ~ N(0, I)`, `z = D_2(u) + √variance · ε`
///
/// Dai & Wipf, *Diagnosing and Enhancing VAE Models* (ICLR 2019), section 4. There the variance of the second decoder is learned; here it is
/// given, in units of the latents. Two hidden layers, batches of 256, Adam 1e-3.
///
/// Shapes: `z` `[encoded, latent]` → `[n, latent]`.
#[intro_sampler]
pub fn two_stage(
    n: usize,
    z: Tensor<2>,
    rng: &mut Rng,
    device: &Device,
    #[param(default = 2000, min = 1, max = 1_000_000)] steps: usize,
    #[param(default = 64, min = 1, max = 65536)] hidden: usize,
    #[param(default = 0.01, min = 1e-6)] variance: f64,
) -> Result<Tensor<2>> {
    let [_, latent] = z.dims();
    let second = Trainer::new(Vae::default(), Latents { values: host(z), latent })
        .steps(steps)
        .batch(256)
        .seed(rng.next_u64())
        .threads(1)
        .set("latent", latent)?
        .set("networks.*", format!("mlp(hidden = {hidden}, layers = 2)"))?
        .set("optim.lr", 1e-3)?
        .set("beta_rec", 0.5 / variance)?
        .set("beta_kl", 1.0)?
        .run()?;
    let means = second.sample(n, rng.next_u64())?;
    let means = Tensor::<1>::from_data(means.as_slice(), device).reshape([n, latent]);
    Ok(means + normal(rng, [n, latent], device) * variance.sqrt())
}

/// Latents as data.
struct Latents {
    values: Vec<f32>,
    latent: usize,
}

impl Dataset for Latents {
    fn name(&self) -> &str {
        "latents"
    }

    fn shape(&self) -> [usize; 3] {
        [self.latent, 1, 1]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        let rows = self.values.len() / self.latent;
        let row = |_| rng.random_range(0..rows) * self.latent;
        (0..size).map(row).flat_map(|start| self.values[start..start + self.latent].to_vec()).collect()
    }
}
