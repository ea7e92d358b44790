//! Three steps from given weights on given noise: losses and final weights.

use std::collections::HashMap;

use asivae_framework::game::{Game, NoiseSource};
use asivae_framework::plugin::{ModelPlugin, find, open_data};
use asivae_framework::train::{Feed, Session};
use asivae_framework::{RunConfig, Tensor};
use burn::tensor::{DType, Device, TensorData};
use serde_json::Value;

use super::model::variant;
use super::reference::{Case, Golden, close, flat, image, matrix, numbers};

/// Losses and weights in float32.
const ABSOLUTE: f64 = 1e-5;

struct Given<'a> {
    trajectory: &'a Value,
    step: usize,
}

impl NoiseSource for Given<'_> {
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        let reference = match name {
            "noise(xg)" => "noise_batch",
            "eps(x)" => "eps_real",
            "encoder/eps(xr)" => "eps_rec_e",
            "encoder/eps(xg)" => "eps_fake_e",
            "decoder/eps(xr)" => "eps_rec_d",
            "decoder/eps(xg)" => "eps_fake_d",
            other => panic!("the reference has no draw `{other}`"),
        };
        let rows: Vec<Vec<f64>> =
            self.trajectory["noise"][self.step][reference].as_array().expect("noise").iter().map(numbers).collect();
        assert_eq!(shape, [rows.len(), rows[0].len()]);
        matrix(&rows, device, DType::F32)
    }

    fn uniform(&self, name: &str, _: [usize; 2], _: &Device) -> Tensor<2> {
        panic!("the reference has no draw `{name}`");
    }
}

impl Feed for Given<'_> {
    fn turn_to(&mut self, step: usize, _: usize) {
        self.step = step;
    }

    fn batch(&mut self, device: &Device) -> asivae_framework::Result<Tensor<4>> {
        let rows: Vec<Vec<f64>> = self.trajectory["xb"].as_array().expect("xb").iter().map(numbers).collect();
        match image(matrix(&rows, device, DType::F32)) {
            asivae_framework::Signal::Image(batch) => Ok(batch),
            _ => unreachable!("an image was made"),
        }
    }
}

pub(crate) fn check(golden: &Golden, (name, run): &(String, &Value)) -> Result<(), String> {
    let trajectory = golden.trajectory();
    let settings = &run["settings"];
    let steps = settings["steps"].as_u64().expect("steps") as usize;
    let model = settings["model"].as_str().expect("model");
    let game = game(model, run)?;

    let mut config = RunConfig::new(model, "given");
    config.train.steps = settings.get("total_steps").and_then(Value::as_u64).map_or(steps, |n| n as usize);
    config.optim.lr = settings["adam_lr"].as_f64().expect("adam_lr");
    let betas = numbers(&settings["adam_betas"]);
    (config.optim.beta_1, config.optim.beta_2) = (betas[0], betas[1]);
    config.optim.epsilon = settings["adam_eps"].as_f64().expect("adam_eps");
    config.networks.insert("*".to_owned(), "mlp(hidden = 8, layers = 2)".to_owned());

    // Its shape alone is looked at.
    let data = open_data("8-gaussians").map_err(|e| e.to_string())?;
    let mut session = Session::new(&config, game, None, data.as_ref()).map_err(|e| e.to_string())?;
    for network in ["encoder", "decoder"] {
        let weights = weights(&trajectory["init"], network);
        let unknown = session.network_mut(network).ok_or("no such network")?.load(&weights);
        if !unknown.is_empty() {
            return Err(format!("{name}: `{network}` has no {unknown:?}"));
        }
    }
    let mut feed = Given { trajectory, step: 0 };
    for step in 0..steps {
        let report = session.step(step, &mut feed, true).map_err(|e| e.to_string())?;
        let logged = &run["log"][step];
        for (key, column) in [
            ("lossE", "encoder/objective"),
            ("lossD", "decoder/objective"),
            ("loss", "encoder + decoder/objective"),
            ("c", "c"),
        ] {
            let Some(expected) = logged.get(key).and_then(Value::as_f64) else { continue };
            let found = report.get(column).ok_or(format!("{name}: nothing is logged as `{column}`"))?;
            if (found - expected).abs() > ABSOLUTE {
                return Err(format!("{name}, step {step}: {column} is {found}, expected {expected}"));
            }
        }
    }
    for network in ["encoder", "decoder"] {
        let expected = weights(&run["final"], network);
        let found: HashMap<String, TensorData> =
            session.networks().filter(|(n, _)| *n == network).flat_map(|(_, player)| player.weights()).collect();
        for (tensor, expected) in expected {
            let values: Vec<f64> = found[&tensor].iter::<f64>().collect();
            let expected: Vec<f64> = expected.iter::<f64>().collect();
            let size = expected.iter().fold(1e-12_f64, |m, v| m.max(v.abs()));
            close(&format!("{name}: {network}.{tensor}"), &values, &expected, ABSOLUTE / size)?;
        }
    }
    Ok(())
}

/// The game of a run: the registered one, or a variant by replaced objectives.
fn game(model: &str, run: &Value) -> Result<Game, String> {
    let mut settings = run["settings"].clone();
    let plugin: &ModelPlugin = find(model).map_err(|e| e.to_string())?;
    if let Some(object) = settings.as_object_mut() {
        // Numbers of the optimiser are no numbers of the model; the schedule is set by its name.
        object.retain(|key, value| {
            !key.starts_with("adam") && key != "steps" && key != "total_steps" && !(key == "c" && value.is_string())
        });
    }
    let case = Case(serde_json::json!({ "of": { "model": model }, "settings": settings }));
    let game = variant(model, "encoder", &case)?;
    let Some(schedule) = run["settings"].get("c").and_then(Value::as_str) else { return Ok(game) };
    let value = match schedule.split_whitespace().collect::<Vec<_>>().as_slice() {
        [schedule, "rate", rate] => format!("{schedule}(rate = {rate})"),
        other => return Err(format!("unknown schedule {other:?}")),
    };
    let mut tree = game.model().clone();
    asivae_framework::game::Override { key: "c".to_owned(), value }.apply(&mut tree).map_err(|e| e.to_string())?;
    let scale = run["settings"].get("scale").and_then(Value::as_f64).unwrap_or(1.0);
    Game::assemble(&tree, plugin.leaves, scale).map_err(|e| e.to_string())
}

/// Weights of a network in our layout: PyTorch's `[out, in]` transposed, layers numbered.
fn weights(all: &Value, network: &str) -> Vec<(String, TensorData)> {
    let layers = ["input", "hidden_1", "output"];
    let mut weights = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        let rows: Vec<Vec<f64>> =
            all[&format!("{network}.main.{layer}.weight")].as_array().expect("weight").iter().map(numbers).collect();
        let (outputs, inputs) = (rows.len(), rows[0].len());
        let turned: Vec<f32> = (0..inputs).flat_map(|i| rows.iter().map(move |row| row[i] as f32)).collect();
        weights.push((format!("layers.{number}.weight"), TensorData::new(turned, [inputs, outputs])));
        let bias: Vec<f32> = flat(&all[&format!("{network}.main.{layer}.bias")]).iter().map(|v| *v as f32).collect();
        weights.push((format!("layers.{number}.bias"), TensorData::new(bias, [outputs])));
    }
    weights
}
