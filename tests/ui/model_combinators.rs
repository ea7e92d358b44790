use asivae::losses::{kl, rec};
use asivae::prelude::*;
use asivae::schedules::{cosine, delay, then};

intro_model! {
    pub Made("made") {}
    let nothing = delay();
    let more = then(cosine());
    encoder + decoder minimizes rec(x) + nothing * more * kl(x);
}

fn main() {}
