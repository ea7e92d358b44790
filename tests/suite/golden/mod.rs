//! Reference values from the released Python code, through the real losses, models and steps.
//!
//! Everything is read from the file that `ASIVAE_GOLDEN` names, else from `golden.json` beside this test. Where a case is a variant
//! of the registered model, the objective is replaced as a user would replace it.

mod leaf;
mod model;
mod players;
mod reference;
mod trajectory;

use asivae_framework::plugin::{MetricPlugin, defaults, find};
use asivae_framework::{MetricInput, plugin::ParamValue};
use asivae_plugins as _;

use reference::Golden;

/// Float64 against float64: what is left is the order of summation.
const RELATIVE: f64 = 1e-9;

#[test]
fn golden_cases() {
    let golden = Golden::read();
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, case) in golden.cases() {
        count += 1;
        let result = match case.of_kind() {
            "loss" => leaf::check(&golden, case),
            "model" => model::check(&golden, case),
            "metric" => metric(case),
            other => Err(format!("unknown kind `{other}`")),
        };
        if let Err(message) = result {
            failures.push(format!("{name}: {message}"));
        }
    }
    assert!(count > 0, "the file holds no cases");
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn golden_schedules() {
    let golden = Golden::read();
    for (name, plugin) in [("linear", "linear_ramp"), ("tanh", "tanh_ramp")] {
        for row in golden.schedule(name) {
            let (step, steps, expected) = (row[0], row[1], row[2]);
            let value = reference::schedule(plugin, step as usize, steps as usize);
            assert!((value - expected).abs() < 1e-12, "{name} at {step}/{steps}: {value}, expected {expected}");
        }
    }
}

#[test]
fn golden_trajectories() {
    let golden = Golden::read();
    let failures: Vec<String> =
        golden.trajectories().filter_map(|run| trajectory::check(&golden, &run).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The released histogram metrics, on the points that the description of the case defines.
fn metric(case: &reference::Case) -> Result<(), String> {
    let name = case.of("metric");
    let plugin: &MetricPlugin = find(&name).map_err(|e| e.to_string())?;
    let count = case.number("points") as usize;
    let wave = |amplitude: f64, frequency: f64, phase: f64, k: usize| amplitude * (frequency * k as f64 + phase).sin();
    let real: Vec<[f64; 2]> = (1..=count).map(|k| [wave(1.5, 0.37, 0.2, k), wave(1.5, 0.53, 1.1, k)]).collect();
    let fake: Vec<[f64; 2]> = (1..=count).map(|k| [wave(2.1, 0.41, 1.0, k), wave(1.3, 0.59, 0.4, k)]).collect();
    let input = MetricInput {
        real: Some(&real),
        generated: Some(&fake),
        extent: case.list("range")[1],
        ..MetricInput::default()
    };
    let mut params = defaults(plugin.info).map_err(|e| e.to_string())?;
    for (param, info) in params.iter_mut().zip(plugin.info.params) {
        if info.name == "bins" {
            *param = ParamValue::Number(case.number("bins"));
        }
    }
    let value = (plugin.call)(&input, &params).ok_or("it measured nothing")?.value;
    reference::close("value", &[value], &case.value(), RELATIVE)
}
