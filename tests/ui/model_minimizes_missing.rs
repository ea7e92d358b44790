#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Vae("vae") {}

    encoder kl(x);
    decoder minimises kl(x);
}

fn main() {
    let _ = Vae::default();
}
