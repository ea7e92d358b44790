#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mean: Tensor<2>, #[param] rate: f64) -> Tensor<1> {
    mean.sum_dim(1).squeeze_dim(1)
}

#[intro_schedule]
pub fn late(inner: Schedule, rate: f64) -> f64 {
    inner.at(rate)
}

#[intro_schedule]
pub fn ramp(progress: f64) -> f64 {
    progress
}

intro_model! {
    pub Vae("vae") {}

    encoder + decoder minimizes kl(x, rate = 1, rat = 2) + late(ramp(), rate = 2) * late(kl(x)) * kl(noise, rate = ramp());
}

fn main() {
    let _ = Vae::default();
}
