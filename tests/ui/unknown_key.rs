#![allow(unused)]

use asivae::prelude::*;

#[intro_loss(whole_bach, nme = "size")]
fn misspelt(mu: Tensor<2>) -> Tensor<1> {
    todo!()
}

#[intro_map(whole_batch)]
fn of_another_kind(mu: Tensor<2>) -> Tensor<2> {
    mu
}

#[intro_schedule(name, symbol = 3, name = "a", name = "b")]
fn values(progress: f64) -> f64 {
    progress
}

#[intro_metric(better = smaller)]
fn direction(extent: f64) -> f64 {
    extent
}

#[intro_preset(model = "vae")]
fn half() -> Settings {
    Settings::new()
}

fn main() {}
