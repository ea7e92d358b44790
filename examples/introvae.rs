//! Run with `cargo run --example introvae`.
//!
//! IntroVAE (Huang et al., NeurIPS 2018): the encoder pushes the KL of fakes above a margin, the decoder pulls it down.

use asivae::example::Example;
use asivae::losses::{hinge_kl, kl, rec};
use asivae::prelude::*;

asivae::fast_allocator!();

intro_model! {
    /// IntroVAE, eqs. (11) and (12). `hinge_kl(s)` is `[m − mean KL(s)]⁺`: the hinge acts on the batch mean.
    MyIntroVae("my-introvae") { m = 10, beta_rec = 0.2, beta_kl = 0.3, beta_neg = 0.9 }

    encoder minimizes
        beta_rec * rec(x) + beta_kl * (kl(x) + 0.5 * beta_neg * sum[s in {xr, xg}] hinge_kl(s, m = m));
    decoder minimizes
        beta_rec * rec(x) + 0.5 * beta_kl * sum[s in {xr, xg}] kl(s);
}

fn main() {
    Example::of::<MyIntroVae>().like("introvae").set("train.batch", 256).set("warmup.steps", 1_000).steps(4_000).main()
}
