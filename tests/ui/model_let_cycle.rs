#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Vae("vae") {}

    let a = b + 1;
    let b = 2 * c;
    let c = a;
    encoder + decoder minimizes a * kl(x);
}

fn main() {}
