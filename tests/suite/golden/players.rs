//! Games with other players against PyTorch: `tests/golden/players.py` writes the file, from the papers' equations.

use std::collections::HashMap;

use asivae_framework::game::{NoiseSource, Scene, StepMemory};
use asivae_framework::prelude::*;
use asivae_framework::train::{Feed, Session};
use asivae_framework::{NamedTensor, Result, Trainer, Workers};
use asivae_grammar::Sense;
use burn::module::Param;
use burn::tensor::{DType, TensorData, activation};
use serde_json::Value;

const BATCH: usize = 6;
const HIDDEN: usize = 5;

/// The file's numbers, `amp · sin(freq · (k + 1) + phase)`.
fn wave<const D: usize>(shape: [usize; D], amp: f64, freq: f64, phase: f64, device: &Device) -> Tensor<D> {
    let values = (0..shape.iter().product()).map(|k: usize| amp * (freq * (k as f64 + 1.0) + phase).sin()).collect();
    Tensor::from_data(TensorData::new::<f64, _>(values, shape), (device, DType::F64))
}

/// The networks of the file, in float64.
#[derive(Module, Debug)]
struct WaveNet {
    matrices: Vec<Param<Tensor<2>>>,
    biases: Vec<Param<Tensor<1>>>,
    #[module(skip)]
    spectral: bool,
}

/// One hidden layer of softplus units.
#[intro_network]
fn wave_net(
    io: &Io,
    device: &Device,
    #[param(default = 1.0)] amp: f64,
    #[param(default = 0.0)] phase: f64,
    #[param(default = false)] spectral: bool,
) -> WaveNet {
    let (inputs, outputs) = (io.input_width(), io.output_width());
    let matrix = |i: usize, shape| Param::from_tensor(wave(shape, amp, 0.7 + 0.1 * i as f64, phase + i as f64, device));
    let bias = |i: usize, width| Param::from_tensor(wave([width], amp, 0.7 + 0.1 * i as f64, phase + i as f64, device));
    WaveNet {
        matrices: vec![matrix(0, [inputs, HIDDEN]), matrix(2, [HIDDEN, outputs])],
        biases: vec![bias(1, HIDDEN), bias(3, outputs)],
        spectral,
    }
}

impl Network for WaveNet {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let layer = |value: Tensor<2>, i: usize| {
            let weight = self.matrices[i].val();
            let weight = if self.spectral { asivae_plugins::networks::normalised(weight, 200) } else { weight };
            value.matmul(weight) + self.biases[i].val().unsqueeze_dim(0)
        };
        let exact = |(i, input): (usize, Signal)| match (io.inputs[i], input) {
            (Space::Classes(classes), Signal::Labels(labels)) => labels.one_hot(classes).float().cast(DType::F64),
            (_, input) => input.flat(),
        };
        let joined = Tensor::cat(inputs.into_iter().enumerate().map(exact).collect(), 1);
        let hidden = activation::softplus(layer(joined, 0), 1.0);
        io.split(layer(hidden, 1))
    }
}

/// The rows of the file, in float64.
#[derive(Module, Debug)]
struct WaveTable {
    rows: Param<Tensor<2>>,
}

/// Four rows.
#[intro_network(inputless)]
fn wave_table(
    io: &Io,
    device: &Device,
    #[param(default = 1.0)] amp: f64,
    #[param(default = 0.0)] phase: f64,
) -> WaveTable {
    WaveTable { rows: Param::from_tensor(wave([4, io.output_width()], amp, 0.7, phase, device)) }
}

impl Network for WaveTable {
    fn forward(&self, _: Vec<Signal>, io: &Io) -> Vec<Signal> {
        io.split(self.rows.val())
    }
}

/// The same batch and the same draws at every turn.
struct Given(Value);

impl Given {
    fn draw(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        let draw = &self.0[name];
        let number =
            |key: &str| draw[key].as_f64().unwrap_or_else(|| panic!("the file has no draw `{name}`: {}", self.0));
        wave(shape, number("amp"), number("freq"), number("phase"), device) + number("offset")
    }
}

impl NoiseSource for Given {
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.draw(name, shape, device)
    }

    fn uniform(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.draw(name, shape, device)
    }
}

impl Feed for Given {
    fn turn_to(&mut self, _: usize, _: usize) {}

    fn batch(&mut self, device: &Device) -> Result<Tensor<4>> {
        Ok(wave([BATCH, 2, 1, 1], 1.3, 0.9, 0.1, device))
    }

    fn labels(&mut self, device: &Device) -> Option<Tensor<1, Int>> {
        Some(Tensor::arange(0..BATCH as i64, device))
    }
}

