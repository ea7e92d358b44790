//! Run with `cargo run --example swap_schedule`.
//!
//! A schedule of one's own in the place of AS-IntroVAE's: one function, one line. On the command line the same is
//! `--set 'c=staircase(stairs = 4)'`, in this binary, or `--set 'c=cosine()'` in any.

use asivae::example::Example;
use asivae::models::AsIntroVae;
use asivae::prelude::*;

asivae::fast_allocator!();

/// `⌊n · progress⌋ / (n − 1)`: from 0 to 1 in `n` equal steps.
#[intro_schedule]
fn staircase(progress: f64, #[param(default = 4, min = 2)] stairs: usize) -> f64 {
    let n = stairs as f64;
    ((progress * n).floor() / (n - 1.0)).min(1.0)
}

fn main() {
    Example::of::<AsIntroVae>()
        .set("c", "staircase(stairs = 4)")
        .set("train.batch", 256)
        .set("warmup.steps", 1_000)
        .steps(4_000)
        .main()
}
