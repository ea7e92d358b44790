//! Run with `cargo run --example custom_loss`.
//!
//! A loss of one's own: a plain function of what it asks for by argument name. Here a reconstruction that outliers do not rule.

use asivae::example::Example;
use asivae::losses::kl;
use asivae::prelude::*;

asivae::fast_allocator!();

/// `Σ_pixels √((x − x̂)² + ε²) − ε`, one value per sample: quadratic near zero, linear far from it.
///
/// Charbonnier et al., *Two deterministic half-quadratic regularization algorithms* (1994).
///
/// Shapes: `target`, `x_hat` `[batch, channels, height, width]` → `[batch]`.
#[intro_loss]
fn charbonnier(target: Tensor<4>, x_hat: Tensor<4>, #[param(default = 0.1, min = 1e-6)] epsilon: f64) -> Tensor<1> {
    let error = (target - x_hat).square() + epsilon * epsilon;
    (error.sqrt() - epsilon).flatten::<2>(1, 3).sum_dim(1).squeeze_dim(1)
}

intro_model! {
    /// A VAE that measures its reconstructions in another way.
    RobustVae("robust-vae") { beta_rec = 1, beta_kl = 0.02 }

    encoder + decoder minimizes beta_rec * charbonnier(x, epsilon = 0.05) + beta_kl * kl(x);
}

fn main() {
    Example::of::<RobustVae>().set("optim.lr", 5e-4).set("train.batch", 256).steps(2_000).main()
}