/// A model with the file's networks and settings, and a learning rate of zero: every move of a step sees the same weights.
fn session(model: &str, case: &Value) -> Result<Session> {
    let mut trainer = Trainer::named(model, "8-gaussians")?.as_declared().batch(BATCH).threads(1).set("optim.lr", 0)?;
    // Adam that forgets and divides by 1 + |g|: a step tells the gradient.
    for (key, value) in [("optim.beta_1", 0), ("optim.beta_2", 0), ("optim.epsilon", 1)] {
        trainer = trainer.set(key, value)?;
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (name, network) in case["networks"].as_object().expect("networks") {
        let (amp, phase) = (&network["amp"], &network["phase"]);
        let reads_nothing = ["prior", "pseudo"].contains(&name.as_str());
        let spectral = if model == "sn-gan" && name == "critic" { ", spectral = true" } else { "" };
        let kind = if reads_nothing { "wave_table" } else { "wave_net" };
        trainer =
            trainer.set(&format!("networks.{name}"), format!("{kind}(amp = {amp}, phase = {phase}{spectral})"))?;
    }
    for (key, value) in case["settings"].as_object().expect("settings") {
        trainer = trainer.set(key, text(value))?;
    }
    trainer.session()
}

/// `Σ_k wave_k g_k` for each player of a move, of the gradient of what is minimised in all its weights.
fn directions(model: &str, case: &Value, title: &str) -> Result<Vec<(String, f64)>> {
    let mut session = session(model, case)?;
    let (mut feed, device, workers) = (Given(case["draws"].clone()), Device::flex().autodiff(), Workers::none());
    let (gradients, players) = {
        let networks: Vec<_> = session.networks().map(|(_, player)| Some(player)).collect();
        let (batch, labels) = (feed.batch(&device)?, feed.labels(&device));
        let (latent, injected) = (Space::Flat(2), HashMap::new());
        let scene = Scene { networks: &networks, batch, labels, latent, noise: &feed, injected, workers: &workers };
        let game = session.game();
        let game_move = game.find_move(title).unwrap_or_else(|| panic!("`{title}` is no move of {model}"));
        let numbers = game.numbers(Clock { step: 0, steps: 1, progress: 0.0, epoch: 0.0, epoch_steps: 1 });
        let evaluated = game.evaluate(game_move, &numbers, &scene, &mut StepMemory::default());
        let objective = evaluated.objective.unwrap_or_else(|| panic!("{model}: `{title}` has no objective"));
        let loss = if game_move.sense() == Sense::Minimizes { objective } else { objective.neg() };
        let players: Vec<(usize, String)> =
            game_move.players().iter().map(|place| (*place, game.networks()[*place].name.clone())).collect();
        (evaluated.tape.weight_gradients(&loss, &workers), players)
    };
    let mut gradients: HashMap<usize, _> = gradients.into_iter().collect();
    let mut found = Vec::new();
    for (place, name) in players {
        let player = session.network_mut(&name).unwrap_or_else(|| panic!("no network `{name}`"));
        let flat = |weights: Vec<NamedTensor>| -> Vec<f64> {
            // Those of the file: matrix and bias of one layer after the other.
            let order = ["matrices.0", "biases.0", "matrices.1", "biases.1", "rows"];
            let named = |name: &&str| weights.iter().find(|(other, _)| other == name);
            order.iter().filter_map(named).flat_map(|(_, values)| values.iter::<f64>().collect::<Vec<_>>()).collect()
        };
        let before = flat(player.weights());
        player.take_gradients(gradients.remove(&place).unwrap_or_default());
        player.step(1.0, 1.0);
        let moved = before.iter().zip(flat(player.weights())).map(|(before, after)| before - after);
        let gradient = moved.map(|moved| moved / (1.0 - moved.abs()));
        let wave = |k: usize| (0.37 * (k as f64 + 1.0) + 0.9).sin();
        found.push((name, gradient.enumerate().map(|(k, g)| wave(k) * g).sum()));
    }
    Ok(found)
}

/// Every value of a case that is not within `relative` of what is found.
fn compare(model: &str, case: &Value, relative: f64, failures: &mut Vec<String>) {
    let report = session(model, case).and_then(|mut s| s.step(0, &mut Given(case["draws"].clone()), true));
    let report = report.unwrap_or_else(|e| panic!("{model}: {e}"));
    let values = case["values"].as_object().expect("values");
    assert!(!values.is_empty());
    for (name, expected) in values {
        let expected = expected.as_f64().expect("a number");
        match report.get(name) {
            Some(found) if (found - expected).abs() <= relative * expected.abs().max(1e-3) => {}
            found => failures.push(format!("{model}: {name} is {found:?}, not {expected}")),
        }
    }
    for (title, players) in case["directions"].as_object().expect("directions") {
        let found = directions(model, case, title).unwrap_or_else(|e| panic!("{model}: {e}"));
        assert_eq!(found.len(), players.as_object().map_or(0, serde_json::Map::len), "{model}: players of {title}");
        for (name, found) in found {
            let expected = players[&name].as_f64().expect("a number");
            if (found - expected).abs() > relative * expected.abs().max(1e-2) {
                failures.push(format!("{model}: direction of {name} in {title} is {found}, not {expected}"));
            }
        }
    }
}

#[test]
fn the_games_have_the_values_and_gradients_of_their_papers() {
    let file: Value = serde_json::from_str(include_str!("../../golden/players.json")).expect("JSON");
    let cases = file["exact"].as_object().expect("cases");
    let mut failures = Vec::new();
    for (model, case) in cases {
        compare(model, case, super::RELATIVE, &mut failures);
    }
    assert!(cases.len() >= 18 && failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_penalty_of_wgan_gp_has_the_gradient_of_a_second_derivative() {
    let file: Value = serde_json::from_str(include_str!("../../golden/players.json")).expect("JSON");
    let cases = file["wgan-gp"].as_array().expect("cases");
    let mut failures = Vec::new();
    for case in cases {
        compare("wgan-gp", case, 1e-3, &mut failures);
    }
    assert!(cases.len() == 6 && failures.is_empty(), "{}", failures.join("\n"));
}
