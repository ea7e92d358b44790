//! Posteriors, constraints and networks in a model.

#![allow(unused)]

use asivae::constraints::clip;
use asivae::losses::kl;
use asivae::posteriors::gaussian;
use asivae::prelude::*;

#[intro_posterior]
fn laplace(loc: Tensor<2>, log_b: Tensor<2>, u: Tensor<2>) -> Tensor<2> {
    loc + log_b * u
}

#[intro_loss]
fn seen(x: Tensor<4>, critic: &Net) -> Tensor<1> {
    critic.score([x.into()])
}

intro_model! {
    Lacking("lacking") {}
    networks { encoder: x -> loc as laplace, decoder: z -> x }
    encoder + decoder minimizes kl(x);
}

intro_model! {
    WrongKinds("wrong-kinds") {}
    networks { encoder: x -> mu, logvar as kl, decoder: z -> x }
    encoder + decoder minimizes kl(x) + gaussian(x) + clip(x);
    decoder obeys gaussian;
    decoder obeys clip(limt = 1, limit = -1);
}

intro_model! {
    Networks("networks") {}
    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }
    encoder + decoder minimizes seen(x) + seen(x, x) + seen(critic, x) + kl(x, critic);
    critic minimizes seen(x, critc) + critic(x, xg);
}

fn main() {}
