//! Views of a model's own and networks, as a loss asks for them.

#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn known(#[view] mu: Tensor<2>) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn with_keys(#[view(names = "q")] log_q: Tensor<2>) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn a_number(mu: Tensor<2>, #[view] log_q: f64) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn marked_network(x: Tensor<4>, #[view] critic: &Net) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn named_like_a_view(x: Tensor<4>, z: &Net) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn by_value(x: Tensor<4>, critic: Net) -> Tensor<1> {
    unimplemented!()
}

#[intro_loss]
fn half_of_two(x_a: Tensor<4>, x_b: Tensor<4>, #[view] log_q: Tensor<2>) -> Tensor<1> {
    unimplemented!()
}

#[intro_schedule]
fn ramp(progress: f64, #[view] log_q: f64) -> f64 {
    progress
}

fn main() {}
