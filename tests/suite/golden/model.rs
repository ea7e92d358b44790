//! Cases of a model's move, on injected views.

use std::collections::{BTreeMap, HashMap};

use asivae_framework::game::{Game, Injected, NoiseSource, Override, Scene, StepMemory};
use asivae_framework::plugin::{Clock, ModelPlugin, find};
use asivae_framework::{Signal, Space, Tensor, View, Workers};
use asivae_grammar::parse_model;
use burn::tensor::Device;

use super::RELATIVE;
use super::leaf::{constant_factor, gradient_is};
use super::reference::{Case, Golden, close, host, image};

struct Silence;

impl NoiseSource for Silence {
    fn normal(&self, name: &str, _: [usize; 2], _: &Device) -> Tensor<2> {
        panic!("every view is injected, yet `{name}` was drawn");
    }

    fn uniform(&self, name: &str, _: [usize; 2], _: &Device) -> Tensor<2> {
        panic!("every view is injected, yet `{name}` was drawn");
    }
}

pub(crate) fn check(golden: &Golden, case: &Case) -> Result<(), String> {
    let device = Device::flex().autodiff();
    let title = case.of("move");
    let game = variant(&case.of("model"), &title, case)?;
    let inputs = case.inputs();
    let leaves: BTreeMap<String, Tensor<2>> =
        inputs.values().map(|name| (name.clone(), golden.input(name, &device))).collect();
    let mut injected: Injected = HashMap::new();
    for (place, name) in &inputs {
        let (view, source) = match place.split_once('(') {
            Some((view, source)) => (view, source.trim_end_matches(')')),
            None => ("x", place.as_str()),
        };
        let view = View::from_name(view).ok_or(format!("unknown view `{view}`"))?;
        let tensor = leaves[name].clone();
        let signal = if matches!(view, View::X | View::XHat) { image(tensor) } else { Signal::Flat(tensor) };
        injected.insert((view, source.to_owned()), signal);
    }
    let Some(Signal::Image(batch)) = injected.get(&(View::X, "x".to_owned())).cloned() else {
        return Err("no batch is given".to_owned());
    };
    let workers = Workers::none();
    let scene = Scene {
        networks: &[],
        batch,
        labels: None,
        latent: Space::Flat(0),
        noise: &Silence,
        injected,
        workers: &workers,
    };
    let game_move = game.find_move(&title).ok_or(format!("`{title}` is no move"))?;
    let numbers = game.numbers(Clock { step: 0, steps: 1, progress: 0.0, epoch: 0.0, epoch_steps: 1 });
    let evaluated = game.evaluate(game_move, &numbers, &scene, &mut StepMemory::default());
    let objective = evaluated.objective.ok_or("no term is left in the objective")?;
    close("value", &host(objective.clone()), &case.value(), RELATIVE)?;
    let given: Vec<Signal> = leaves.values().cloned().map(Signal::Flat).collect();
    let found = evaluated.tape.gradients(&objective, &given, &workers);
    let mut found: BTreeMap<&String, Option<Signal>> = leaves.keys().zip(found).collect();
    for (name, expected) in case.gradients() {
        gradient_is(found.remove(&name).flatten().map(Signal::flat), &name, &expected)?;
    }
    Ok(())
}

/// The registered model with the settings of a case; where the objective differs, it is replaced.
pub(crate) fn variant(model: &str, title: &str, case: &Case) -> Result<Game, String> {
    let plugin: &ModelPlugin = find(model).map_err(|e| e.to_string())?;
    let mut tree = parse_model(plugin.text).map_err(|e| e.to_string())?;
    let mut set =
        |key: &str, value: String| Override { key: key.to_owned(), value }.apply(&mut tree).map_err(|e| e.to_string());
    let scalars: Vec<String> =
        parse_model(plugin.text).map_err(|e| e.to_string())?.scalars.iter().map(|s| s.name.text.clone()).collect();
    for (key, value) in case.settings() {
        if scalars.contains(key) {
            set(key, format!("{value}"))?;
        }
    }
    if let Some(c) = case.settings().get("c").and_then(serde_json::Value::as_f64) {
        set("c", format!("{c}"))?;
    }
    if case.of("variant") == "hinge per sample" {
        let text = "beta_rec * rec(x) + beta_kl * (kl(x) + 0.5 * beta_neg * sum[s in {xr, xg}] hinge(m - kl(s)))";
        set("encoder", text.to_owned())?;
    }
    if let Some(distance) = distance(model, title, case) {
        replace_distance(&mut tree, title, case, &distance)?;
    }
    if case.flag("target_detached") {
        replace_in_objective(&mut tree, title, "rec(s)", "rec(s, target = sg(s))")?;
    }
    let scale = case.settings().get("scale").and_then(serde_json::Value::as_f64);
    Game::assemble(&tree, plugin.leaves, scale.unwrap_or(1.0)).map_err(|e| e.to_string())
}

