#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
struct Kl;

#[intro_map]
mod squash {}

#[intro_network]
enum Mlp {
    A,
}

#[intro_dataset]
const DATA: f64 = 1.0;

struct Control;

#[intro_schedule]
impl Control {
    fn value(&self) -> f64 {
        0.0
    }
}

impl Control {
    #[intro_schedule]
    fn method(&self, progress: f64) -> f64 {
        progress
    }
}

fn main() {}
