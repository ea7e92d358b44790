#![allow(unused)]

use asivae::prelude::*;

#[derive(Default)]
struct NotWritten {
    sum: f64,
}

#[intro_schedule]
fn cannot_be_written(state: &mut NotWritten) -> f64 {
    state.sum
}

#[derive(Clone, Copy)]
struct NoDefault;

#[intro_schedule]
fn cannot_begin(progress: f64, state: &mut NoDefault) -> f64 {
    progress
}

#[intro_schedule]
fn by_value(state: NotWritten) -> f64 {
    state.sum
}

#[intro_schedule]
fn shared(state: &NotWritten) -> f64 {
    state.sum
}

#[intro_schedule]
fn marked(#[param] state: &mut f64) -> f64 {
    *state
}

#[intro_schedule]
fn two(sum: &mut f64, count: &mut u64) -> f64 {
    *sum / *count as f64
}

#[intro_loss]
fn loss(mu: Tensor<2>, state: &mut f64) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1)
}

fn main() {}