/// The distance that a case asks for, where it says.
fn distance(model: &str, title: &str, case: &Case) -> Option<String> {
    let reduction = case
        .text("distance_reduction")
        .or_else(|| case.text("distance_reduction_encoder").filter(|_| title == "encoder"))?;
    let kernel = case.text("distance_kernel").unwrap_or("per_dimension");
    let squash = case
        .settings()
        .get("distance_squash")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(model.ends_with("released"));
    let (a, b) = if squash { ("squash(xr)", "squash(xg)") } else { ("xr", "xg") };
    // The latents of the file have three dimensions; the power of 2π is a constant factor.
    let factor = case.two_pi_power(3.0).map_or(1.0, |power| constant_factor(case, kernel, power, 3.0));
    Some(format!("{factor:?} * as_distance({a}, {b}, kernel = {kernel}, normalize = none, reduce = {reduction})"))
}

/// Replaces the distance, and the squash before KL, wherever the move's objective has them: in itself or in the `let`s that it names.
fn replace_distance(tree: &mut asivae_grammar::Model, title: &str, case: &Case, distance: &str) -> Result<(), String> {
    let squashed = case.settings().get("kl_squash").and_then(serde_json::Value::as_bool);
    let objective = tree.moves.iter().find(|m| m.title() == title).ok_or("no such move")?.objective.to_string();
    let mut texts = vec![(title.to_owned(), objective.clone())];
    for item in &tree.lets {
        let head = match item.params.as_slice() {
            [] => item.name.text.clone(),
            params => format!("{}({})", item.name.text, params[0].text),
        };
        let named_by =
            |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == item.name.text);
        if named_by(&objective) || tree.lets.iter().any(|other| named_by(&other.body.to_string())) {
            texts.push((head, item.body.to_string()));
        }
    }
    let mut replaced = false;
    for (key, text) in texts {
        let mut new = swap_call(&text, "as_distance(", distance);
        replaced |= new != text;
        new = match squashed {
            Some(true) => new.replace("kl(s)", "kl(squash(s))"),
            Some(false) => new.replace("kl(squash(s))", "kl(s)"),
            None => new,
        };
        if new != text {
            Override { key, value: new }.apply(tree).map_err(|e| e.to_string())?;
        }
    }
    let stands = tree.to_string().contains(distance.trim_start_matches("1.0 * "));
    if replaced || stands { Ok(()) } else { Err(format!("no distance in the move `{title}`")) }
}

/// Puts `by` in the place of every call that begins with `head`.
fn swap_call(text: &str, head: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(head) {
        out.push_str(&rest[..at]);
        let mut depth = 0;
        let end = rest[at..].char_indices().find_map(|(i, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            (c == ')' && depth == 0).then_some(at + i + 1)
        });
        out.push_str(by);
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    out + rest
}

pub(crate) fn replace_in_objective(
    tree: &mut asivae_grammar::Model,
    title: &str,
    from: &str,
    to: &str,
) -> Result<(), String> {
    let Some(item) = tree.moves.iter().find(|m| m.title() == title) else { return Err(format!("no move `{title}`")) };
    let text = item.objective.to_string();
    if !text.contains(from) {
        return Err(format!("`{from}` does not stand in `{text}`"));
    }
    Override { key: title.to_owned(), value: text.replace(from, to) }.apply(tree).map_err(|e| e.to_string())
}
