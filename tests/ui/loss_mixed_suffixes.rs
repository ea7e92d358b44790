#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn mixed(mu_a: Tensor<2>, logvar_a: Tensor<2>, mu_b: Tensor<2>, logvar: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn one(mu_a: Tensor<2>, logvar_a: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn misspelt(mu_a: Tensor<2>, mu_b: Tensor<2>, logvra_b: Tensor<2>) -> Tensor<1> {
    todo!()
}

fn main() {}
