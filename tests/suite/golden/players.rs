//! Games with other players against PyTorch: `tests/golden/players.py` writes the file, from the papers' equations.

use asivae_framework::game::NoiseSource;
use asivae_framework::train::{Feed, Session};
use asivae_framework::{NamedTensor, Result, StepReport, Tensor, Trainer};
use burn::tensor::{Device, TensorData};
use serde_json::Value;

const BATCH: usize = 6;
const HIDDEN: usize = 5;

/// The file's numbers, `amp · sin(freq · (k + 1) + phase)`.
fn wave(count: usize, amp: f64, freq: f64, phase: f64) -> Vec<f32> {
    (0..count).map(|k| (amp * (freq * (k as f64 + 1.0) + phase).sin()) as f32).collect()
}

/// Weights of `Net(inputs, outputs, amp, phase)`.
fn weights(inputs: usize, outputs: usize, amp: f64, phase: f64) -> Vec<NamedTensor> {
    let shapes = [vec![inputs, HIDDEN], vec![HIDDEN], vec![HIDDEN, outputs], vec![outputs]];
    let names = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"];
    let tensor = |(i, (name, shape)): (usize, (&str, Vec<usize>))| {
        let values = wave(shape.iter().product(), amp, 0.7 + 0.1 * i as f64, phase + i as f64);
        (name.to_owned(), TensorData::new(values, shape))
    };
    names.into_iter().zip(shapes).enumerate().map(tensor).collect()
}

/// The same batch and the same draws at every turn.
struct Given;

impl NoiseSource for Given {
    fn normal(&self, name: &str, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
        assert!(name.starts_with("noise(xg)"), "the file has no draw `{name}`");
        Tensor::from_data(TensorData::new(wave(rows * columns, 1.1, 1.7, 0.4), [rows, columns]), device)
    }

    fn uniform(&self, name: &str, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
        assert_eq!(name, "critic/u(x)");
        let values: Vec<f32> = wave(rows * columns, 0.5, 2.3, 0.2).into_iter().map(|v| v + 0.5).collect();
        Tensor::from_data(TensorData::new(values, [rows, columns]), device)
    }
}

impl Feed for Given {
    fn turn_to(&mut self, _: usize, _: usize) {}

    fn batch(&mut self, device: &Device) -> Result<Tensor<4>> {
        Ok(Tensor::from_data(TensorData::new(wave(BATCH * 2, 1.3, 0.9, 0.1), [BATCH, 2, 1, 1]), device))
    }
}

/// The first step of a model on the file's numbers.
fn step(model: &str, settings: &[(&str, String)], networks: &[(&str, Vec<NamedTensor>)]) -> StepReport {
    let start = Trainer::named(model, "8-gaussians").map(|trainer| trainer.as_declared().batch(BATCH));
    let network = format!("mlp(hidden = {HIDDEN}, layers = 1, activation = softplus)");
    let start = start.and_then(|trainer| trainer.set("networks.*", network));
    // What the moves before have changed is below what is compared.
    let start = start.and_then(|trainer| trainer.set("optim.lr", "1e-9"));
    let trainer = settings.iter().fold(start, |trainer, (key, value)| trainer?.set(key, value));
    let mut session: Session = trainer.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    for (name, weights) in networks {
        let Some(network) = session.network_mut(name) else { panic!("no network `{name}`") };
        assert!(network.load(weights).is_empty());
    }
    session.step(0, &mut Given, true).unwrap_or_else(|e| panic!("{e}"))
}

/// `found` within a thousandth of `expected`.
fn close(what: &str, found: Option<f64>, expected: &Value) {
    let (found, expected) = (found.unwrap_or(f64::NAN), expected.as_f64().unwrap_or(f64::NAN));
    assert!((found - expected).abs() < 1e-3 * expected.abs(), "{what} is {found}, not {expected}");
}

#[test]
fn the_penalty_of_wgan_gp_has_the_gradient_of_a_second_derivative() {
    let file: Value = serde_json::from_str(include_str!("../../golden/players.json")).expect("JSON");
    let cases = file["wgan-gp"].as_array().expect("cases");
    assert_eq!(cases.len(), 6);
    for case in cases {
        let amp = case["amp"].as_f64().expect("a number");
        let networks = [("decoder", weights(2, 2, 0.8, 0.3)), ("critic", weights(2, 1, amp, 1.1))];
        let report = step("wgan-gp", &[("lambda", case["lambda"].to_string())], &networks);
        let value = |name: &str| report.get(name);
        close("the penalty", value("critic/gradient_penalty(x, xg, critic)"), &case["penalty"]);
        close("the critic's gradient", value("critic/gradient"), &case["critic"]);
        close("the decoder's gradient", value("decoder/gradient"), &case["decoder"]);
    }
}
