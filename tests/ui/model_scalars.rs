#![allow(unused)]

use asivae::losses::kl;
use asivae::prelude::*;

intro_model! {
    pub Bounds("bounds") {
        above = 2 in 0..1,
        below = -0.5 in 0..,
        of_another = 2 * above in ..3,
        empty = 0 in 2..1,
        infinite = 1 / 0,
    }

    encoder + decoder minimizes above * below * of_another * empty * infinite * kl(x);
}

intro_model! {
    pub Defaults("defaults") { early = late, itself = itself, late = 1, misspelt = lat, term = kl(x), clock = progress }

    encoder + decoder minimizes early * itself * misspelt * term * clock * kl(x);
}

intro_model! {
    pub Names("names") { twice = 1, twice = 2, mu = 3, exp = 4, scale = 5, decoder = 6, xr = 7 }
    let twice = 8;

    encoder + decoder minimizes kl(x);
}

intro_model! {
    pub Written("written") { a, b = , in = 1, c = 1 in .., d = 1 in 0..=1 }

    encoder + decoder minimizes kl(x);
}

fn main() {
    let _ = (Bounds::default(), Written::default());
}
