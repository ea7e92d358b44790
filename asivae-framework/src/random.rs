//! Randomness that repeats: every draw has a name, and its generator is keyed on (seed, step, name).
//!
//! A draw depends on nothing but its key, so that adding a term, logging more or running tests in parallel changes no other draw.

use burn::tensor::{Device, TensorData};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, StandardUniform};

pub use rand::{Rng as RngCore, RngExt, SeedableRng};

use crate::tensor::Tensor;

/// The generator behind every draw: counter-based, the same on every platform.
pub type Rng = ChaCha8Rng;

/// The generator of one named draw.
pub fn rng(seed: u64, step: u64, name: &str) -> Rng {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(&step.to_le_bytes());
    hasher.update(name.as_bytes());
    Rng::from_seed(*hasher.finalize().as_bytes())
}

/// Standard normal numbers, `[rows, columns]`.
pub fn normal(rng: &mut Rng, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = StandardNormal.sample_iter(rng).take(rows * columns).collect();
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

/// Uniform numbers in [0, 1), `[rows, columns]`.
pub fn uniform(rng: &mut Rng, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = StandardUniform.sample_iter(rng).take(rows * columns).collect();
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}
