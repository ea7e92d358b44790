#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

#[intro_schedule]
pub fn ramp(progress: f64) -> f64 {
    progress
}

#[intro_map]
pub fn squash(mu: Tensor<2>) -> Tensor<2> {
    mu
}

pub fn plain(mu: Tensor<2>) -> Tensor<1> {
    kl(mu)
}

pub struct NoPlugin;

intro_model! {
    pub Vae("vae") {}

    let c = kl();
    let d = squash();
    encoder + decoder minimizes
        ramp(x) + squash(x) + kl(kl(x)) + kl(ramp(x)) + kl(squash(x)) + mean[s in {kl(x)}] kl(s) + c + d
        + NoPlugin(x) + plain(x);
}

fn main() {}
