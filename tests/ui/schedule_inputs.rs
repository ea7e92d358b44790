#![allow(unused)]

use asivae::prelude::*;

#[intro_schedule]
fn misspelt(progess: f64) -> f64 {
    progess
}

#[intro_schedule]
fn unmarked(rate: f64) -> f64 {
    rate
}

#[intro_schedule]
fn types(step: f64, epoch: usize) -> f64 {
    step
}

#[intro_schedule]
fn output(progress: f64) -> usize {
    progress as usize
}

#[intro_schedule]
fn marked(#[param] inner: Schedule) -> f64 {
    0.0
}

#[intro_schedule]
fn measured(#[param] kl: Measured) -> f64 {
    0.0
}

#[intro_schedule]
fn referenced(inner: &Schedule, kl: &Measured) -> f64 {
    0.0
}

struct NoState;

#[intro_schedule]
fn remembers(state: &mut NoState) -> f64 {
    0.0
}

fn main() {}
