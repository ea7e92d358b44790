//! Cases of single losses.

use std::collections::BTreeMap;

use asivae_framework::plugin::{LossPlugin, MapPlugin, ParamValue, defaults, find};
use asivae_framework::{CallInput, FromSignal, Signal, Tensor, View};
use burn::tensor::Device;

use super::RELATIVE;
use super::reference::{Case, Golden, close, host, image};

pub(crate) fn check(golden: &Golden, case: &Case) -> Result<(), String> {
    let device = Device::flex().autodiff();
    let loss: &LossPlugin = find(&case.of("loss")).map_err(|e| e.to_string())?;
    let inputs = case.inputs();
    let leaves: BTreeMap<String, Tensor<2>> =
        inputs.values().map(|name| (name.clone(), golden.input(name, &device))).collect();

    // Arguments by name: `mu`, or `mu_a` and `mu_b` where the loss takes two sources.
    let argument = |view: View, source: usize| {
        let suffix = if loss.arity() == 2 { ["_a", "_b"][source] } else { "" };
        leaves[&inputs[&format!("{view}{suffix}")]].clone()
    };
    let mut views: Vec<Signal> = Vec::new();
    for arg in loss.views {
        views.push(match arg.view {
            View::X | View::Target | View::XHat => image(argument(arg.view, arg.source)),
            _ => Signal::Flat(argument(arg.view, arg.source)),
        });
    }
    if case.flag("squash") {
        views = squash(loss, views)?;
    }
    let mut params = defaults(loss.info).map_err(|e| e.to_string())?;
    let mut z = 0.0;
    for (param, info) in params.iter_mut().zip(loss.info.params) {
        if let Some(value) = case.settings().get(info.name) {
            *param = match value {
                serde_json::Value::Bool(flag) => ParamValue::Flag(*flag),
                serde_json::Value::String(word) => ParamValue::Word(word.clone().into()),
                other => ParamValue::Number(other.as_f64().ok_or("a parameter that is no number")?),
            };
        }
        // The released distance names its reduction over pairs and dimensions.
        if info.name == "reduce" {
            *param = ParamValue::Word(case.text("reduction").unwrap_or("mean").to_owned().into());
        }
        if info.name == "normalize" && case.text("normalize").is_none() {
            *param = ParamValue::Word("none".into());
        }
        if let Some(Signal::Flat(mu)) = views.first() {
            z = mu.dims()[1] as f64;
        }
    }
    let value = (loss.call)(&CallInput { views: &views, networks: &[], params: &params });
    let value = match (case.text("kernel"), case.two_pi_power(z)) {
        (Some(kernel), Some(power)) => value * constant_factor(case, kernel, power, z),
        _ => value,
    };
    let elements = views.first().map_or(1, |v| v.clone().flat().shape().num_elements()) as f64;
    let value = match case.text("reduction") {
        _ if loss.whole_batch => value,
        Some("mean") => value.mean(),
        Some("sum" | "released_sum") => value.sum(),
        Some("released_mean") => value.sum() * (1.0 / elements),
        Some("none" | "per_sample") | None => value,
        Some(other) => return Err(format!("unknown reduction `{other}`")),
    };
    close("value", &host(value.clone()), &case.value(), RELATIVE)?;
    let gradients = value.sum().backward();
    for (name, expected) in case.gradients() {
        gradient_is(leaves[&name].grad(&gradients), &name, &expected)?;
    }
    Ok(())
}

/// A leaf that nothing depends on has no gradient, which is one of zeros.
pub(crate) fn gradient_is(found: Option<Tensor<2>>, name: &str, expected: &[f64]) -> Result<(), String> {
    let found = found.map_or(vec![0.0; expected.len()], host);
    close(&format!("gradient of {name}"), &found, expected, RELATIVE)
}

/// `(2π)^(power that the kernel has − power that the case wants)`: a constant factor, no option of the loss.
pub(crate) fn constant_factor(case: &Case, kernel: &str, power: f64, z: f64) -> f64 {
    let geometric = case.text("normalize") == Some("geometric");
    let own = match kernel {
        "product" if geometric => 0.5,
        "product" => z / 2.0,
        _ => 0.0,
    };
    // A geometric kernel is a mean over dimensions: `Z/2` in all is `1/2` in it.
    let wanted = if geometric && power == z / 2.0 { 0.5 } else { power };
    (2.0 * std::f64::consts::PI).powf(own - wanted)
}

fn squash(loss: &LossPlugin, views: Vec<Signal>) -> Result<Vec<Signal>, String> {
    let map: &MapPlugin = find("squash").map_err(|e| e.to_string())?;
    let mut out = views.clone();
    for source in 0..loss.arity() {
        let places: Vec<usize> = map
            .views
            .iter()
            .filter_map(|v| loss.views.iter().position(|a| a.view == *v && a.source == source))
            .collect();
        let given: Vec<Signal> =
            places.iter().map(|&p| Signal::Flat(Tensor::<2>::from_signal(views[p].clone()))).collect();
        for (place, squashed) in places.iter().zip((map.call)(&CallInput { views: &given, networks: &[], params: &[] }))
        {
            out[*place] = squashed;
        }
    }
    Ok(out)
}
