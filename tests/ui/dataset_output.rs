#![allow(unused)]

use asivae::prelude::*;

struct NoData;

#[intro_dataset]
fn no_data() -> NoData {
    NoData
}

#[intro_dataset]
fn nothing(sigma: f64) {}

#[intro_dataset]
fn elsewhere(path: &str, #[param(default = 1)] data_dir: f64) -> NoData {
    NoData
}

fn main() {}
