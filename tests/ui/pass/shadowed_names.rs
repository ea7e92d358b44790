//! Names that generated code must not stumble over.

#![allow(dead_code, non_upper_case_globals, non_camel_case_types, reason = "that is what is tested")]

use asivae::prelude::*;

pub struct Result;
pub struct Option;
pub struct Vec;
pub struct Box;
pub struct Error;
pub struct Signal;
pub struct Player;
pub struct Parameter;
pub const Some: i32 = 1;
pub const None: i32 = 2;
pub const Ok: i32 = 3;
pub mod core {}
pub mod std {}
pub mod asivae_framework {}

#[derive(Choice, Clone, Copy, Debug, PartialEq)]
pub enum Word {
    Some,
    None,
    Ok,
}

#[intro_loss(symbol = "S")]
pub fn shadowed_loss(mu: Tensor<2>, #[param(default = some)] word: Word, #[param(default = 1)] input: f64) -> Tensor<1> {
    assert_eq!(word, Word::Some);
    mu.sum_dim(1).squeeze_dim(1) * input
}

#[intro_map]
pub fn shadowed_map(mu: Tensor<2>, logvar: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    (mu, logvar)
}

#[intro_schedule]
pub fn shadowed_schedule(progress: f64, #[param(default = 2)] params: f64) -> f64 {
    progress * params
}

#[intro_metric]
pub fn shadowed_metric(modes: &Modes, mu: Tensor<2>) -> f64 {
    modes.sigma + mu.dims()[0] as f64
}

#[intro_dataset]
pub fn shadowed_data() -> impl Dataset {
    asivae::datasets::eight_gaussians_for_tests()
}

intro_model! {
    ShadowedModel("shadowed-model") { Some = 1 }

    let None = shadowed_schedule() * Some;
    encoder + decoder minimizes None * shadowed_loss(shadowed_map(x), word = some);
}

#[test]
fn words_are_read_and_shown() {
    assert_eq!([Word::Some, Word::None, Word::Ok].map(|word| word.to_string()), ["some", "none", "ok"]);
    assert_eq!(format!("{:>6}", Word::Ok), "    ok");
}
