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

trait Changes {
    #[intro_schedule]
    fn value(&self, progress: f64) -> f64 {
        progress
    }

    #[intro_loss]
    fn loss(mu: Tensor<2>) -> Tensor<1>;
}

#[intro_metric]
trait Figures {}

#[intro_preset(model = "vae", data = "rings")]
static SETTINGS: f64 = 1.0;

#[intro_loss]
use asivae::losses::kl;

#[intro_loss]
type Loss = f64;

fn main() {}
