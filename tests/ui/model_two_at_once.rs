#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Vae("vae") { beta = 1.0, gamma = 1.0 }

    encoder minimizes beta * kl(x, rate = 5);
    decoder minimizes gama * kll(x) + bta * kl(x, xr);
}

fn main() {
    let _ = Vae::default();
}
