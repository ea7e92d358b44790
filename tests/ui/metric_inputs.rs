#![allow(unused)]

use asivae::prelude::*;

#[intro_metric]
fn inputs(reel: &[[f64; 2]], samples: &[[f64; 2]]) -> f64 {
    0.0
}

#[intro_metric]
fn types(real: Vec<[f64; 2]>, modes: Modes, mu: Tensor<4>) -> f64 {
    0.0
}

#[intro_metric]
fn output(extent: f64) -> f32 {
    0.0
}

fn main() {}
