//! What a feature extractor asks for and gives.

#![allow(unused)]

use asivae::Result;
use asivae::prelude::*;

#[intro_features]
fn wrong_names(images: Tensor<4>, device: Device) -> Result<Box<dyn Extractor>> {
    unimplemented!()
}

#[intro_features]
fn wrong_output(image: [usize; 3]) -> Tensor<2> {
    unimplemented!()
}

#[intro_features]
fn image_as_parameter(#[param(default = 1.0)] image: f64) -> Result<Box<dyn Extractor>> {
    unimplemented!()
}

#[intro_metric]
fn wrong_features(features: Features) -> f64 {
    unimplemented!()
}

fn main() {}
