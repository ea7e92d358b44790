#![allow(unused)]

use asivae::prelude::*;

#[intro_map]
fn fewer(mu: Tensor<2>, logvar: Tensor<2>) -> Tensor<2> {
    mu + logvar
}

#[intro_map]
fn another_rank(x: Tensor<4>) -> Tensor<2> {
    x.flatten(1, 3)
}

#[intro_map]
fn suffixed(mu_a: Tensor<2>) -> Tensor<2> {
    mu_a
}

fn main() {}
