#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
fn exp(mu: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_schedule(name = "linear-ramp")]
fn linear_ramp(progress: f64) -> f64 {
    progress
}

#[intro_metric(name = "two words")]
fn metric(extent: f64) -> f64 {
    extent
}

fn main() {}
