#![allow(unused)]

use asivae::prelude::*;

#[intro_schedule]
fn bounds(
    #[param(default = 5.0, max = 1.0)] above: f64,
    #[param(default = -1, min = 0)] below: f64,
    #[param(min = 2, max = 1)] empty: f64,
    #[param(default = true, min = 0)] flag: bool,
) -> f64 {
    todo!()
}

#[intro_schedule]
fn kinds(
    #[param(default = fast)] number: f64,
    #[param(default = 1.5)] integer: usize,
    #[param(default = 1)] flag: bool,
    #[param(default = 1)] list: Vec<f64>,
    #[param(default = "1")] text: f64,
) -> f64 {
    todo!()
}

#[intro_schedule]
fn keys(
    #[param(defualt = 1.0)] a: f64,
    #[param(default)] b: f64,
    #[param(min = 1, min = 2)] c: f64,
    #[param = 1] d: f64,
) -> f64 {
    todo!()
}

fn main() {}
