#![allow(unused)]

use asivae::prelude::*;

struct NoData;

#[intro_dataset]
fn no_data() -> NoData {
    NoData
}

#[intro_dataset]
fn nothing(sigma: f64) {}

fn main() {}
