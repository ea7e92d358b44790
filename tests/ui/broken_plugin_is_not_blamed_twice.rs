#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mean: Tensor<2>, #[param] rate: f64) -> Tensor<1> {
    mean.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Vae("vae") {}

    encoder + decoder minimizes kl(x, rate = 1, rat = 2);
}

fn main() {
    let _ = Vae::default();
}
