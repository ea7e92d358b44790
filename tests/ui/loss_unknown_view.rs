#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn far(mean: Tensor<2>) -> Tensor<1> {
    mean.sum_dim(1).squeeze_dim(1)
}

#[intro_loss]
fn near(mu: Tensor<2>, log_var: Tensor<2>) -> Tensor<1> {
    (mu + log_var).sum_dim(1).squeeze_dim(1)
}

#[intro_loss]
fn unmarked(mu: Tensor<2>, rate: f64) -> Tensor<1> {
    (mu * rate).sum_dim(1).squeeze_dim(1)
}

#[intro_loss]
fn nothing(#[param] rate: f64) -> Tensor<1> {
    Tensor::from_floats([rate as f32], &Device::default())
}

fn main() {}
