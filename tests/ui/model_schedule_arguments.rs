#![allow(unused)]

use asivae::losses::{kl, rec};
use asivae::maps::squash;
use asivae::prelude::*;
use asivae::schedules::{cosine, delay, linear_ramp, pi_control, then};

intro_model! {
    pub Parameters("parameters") { rate = 1.0 }

    let term = linear_ramp(rate = kl(x)) + linear_ramp(rate = 2 * rec(x)) + kl(x, prior_mu = rec(x));
    let map = linear_ramp(rate = squash(x));
    let other = linear_ramp(rate = x) + linear_ramp(rate = mu) + linear_ramp(rate = encoder);
    let unknown = linear_ramp(rate = rat) + linear_ramp(rate = fast);
    let place = linear_ramp(5) + linear_ramp(rate) + cosine(rate);
    let fine = linear_ramp(rate = rate) + linear_ramp(rate = 2 * cosine()) + kl(x, prior_mu = cosine());
    encoder + decoder minimizes term + map + other + unknown + place + fine;
}

intro_model! {
    pub Places("places") { aim = 1.0 }

    let loss = delay(kl(x)) + then(2 * kl(x), cosine());
    let no_number = delay(x) + delay(decoder);
    let schedule = pi_control(cosine(), target = 1);
    let number = pi_control(aim, target = aim) + pi_control(2 * kl(x), target = 1);
    let no_term = pi_control(x, target = 1) + pi_control(squash(x), target = 1);
    let count = pi_control(target = 1) + delay() + then(cosine(), cosine(), cosine());
    let fine = delay(cosine()) + delay(aim) + delay(0.5 * cosine()) + pi_control(kl(x), target = 1);
    encoder + decoder minimizes loss + no_number + schedule + number + no_term + count + fine + kl(x);
}

intro_model! {
    pub Swapped("swapped") {}

    let c = kl();
    encoder + decoder minimizes cosine(x) + c * kl(x) + kl(cosine());
}

fn main() {}
