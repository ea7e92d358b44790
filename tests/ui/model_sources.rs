#![allow(unused)]

use asivae::losses::{kl, rec};
use asivae::maps::squash;
use asivae::prelude::*;

intro_model! {
    pub Others("others") {}
    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    let network = kl(decoder) + kl(squash(critic));
    let latent = kl(noise) + kl(sg(z_p));
    let view = kl(mu) + kl(shuffle(z));
    let made = kl(decoder(noise));
    let named = kl(network);
    let fine = kl(sg(squash(x)));
    encoder + decoder + critic minimizes network + latent + view + made + named + fine;
}

intro_model! {
    pub Numbers("numbers") { a = 1.0 }

    let number = kl(2) + kl(-a) + kl(progress) + kl(1 - a) + kl(exp(a)) + rec(3);
    let term = kl(kl(x)) + kl(2 * kl(x)) + kl(mean[s in {x, xr}] kl(s)) + kl(loss(x));
    let loss(s) = kl(s);
    encoder + decoder minimizes number + term;
}

#[intro_loss]
fn over(x: Tensor<4>, critic: &Net) -> Tensor<1> {
    todo!()
}

intro_model! {
    pub Networks("networks") {}
    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    let turned = over(critic, x);
    let no_network = over(x, xr) + over(x, critic(x));
    let number = over(x, 3) + over(x);
    let fine = over(x, critic) + over(squash(xr), decoder) + critic(x);
    encoder + decoder + critic minimizes turned + no_network + number + fine;
}

intro_model! {
    pub Misspelt("misspelt") {}
    source xg2 = decoder(noize);

    encoder + decoder minimizes kl(xg3) + mean[s in {x, decoder, xrr}] kl(s) + kl(x + xr);
}

fn main() {}
