//! Run with `cargo run --example vae`.
//!
//! The variational autoencoder (Kingma & Welling 2014): encoder and decoder minimise one objective together.

use asivae::example::Example;
use asivae::losses::{kl, rec};
use asivae::prelude::*;

asivae::fast_allocator!();

intro_model! {
    /// A VAE with a weight on each term.
    MyVae("my-vae") { beta_rec = 1, beta_kl = 1 }

    encoder + decoder minimizes beta_rec * rec(x) + beta_kl * kl(x);
}

fn main() {
    Example::of::<MyVae>().set("beta_kl", 0.02).set("optim.lr", 5e-4).set("train.batch", 256).steps(3_000).main()
}
