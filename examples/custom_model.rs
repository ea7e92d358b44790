//! Run with `cargo run --example custom_model`.
//!
//! A model of one's own: three players. A critic tells data from generated points, as in a GAN with a logistic loss; encoder
//! and decoder are a VAE whose decoder has to please the critic too (after Larsen et al., ICML 2016).

use asivae::example::Example;
use asivae::losses::{kl, rec};
use asivae::prelude::*;
use asivae::schedules::linear_ramp;

asivae::fast_allocator!();

intro_model! {
    /// A VAE with a critic on points.
    VaeWithCritic("vae-with-critic") { beta_rec = 1, beta_kl = 0.05, beta_critic = 0.1 }

    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    let weight = beta_critic * linear_ramp(rate = 2);

    critic minimizes softplus(-critic(x)) + softplus(critic(xg));
    encoder minimizes beta_rec * rec(x) + beta_kl * kl(x);
    decoder minimizes beta_rec * rec(x) + weight * softplus(-critic(xg));
}

fn main() {
    Example::of::<VaeWithCritic>().set("optim.lr", 5e-4).set("train.batch", 256).steps(3_000).main()
}
