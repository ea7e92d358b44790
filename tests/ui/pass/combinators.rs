//! Schedules made of others, schedules that remember, and models that call them.

use asivae::losses::{kl, rec};
use asivae::plugin::{self, Clock, ModelPlugin};
use asivae::prelude::*;
use asivae::schedules::{constant, linear_ramp, pi_control, reverse};

/// The mean of two.
#[intro_schedule]
fn halfway(a: Schedule, progress: f64, b: Schedule, #[param(default = 0.5)] share: f64) -> f64 {
    share * a.at(progress) + (1.0 - share) * b.at(progress)
}

intro_model! {
    pub Mixed("mixed") { level = 3.0 }
    let c = halfway(reverse(linear_ramp(rate = 1)), constant(value = 5), share = 0.25);
    let d = reverse(level * progress + c);
    encoder + decoder minimizes rec(x) + c * d * kl(x);
}

/// Half of what was measured last, and how often.
#[intro_schedule]
fn half(kl: Measured, state: &mut (usize, f64)) -> f64 {
    state.0 += 1;
    kl.mean().map_or(1.0, |mean| 0.5 * mean)
}

intro_model! {
    pub Fed("fed") { aim = 3.0 }
    let w = half(kl(x));
    let v = pi_control(kl(x), target = aim);
    encoder + decoder minimizes rec(x) + reverse(w) * v * kl(x);
}

#[test]
fn schedules_are_made_of_others() {
    assert_eq!(half(Measured::new(3.0), &mut (0, 0.0)), 1.5);
    asivae::Trainer::new(Fed::default(), asivae::datasets::eight_gaussians()).session().unwrap();
    let plugin = plugin::find::<ModelPlugin>("mixed").unwrap();
    let game = asivae::game::Game::from_text(plugin.text, plugin.leaves, 1.0).unwrap();
    let clock = Clock { step: 2, steps: 10, progress: 0.2, epoch: 0.0, epoch_steps: 1 };
    let numbers = game.numbers(clock);
    let found: Vec<(&str, f64)> = game.moving_numbers(&numbers).collect();
    let (c, d) = (0.25 * 0.8 + 0.75 * 5.0, 3.0 * 0.8 + 0.25 * 0.2 + 0.75 * 5.0);
    assert_eq!((found[0].0, found[1].0), ("c", "d"));
    assert!((found[0].1 - c).abs() < 1e-12 && (found[1].1 - d).abs() < 1e-12, "{found:?}");
}
