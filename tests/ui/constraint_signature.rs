//! What a constraint asks for and gives.

#![allow(unused)]

use asivae::prelude::*;

#[intro_constraint]
fn wrong_names(weights: Tensor<1>, weight: Tensor<2>) -> Tensor<1> {
    unimplemented!()
}

#[intro_constraint]
fn asks_for_no_weight(name: &str) -> Tensor<1> {
    unimplemented!()
}

#[intro_constraint]
fn wrong_output(weight: Tensor<1>, shape: Vec<usize>) -> f64 {
    0.0
}

#[intro_constraint]
fn name_as_parameter(weight: Tensor<1>, #[param(default = 1.0)] shape: f64) -> Tensor<1> {
    weight
}

fn main() {}
