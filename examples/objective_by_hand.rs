//! Run with `cargo run --example objective_by_hand`.
//!
//! An objective with an `if` in it: the encoder of a Soft-IntroVAE that leaves the fakes alone for a while once they are far enough from the
//! prior. What code decides is Rust; what it decides upon keeps its names, its gradients and its records.

use asivae::example::Example;
use asivae::losses::{kl, rec};
use asivae::prelude::*;
use asivae::{Objective, Result, Terms};

asivae::fast_allocator!();

intro_model! {
    /// Soft-IntroVAE with an encoder that rests.
    RestingIntroVae("resting-introvae") { alpha = 2, gamma = 1e-8, beta_rec = 0.2, beta_kl = 0.3, beta_neg = 0.9 }

    let real = scale * (beta_rec * rec(x) + beta_kl * kl(x));
    let fakes = 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec * rec(s) + beta_neg * kl(s)));

    encoder minimizes real + fakes;
    decoder minimizes real + scale * mean[s in {xr, xg}] (beta_kl * kl(s) + gamma * beta_rec * rec(s));
}

/// Rests for some steps whenever the mean of `kl(xg)` is above `enough` nats.
struct Resting {
    enough: f32,
    rest: usize,
    until: usize,
}

impl Objective for Resting {
    fn reads(&self) -> Vec<String> {
        ["real", "fakes", "kl(xg)"].map(str::to_owned).to_vec()
    }

    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        let step = terms.clock().step;
        let real = terms.get("real")?;
        // What is not asked for is not computed.
        if step < self.until {
            return Ok(real);
        }
        if terms.get("kl(xg)")?.mean().into_scalar::<f32>() > self.enough {
            self.until = step + self.rest;
        }
        Ok(real + terms.get("fakes")?)
    }
}

fn main() {
    Example::of::<RestingIntroVae>()
        .like("s-introvae")
        .set("train.batch", 256)
        .set("warmup.steps", 1_000)
        .steps(4_000)
        .objective("encoder", Resting { enough: 3.0, rest: 4, until: 0 })
        .main()
}
