#![allow(unused)]

use asivae::prelude::*;

#[derive(Choice)]
pub enum Reduce {
    Sum,
    Mean,
}

#[intro_loss]
pub fn kl(
    mu: Tensor<2>,
    #[param(default = 1.0, min = 0.0)] weight: f64,
    #[param(default = 2)] order: usize,
    #[param(default = sum)] reduce: Reduce,
    #[param(default = false)] whole: bool,
    #[param(default = [1.0])] list: Vec<f64>,
) -> Tensor<1> {
    todo!()
}

#[intro_schedule]
pub fn ramp(progress: f64) -> f64 {
    progress
}

#[intro_schedule]
pub fn power(progress: f64, #[param] exponent: f64) -> f64 {
    progress.powf(exponent)
}

intro_model! {
    pub Vae("vae") { a = 1.0 }

    let names = kl(x, wieght = 1) + kl(x, logvar = 1) + ramp(rate = 2) + power(base = 2);
    let values = kl(x, reduce = average) + kl(x, weight = -1) + kl(x, order = 1.5) + kl(x, whole = 1) + kl(x, list = a);
    let legal = kl(x, mu = xr, weight = 2 * a, order = 3, reduce = mean, whole = true, decoder = encoder);
    encoder + decoder minimizes names + values + legal;
}

fn main() {}
