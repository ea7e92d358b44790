#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Vae("vae") { gamma = 1.0 }

    encoder + decoder minimizes gama * kl(x);
}

fn main() {
    let _ = Vae::default();
}
