//! Words of Rust as names.

use asivae::plugin::{self, LossPlugin, ModelPlugin};
use asivae::prelude::*;

#[intro_loss]
fn r#match(mu: Tensor<2>, #[param(default = 1)] r#type: f64) -> Tensor<1> {
    mu.sum_dim(1).squeeze_dim(1) * r#type
}

#[intro_schedule]
fn r#loop(progress: f64) -> f64 {
    progress
}

intro_model! {
    pub Raw("raw") { r#fn = 1 }

    encoder + decoder minimizes r#fn * r#loop() * r#match(x, r#type = 2);
}

#[test]
fn they_are_registered_as_plain_words() {
    assert_eq!(plugin::find::<LossPlugin>("match").unwrap().info.params[0].name, "type");
    assert_eq!(plugin::find::<ModelPlugin>("raw").unwrap().leaves[1].0, "match");
    let _ = Raw::default();
}
