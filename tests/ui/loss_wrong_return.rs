#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn matrix(mu: Tensor<2>) -> Tensor<2> {
    mu
}

#[intro_loss(whole_batch)]
fn number(mu: Tensor<2>) -> f64 {
    mu.sum().into_scalar()
}

#[intro_loss]
fn nothing(mu: Tensor<2>) {}

fn main() {}
