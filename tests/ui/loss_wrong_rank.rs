#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn f(mu: Tensor<4>, x_hat: Tensor<2>, y: Tensor<1>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn g(z: &Tensor<2>, u: f64) -> Tensor<1> {
    todo!()
}

type Images = Tensor<4>;

#[intro_loss]
fn alias(mu: Images) -> Tensor<1> {
    todo!()
}

fn main() {}
