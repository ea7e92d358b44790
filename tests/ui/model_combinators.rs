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

intro_model! {
    pub Numbers("numbers") { a = 1.0 }
    let fine = delay(a);
    encoder + decoder minimizes kl(3) + fine * kl(a) + kl(-0.5) + rec(x);
}
