#![allow(unused)]

use asivae::prelude::*;

#[intro_loss]
pub fn kl(mu: Tensor<2>) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub Unknown("unknown") {}

    encodr minimizes kl(x);
    decoder minimizes kl(x);
}

intro_model! {
    pub Twice("twice") {}

    encoder + decoder + encoder minimizes kl(x);
}

intro_model! {
    pub Idle("idle") {}

    encoder minimizes kl(x);
}

fn main() {}
