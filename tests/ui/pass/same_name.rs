//! Two plugins of one name in one crate: a model in Rust has the one that its path leads to; who asks by name is told of both.

use asivae::game::Game;
use asivae::plugin::{self, ModelPlugin, SchedulePlugin};
use asivae::prelude::*;

mod one {
    use asivae::prelude::*;

    #[intro_schedule]
    pub(super) fn same(progress: f64) -> f64 {
        progress + 1.0
    }
}

mod two {
    use asivae::prelude::*;

    #[intro_schedule]
    pub(super) fn same(progress: f64) -> f64 {
        progress + 2.0
    }
}

#[intro_loss]
fn size(mu: Tensor<2>) -> Tensor<1> {
    mu.abs().sum_dim(1).squeeze_dim(1)
}

intro_model! {
    pub SameName("same-name") {}
    let first = one::same();
    let second = two::same();
    encoder + decoder minimizes (first + second) * size(x);
}

const CLOCK: Clock = Clock { step: 1, steps: 4, progress: 0.25, epoch: 0.0, epoch_steps: 1 };

#[test]
fn a_path_leads_to_one_of_them() {
    let model = plugin::find::<ModelPlugin>("same-name").unwrap();
    let game = Game::from_text(model.text, model.leaves, 1.0).unwrap_or_else(|e| panic!("{e}"));
    let numbers = game.numbers(CLOCK);
    let values: Vec<_> = game.moving_numbers(&numbers).collect();
    assert_eq!(values, [("first", 1.25), ("second", 2.25)]);
}

#[test]
fn a_name_leads_to_both() {
    let both = "is registered more than once: `asivae::same` (tests/ui/pass/same_name.rs:11), `asivae::same` \
                (tests/ui/pass/same_name.rs:20); in one crate, give one of them another name, `name = \"…\"`";
    for name in ["same", "asivae::same"] {
        let error = plugin::find::<SchedulePlugin>(name).map(|found| found.info.line).unwrap_err();
        assert_eq!(error.to_string(), format!("the schedule `{name}` {both}"));
    }
    for text in [
        "\"m\" {} let c = same(); encoder + decoder minimizes c * size(x);",
        "\"m\" {} encoder + decoder minimizes same() * size(x);",
    ] {
        let error = Game::from_text(text, &[], 1.0).map(drop).unwrap_err().to_string();
        assert!(error.contains(&format!("the schedule `same` {both}")), "{error}");
    }
}
