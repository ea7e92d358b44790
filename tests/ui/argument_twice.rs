#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn parameter(mu: Tensor<2>, #[param] rate: f64, #[param(default = 2)] rate: f64) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

#[intro_schedule]
fn input(progress: f64, progress: f64) -> f64 {
    progress
}

#[intro_map]
fn raw(mu: Tensor<2>, r#mu: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    (mu.clone(), mu)
}

fn main() {}
