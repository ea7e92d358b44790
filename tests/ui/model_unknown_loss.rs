#![allow(unused)]

use asivae::prelude::*;

mod losses {
    use asivae::prelude::*;

    #[intro_loss]
    pub fn kl(mu: Tensor<2>) -> Tensor<1> {
        mu.sum_dim(1).squeeze_dim(1)
    }
}

intro_model! {
    pub Vae("vae") {}

    encoder + decoder minimizes kl(x) + losses::kll(x) + losses::kl(x);
}

intro_model! {
    Parts("parts") {}
    networks { encoder: x -> mu, logvar as gausian, decoder: z -> x }
    encoder + decoder minimizes losses::kl(x);
    decoder obeys clip;
}

fn main() {}
