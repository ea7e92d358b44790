#![allow(unused)]

use asivae::prelude::*;

#[intro_schedule]
fn ramp(progress: f64) -> f64 {
    progress
}

#[intro_schedule]
fn ramp(progress: f64) -> f64 {
    progress * 2.0
}

fn main() {}
