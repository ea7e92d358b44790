//! What a posterior asks for and gives.

#![allow(unused)]

use asivae::prelude::*;

#[intro_posterior]
fn asks_for_data(mu: Tensor<2>, x: Tensor<4>) -> Tensor<2> {
    mu
}

#[intro_posterior]
fn asks_for_nothing(eps: Tensor<2>) -> Tensor<2> {
    eps
}

#[intro_posterior]
fn wrong_type(mu: Tensor<3>, logvar: f64) -> Tensor<2> {
    unimplemented!()
}

#[intro_posterior(gives = "log_q")]
fn without_z(mu: Tensor<2>) -> Tensor<2> {
    mu
}

#[intro_posterior(gives = "z, log_q")]
fn gives_too_little(mu: Tensor<2>) -> Tensor<2> {
    mu
}

#[intro_posterior(gives = "z, x, z")]
fn gives_what_it_may_not(mu: Tensor<2>) -> (Tensor<2>, Tensor<2>, Tensor<2>) {
    unimplemented!()
}

#[intro_posterior]
fn marked(#[view] mu: Tensor<2>) -> Tensor<2> {
    mu
}

fn main() {}
