//! Run with `cargo run --example s_introvae`.
//!
//! Soft-IntroVAE (Daniel & Tamar, CVPR 2021): the margin becomes an exponential of the evidence lower bound.

use asivae::example::Example;
use asivae::losses::{kl, rec};
use asivae::prelude::*;

asivae::fast_allocator!();

intro_model! {
    /// Soft-IntroVAE, eq. (4), as released.
    MySIntroVae("my-s-introvae") {
        alpha = 2, gamma = 1e-8, beta_rec = 0.2, beta_kl = 0.3, beta_neg = 0.9, beta_rec_fake = beta_rec, beta_kl_fake = beta_kl
    }

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * kl(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * kl(s) + gamma * beta_rec_fake * rec(s)));
}

fn main() {
    Example::of::<MySIntroVae>()
        .like("s-introvae")
        .set("train.batch", 256)
        .set("warmup.steps", 1_000)
        .steps(4_000)
        .main()
}
