//! Reading the reference file, and comparing with it.

use std::collections::BTreeMap;

use asivae_framework::plugin::{Clock, SchedulePlugin, defaults, find};
use asivae_framework::{FromSignal, Signal, Tensor};
use burn::tensor::{DType, Device, TensorData};
use serde_json::{Map, Value};

/// The reference file.
pub(crate) struct Golden(Value);

/// One case: what it is of, its settings, what came out.
pub(crate) struct Case(pub(crate) Value);

impl Golden {
    pub(crate) fn read() -> Golden {
        let path = std::env::var("ASIVAE_GOLDEN")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/golden.json").to_owned());
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        Golden(serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}")))
    }

    pub(crate) fn cases(&self) -> Vec<(String, &Case)> {
        let cases = self.0["cases"].as_object().expect("cases");
        // A transparent view: `Case` is a `Value` with accessors.
        cases.iter().map(|(name, case)| (name.clone(), Case::of_value(case))).collect()
    }

    /// Rows of step, steps, value.
    pub(crate) fn schedule(&self, name: &str) -> Vec<Vec<f64>> {
        self.0["coef"][name].as_array().expect("coef").iter().map(numbers).collect()
    }

    /// An input tensor in float64, `[rows, columns]`, from a leaf that gradients are taken of.
    pub(crate) fn input(&self, name: &str, device: &Device) -> Tensor<2> {
        let rows: Vec<Vec<f64>> = self.0["inputs"][name].as_array().expect("input").iter().map(numbers).collect();
        matrix(&rows, device, DType::F64).require_grad()
    }

    pub(crate) fn trajectories(&self) -> impl Iterator<Item = (String, &Value)> {
        self.0["trajectory"]["runs"].as_object().expect("runs").iter().map(|(name, run)| (name.clone(), run))
    }

    pub(crate) fn trajectory(&self) -> &Value {
        &self.0["trajectory"]
    }
}

impl Case {
    fn of_value(value: &Value) -> &Case {
        // Leaked once per case and test process: keeps the accessors free of lifetimes.
        Box::leak(Box::new(Case(value.clone())))
    }

    pub(crate) fn of_kind(&self) -> &str {
        ["loss", "model", "metric"].into_iter().find(|k| self.0["of"].get(k).is_some()).unwrap_or("nothing")
    }

    pub(crate) fn of(&self, key: &str) -> String {
        self.0["of"][key].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn settings(&self) -> &Map<String, Value> {
        self.0["settings"].as_object().expect("settings")
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0["settings"].get(key).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.0["settings"].get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(crate) fn number(&self, key: &str) -> f64 {
        self.0["settings"][key].as_f64().unwrap_or_else(|| panic!("no number `{key}` in {}", self.0["settings"]))
    }

    pub(crate) fn list(&self, key: &str) -> Vec<f64> {
        numbers(&self.0["settings"][key])
    }

    /// View or argument -> name of the input.
    pub(crate) fn inputs(&self) -> BTreeMap<String, String> {
        let inputs = self.0["inputs"].as_object().expect("inputs");
        inputs.iter().map(|(k, v)| (k.clone(), v.as_str().expect("a name").to_owned())).collect()
    }

    pub(crate) fn value(&self) -> Vec<f64> {
        flat(&self.0["value"])
    }

    /// Gradients by input name.
    pub(crate) fn gradients(&self) -> Vec<(String, Vec<f64>)> {
        let Some(gradients) = self.0.get("grad").and_then(Value::as_object) else { return Vec::new() };
        gradients.iter().map(|(name, value)| (name.clone(), flat(value))).collect()
    }

    /// The power of 2π in the kernel of a latent of `z` dimensions.
    pub(crate) fn two_pi_power(&self, z: f64) -> Option<f64> {
        match self.0["settings"].get("two_pi_power")? {
            Value::Number(n) => n.as_f64(),
            Value::String(s) if s == "Z/2" => Some(z / 2.0),
            Value::String(s) if s == "1/2" => Some(0.5),
            other => panic!("unknown power of 2π {other}"),
        }
    }
}

/// A schedule by its registered name, with defaults.
pub(crate) fn schedule(name: &str, step: usize, steps: usize) -> f64 {
    let plugin: &SchedulePlugin = find(name).expect("a schedule");
    let clock = Clock { step, steps, progress: step as f64 / steps as f64, epoch: 0.0, epoch_steps: 1 };
    (plugin.call)(&clock, &[], &defaults(plugin.info).expect("defaults"))
}

pub(crate) fn matrix(rows: &[Vec<f64>], device: &Device, dtype: DType) -> Tensor<2> {
    let shape = [rows.len(), rows[0].len()];
    let data = TensorData::new(rows.concat(), shape);
    Tensor::from_data(data, (device, dtype))
}

/// A matrix as an image batch of points or vectors.
pub(crate) fn image(matrix: Tensor<2>) -> Signal {
    Signal::Image(Tensor::<4>::from_signal(Signal::Flat(matrix)))
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// All numbers of nested lists, in order.
pub(crate) fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

pub(crate) fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

/// Equal to a tolerance relative to the largest expected value.
pub(crate) fn close(what: &str, found: &[f64], expected: &[f64], relative: f64) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{what}: {} numbers, expected {}", found.len(), expected.len()));
    }
    let size = expected.iter().fold(0.0_f64, |m, v| m.max(v.abs())).max(1e-300);
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        // Not a number is not close either.
        let within = (a - b).abs() <= relative * size.max(1e-12);
        if !within {
            return Err(format!("{what}[{i}] is {a}, expected {b}"));
        }
    }
    Ok(())
}
