//! Names that generated code must not stumble over.

#![allow(dead_code, non_upper_case_globals, reason = "that is what is tested")]

use asivae::plugin::{self, DatasetPlugin, LossPlugin, MetricPlugin, ModelPlugin, ParamValue};
use asivae::prelude::*;

pub(super) struct Result;
pub(super) struct Option;
pub(super) struct Vec;
pub(super) struct Box;
pub(super) struct Error;
pub(super) struct Player;
pub(super) struct Parameter;
pub(super) const Some: i32 = 1;
pub(super) const None: i32 = 2;
pub(super) const Ok: i32 = 3;
mod core {}
mod std {}
mod asivae_framework {}

#[derive(Choice, Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    Some,
    None,
    Ok,
}

#[intro_loss(symbol = "S")]
fn shadowed_loss(mu: Tensor<2>, #[param(default = some)] word: Word, #[param(default = 2)] input: f64) -> Tensor<1> {
    assert_eq!(word, Word::Some);
    mu.sum_dim(1).squeeze_dim(1) * input
}

#[intro_map]
fn shadowed_map(mu: Tensor<2>, logvar: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    (mu, logvar)
}

#[intro_schedule]
fn shadowed_schedule(progress: f64, #[param(default = 2)] params: f64) -> f64 {
    progress * params
}

#[intro_metric(unit = "nats", better = lower)]
fn shadowed_metric(modes: &Modes, extent: f64) -> f64 {
    modes.sigma + extent
}

#[intro_dataset]
fn shadowed_data(#[param] fails: bool) -> ::core::result::Result<impl Dataset, asivae::Error> {
    if fails {
        return Err(asivae::Error::Stopped("it fails".into()));
    }
    ::core::result::Result::Ok(asivae::datasets::rings())
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

#[test]
fn a_loss_is_called_with_its_views_and_parameters() {
    let loss = plugin::find::<LossPlugin>("shadowed_loss").unwrap();
    assert_eq!((loss.info.symbol, loss.arity(), loss.whole_batch), (::core::option::Option::Some("S"), 1, false));
    assert!(loss.info.file.ends_with("shadowed_names.rs"), "{}", loss.info.file);
    let mu = Signal::Flat(Tensor::from_data([[1.0, 2.0]], &Device::default()));
    let params = [ParamValue::Word("some".into()), ParamValue::Number(2.0)];
    let value = (loss.call)(&asivae::CallInput { views: &[mu], networks: &[], params: &params });
    assert_eq!(value.into_scalar::<f32>(), 6.0);
}

#[test]
fn a_data_set_may_fail() {
    let data = plugin::find::<DatasetPlugin>("shadowed_data").unwrap();
    let nowhere = ::std::path::Path::new("");
    let input = plugin::DatasetInput { path: nowhere, data_dir: nowhere };
    let error = (data.build)(&input, &[ParamValue::Flag(true)]).err().unwrap();
    assert_eq!(error.to_string(), "it fails");
    assert_eq!((data.build)(&input, &[ParamValue::Flag(false)]).unwrap().name(), "rings");
}

#[test]
fn a_metric_without_its_input_is_left_out() {
    let metric = plugin::find::<MetricPlugin>("shadowed_metric").unwrap();
    assert_eq!((metric.unit, metric.better), ("nats", asivae::Better::Lower));
    let modes = Modes { centres: vec![], sigma: 0.5 };
    let mut input = asivae::MetricInput {
        real: ::core::option::Option::Some(&[]),
        generated: ::core::option::Option::Some(&[]),
        modes: ::core::option::Option::Some(&modes),
        extent: 2.0,
        ..::core::default::Default::default()
    };
    assert_eq!((metric.call)(&input, &[]), ::core::option::Option::Some(asivae::Figure::new(2.5)));
    input.modes = ::core::option::Option::None;
    assert_eq!((metric.call)(&input, &[]), ::core::option::Option::None);
}

#[test]
fn a_model_knows_its_leaves() {
    let model = asivae::ModelSource::plugin(&ShadowedModel::default());
    assert_eq!(plugin::find::<ModelPlugin>("shadowed-model").unwrap().text, model.text);
    let leaves: ::std::vec::Vec<_> = model.leaves.iter().map(|(name, info)| (*name, info.kind)).collect();
    let expected = [
        ("shadowed_schedule", plugin::Kind::Schedule),
        ("shadowed_loss", plugin::Kind::Loss),
        ("shadowed_map", plugin::Kind::Map),
    ];
    assert_eq!(leaves, expected);
}
