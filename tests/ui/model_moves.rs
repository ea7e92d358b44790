#![allow(unused)]

use asivae::losses::kl;
use asivae::prelude::*;

intro_model! {
    pub Untitled("untitled") {}

    encoder minimizes kl(x);
    decoder minimizes kl(xr);
    encoder minimizes kl(xg);
}

intro_model! {
    pub AnyOrder("any-order") {}

    encoder + decoder minimizes kl(x);
    decoder + encoder maximizes kl(xg);
}

intro_model! {
    pub Labelled("labelled") { beta = 1.0 }

    first: encoder + decoder minimizes kl(x);
    first: encoder minimizes kl(xg);
    beta: decoder minimizes kl(xg);
}

intro_model! {
    pub Declared("declared") {}
    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    encoder + decoder minimizes kl(x) + critic(x);
}

intro_model! {
    pub Nobody("nobody") {}
}

intro_model! {
    pub Led("led") {}
    networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x }

    encoder + decoder minimizes kl(x);
    slow follows decodr 0.999;
    decoder copies encoder every 5 epochs;
}

intro_model! {
    pub Times("times") {}

    encoder[0] + decoder minimizes kl(x);
}

fn main() {
    let _ = (Untitled::default(), Nobody::default(), Times::default());
}
