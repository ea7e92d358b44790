#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
async fn later(mu: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn generic<T: Clone, const N: usize>(mu: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
unsafe fn risky(mu: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn pattern((mu, logvar): (Tensor<2>, Tensor<2>)) -> Tensor<1> {
    todo!()
}

fn main() {}
