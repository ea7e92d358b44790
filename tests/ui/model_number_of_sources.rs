#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

#[intro_loss]
pub fn distance(mu_a: Tensor<2>, mu_b: Tensor<2>) -> Tensor<1> {
    (mu_a - mu_b).sum_dim(1).squeeze_dim(1)
}

#[intro_map]
pub fn squash(mu: Tensor<2>) -> Tensor<2> {
    mu
}

intro_model! {
    pub Vae("vae") {}

    encoder + decoder minimizes kl(x, xr) + distance(x) + kl(squash(x, xr));
}

fn main() {}
