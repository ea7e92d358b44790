#![allow(unused)]

use asivae::prelude::*;

#[derive(Choice)]
enum Distance {
    Mse,
    SmoothL1,
}

#[intro_schedule]
fn word(#[param(default = l1)] distance: Distance) -> f64 {
    todo!()
}

#[intro_schedule]
fn number(#[param(default = 1)] distance: Distance) -> f64 {
    todo!()
}

#[intro_schedule]
fn no_parameter(#[param] name: String) -> f64 {
    todo!()
}

#[derive(Choice)]
enum Holds {
    Plain,
    Number(f64),
}

#[derive(Choice)]
struct NoEnum;

#[derive(Choice)]
enum Empty {}

fn main() {}
