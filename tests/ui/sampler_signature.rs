//! What a sampler asks for and gives.

#![allow(unused)]

use asivae::Result;
use asivae::prelude::*;

#[intro_sampler]
fn wrong_names(n: usize, size: usize, rng: Rng) -> Result<Tensor<2>> {
    unimplemented!()
}

#[intro_sampler]
fn draws_any_number(latent: usize, encoder: &Net) -> Result<Tensor<2>> {
    unimplemented!()
}

#[intro_sampler]
fn wrong_output(n: usize, z: Tensor<4>) -> Tensor<2> {
    unimplemented!()
}

#[intro_sampler]
fn latents_as_parameter(n: usize, #[param(default = 1.0)] z: f64) -> Result<Tensor<2>> {
    unimplemented!()
}

fn main() {}
