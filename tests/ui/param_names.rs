#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn view(mu: Tensor<2>, #[param] logvar: f64, #[param] z_b: f64) -> Tensor<1> {
    todo!()
}

#[intro_loss]
fn role(mu: Tensor<2>, #[param] decoder: f64) -> Tensor<1> {
    todo!()
}

#[intro_schedule]
fn clock(#[param] progress: f64) -> f64 {
    progress
}

#[intro_loss]
fn marked_twice(mu: Tensor<2>, #[param] #[param(default = 1)] rate: f64) -> Tensor<1> {
    todo!()
}

fn main() {}
