//! Studies: a grid trained, interrupted, killed, changed and continued.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::resume::outcome;
use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

/// A study of short runs with small networks.
fn arguments<'a>(out: &'a str, steps: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args =
        vec!["ablate", "as-introvae", "--data", "8-gaussians", "--batch", "16", "--steps", steps, "--out", out];
    args.extend(["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--set", "warmup.model=none"]);
    args.extend(["--set", "eval.samples=100", "--set", "checkpoint.every=50"]);
    args.extend(more);
    args
}

/// The folders of all runs, in order.
fn runs(study: &Path) -> Vec<PathBuf> {
    let inside = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        all.sort();
        all
    };
    inside(study.join("runs")).into_iter().flat_map(inside).collect()
}

/// How far each run came, variant by variant.
fn states(results: &Value) -> Vec<&str> {
    let variants = results["variants"].as_array().expect("variants");
    let runs = variants.iter().flat_map(|variant| variant["runs"].as_array().expect("runs"));
    runs.filter_map(|run| run["state"].as_str()).collect()
}

fn written(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path.join("config.toml")).and_then(|about| about.modified()).ok()
}

#[test]
fn a_grid_is_trained_once_and_grows() {
    let scratch = Scratch::new();
    let axes = ["--set", "c=linear_ramp,tanh_ramp(rate = 2)", "--set", "beta_neg=0.1..0.9:2"];
    let call = |seeds: &'static str| {
        let mut more = axes.to_vec();
        more.extend(["--seeds", seeds, "--quiet", "--json"]);
        json(&scratch.asivae(&arguments("study", "40", &more)))
    };
    let first = call("0..1");
    assert_eq!(states(&first), ["finished"; 4], "{first}");
    let before = runs(&scratch.path("study"));
    let times: Vec<_> = before.iter().map(|run| written(run)).collect();
    assert!(before[0].ends_with("c=linear_ramp,beta_neg=0.1/seed=0"), "{before:?}");
    assert!(before[3].ends_with("c=tanh_ramp-rate=2,beta_neg=0.9/seed=0"), "{before:?}");
    call("0..2");
    assert_eq!(runs(&scratch.path("study")).len(), 8);
    assert_eq!(before.iter().map(|run| written(run)).collect::<Vec<_>>(), times, "what is done is not done again");
    // The folder alone says what the study is.
    let again = json(&scratch.asivae(&["ablate", "study", "--quiet", "--json"]));
    assert_eq!(states(&again), ["finished"; 8]);
    // The same run by hand is the same, bit for bit.
    let config = "study/configs/c=linear_ramp,beta_neg=0.9.toml";
    succeeds(&scratch.asivae(&["train", config, "--seed", "1", "--out", "alone", "--quiet"]));
    assert!(outcome(&scratch.path("alone")) == outcome(&scratch.path("study/runs/c=linear_ramp,beta_neg=0.9/seed=1")));
}

#[test]
fn runs_of_other_settings_are_set_aside() {
    let scratch = Scratch::new();
    let more = ["--set", "c=cosine,constant", "--seeds", "3", "--quiet"];
    succeeds(&scratch.asivae(&arguments("study", "20", &more)));
    let changed = scratch.asivae(&arguments("study", "20", &[&more[..], &["--set", "optim.lr=0.01"]].concat()));
    succeeds(&changed);
    assert!(stderr(&changed).contains("2 runs were of other settings"), "{}", stderr(&changed));
    assert!(scratch.path("study/earlier/c=cosine/seed=3/config.toml").is_file());
    let config = std::fs::read_to_string(scratch.path("study/runs/c=cosine/seed=3/config.toml")).expect("a run");
    assert!(config.contains("lr = 0.01"), "{config}");
}

#[test]
fn a_plan_is_shown_and_nothing_is_written() {
    let scratch = Scratch::new();
    let more = ["--set", "c=cosine,constant", "--set", "beta_kl=log(0.01..1, 3)", "--seeds", "0..5", "--dry-run"];
    let plan = scratch.asivae(&arguments("study", "20", &more));
    succeeds(&plan);
    let text = stdout(&plan);
    assert!(text.contains("30 = 6 variants × 5 seeds") && text.contains("c=constant,beta_kl=0.1"), "{text}");
    assert!(!scratch.path("study").exists());
    let plan = json(&scratch.asivae(&arguments("study", "20", &[&more[..], &["--json", "--random", "4"]].concat())));
    assert_eq!((plan["runs"].as_u64(), plan["variants"].as_array().map(Vec::len)), (Some(20), Some(4)), "{plan}");
    assert!(plan["expected_seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{plan}");
}

#[test]
fn halving_goes_on_with_the_better_ones() {
    let scratch = Scratch::new();
    let more =
        ["--set", "optim.lr=1e-5,1e-4,1e-3,3e-3,1e-2,1e6", "--seeds", "0", "--halving", "kl_nats", "--factor", "2"];
    let refused_rate = scratch.asivae(&arguments("study", "80", &more));
    refused(&refused_rate, &["variant optim.lr=1e6", "at most 1000"]);
    let more =
        ["--set", "optim.lr=1e-5,1e-4,1e-3,3e-3,1e-2,1e2", "--seeds", "0", "--halving", "kl_nats", "--factor", "2"];
    let plan = json(&scratch.asivae(&arguments("study", "80", &[&more[..], &["--json", "--dry-run"]].concat())));
    assert_eq!(
        plan["rungs"].to_string(),
        r#"[{"steps":20,"variants":6},{"steps":40,"variants":3},{"steps":80,"variants":2}]"#
    );
    let study = scratch.asivae(&arguments("study", "80", &more));
    succeeds(&study);
    let steps = |run: &PathBuf| {
        let records = std::fs::read_to_string(run.join("metrics.jsonl")).unwrap_or_default();
        let last = records
            .lines()
            .last()
            .map_or(0, |line| serde_json::from_str::<Value>(line).expect("JSON")["step"].as_u64().expect("a step"));
        last as usize
    };
    let mut reached: Vec<usize> = runs(&scratch.path("study")).iter().map(steps).collect();
    reached.sort_unstable();
    assert_eq!(reached.iter().filter(|step| **step == 79).count(), 2, "{reached:?}");
    assert!(reached.iter().filter(|step| **step >= 30).count() <= 3, "{reached:?}");
    // The choice is the same when it is made again, though those that went on have other figures now.
    let before = runs(&scratch.path("study")).iter().map(steps).collect::<Vec<_>>();
    succeeds(&scratch.asivae(&arguments("study", "80", &more)));
    assert_eq!(runs(&scratch.path("study")).iter().map(steps).collect::<Vec<_>>(), before);
}

#[test]
fn the_folder_of_a_study_says_all_that_it_is() {
    let scratch = Scratch::new();
    let more =
        ["--set", "networks.encoder=mlp(hidden = 16, layers = 1)", "--set", "networks.*=mlp(hidden = 8, layers = 1)"];
    let more = [
        &more[..],
        &["--drop", "rec(xg)", "--drop", "rec(xr)", "--set", "c=cosine,constant", "--seeds", "0", "--quiet"],
    ];
    succeeds(&scratch.asivae(&arguments("study", "20", &more.concat())));
    let again = scratch.asivae(&["ablate", "study", "--quiet"]);
    succeeds(&again);
    assert_eq!(stderr(&again), "", "nothing is set aside");
    assert!(!scratch.path("study/earlier").exists());
    let config = std::fs::read_to_string(scratch.path("study/runs/c=cosine/seed=0/config.toml")).expect("a run");
    assert!(config.contains("rec(xg)") && config.contains("rec(xr)") && !config.contains("hidden = 16"), "{config}");
    // One value is no axis: the run has another name then, and is the same.
    let fewer = scratch.asivae(&["ablate", "study", "--set", "c=cosine", "--quiet"]);
    succeeds(&fewer);
    assert!(stderr(&fewer).contains("1 of the runs stood here under another name"), "{}", stderr(&fewer));
    assert!(scratch.path("study/runs/only/seed=0/report.html").is_file());
}

#[test]
fn a_run_that_fails_is_said_and_the_others_are_trained() {
    let scratch = Scratch::new();
    let more = ["--set", "c=constant(value = 1),constant(value = 1e38)", "--seeds", "0", "--json"];
    let study = scratch.asivae(&arguments("study", "60", &more));
    let result = json(&study);
    assert_eq!(states(&result), ["finished", "failed"], "{result}\n{}", stderr(&study));
    assert!(stderr(&study).contains("at step"), "{}", stderr(&study));
    // It would fail again: nothing is done.
    let start = Instant::now();
    assert_eq!(states(&json(&scratch.asivae(&arguments("study", "60", &more)))), ["finished", "failed"]);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_study_in_a_file_has_named_variants_and_a_short_form() {
    let scratch = Scratch::new();
    let text = r#"
presets = false
data = "8-gaussians"
latent = 2
[model]
name = "as-introvae"
[train]
steps = 30
batch = 16
[eval]
samples = 100
[networks]
encoder = "mlp(hidden = 8, layers = 1)"
decoder = "mlp(hidden = 8, layers = 1)"
[study]
title = "Three models"
seeds = "0..1"
[study.variants]
paper = { c = "linear_ramp(rate = 5)" }
soft = { "model.name" = "s-introvae", "beta_rec_fake?" = 0.1 }
plain = { "model.name" = "vae", "beta_neg?" = 0.2 }
[study.axes.weights]
C1 = { beta_kl = 0.3, beta_rec = 0.1, "beta_neg?" = 0.9 }
C3 = { beta_kl = 0.7, beta_rec = 0.2, "beta_neg?" = 0.9 }
"#;
    std::fs::write(scratch.path("three.toml"), text).expect("a file");
    let plan = json(&scratch.asivae(&["ablate", "three.toml", "--dry-run", "--json"]));
    let names: Vec<&str> =
        plan["variants"].as_array().expect("variants").iter().filter_map(|v| v["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "paper,weights=C1",
            "paper,weights=C3",
            "soft,weights=C1",
            "soft,weights=C3",
            "plain,weights=C1",
            "plain,weights=C3"
        ]
    );
    succeeds(&scratch.asivae(&["ablate", "three.toml", "--out", "three", "--quiet"]));
    let config =
        std::fs::read_to_string(scratch.path("three/runs/plain,weights=C3/seed=0/config.toml")).expect("a run");
    assert!(
        config.contains("name = \"vae\"") && config.contains("beta_kl = 0.7") && !config.contains("beta_neg"),
        "{config}"
    );
    let wrong = text.replace("title =", "titel =");
    std::fs::write(scratch.path("wrong.toml"), wrong).expect("a file");
    refused(&scratch.asivae(&["ablate", "wrong.toml"]), &["titel", "wrong.toml"]);
}

#[test]
fn mistakes_name_the_variants_that_have_them() {
    let scratch = Scratch::new();
    let ablate = |more: &[&str]| scratch.asivae(&arguments("study", "20", more));
    refused(&ablate(&["--set", "c=cosin,cosine"]), &["variant c=cosin", "unknown name `cosin`"]);
    refused(&ablate(&["--set", "beta_ng=1,2"]), &["unknown setting `beta_ng`", "beta_neg"]);
    refused(&ablate(&["--set", "beta_neg=1,1"]), &["twice"]);
    refused(&ablate(&["--set", "beta_neg=0..1"]), &["0.1..1.0:5"]);
    refused(&ablate(&["--set", "seed=1,2"]), &["--seeds"]);
    refused(&ablate(&["--seeds", "3..3"]), &["the end left out"]);
    refused(&ablate(&["--set", "c=cosine,constant", "--baseline", "c=cosin"]), &["variant `c=cosin`", "c=cosine"]);
    refused(&ablate(&["--set", "c=cosine,constant", "--metric", "compat_k", "--quiet"]), &["compat_kl"]);
    let large = ["--set", "beta_kl=0..1:1000", "--set", "beta_neg=0..1:1000"];
    refused(&ablate(&large), &["1000000 variants", "--random"]);
    refused(&ablate(&["--set", "c=cosine,constant", "--halving", "kl_real"]), &["lower or higher"]);
    refused(&scratch.asivae(&["ablate", "nowhere.toml"]), &["nowhere.toml"]);
    refused(&scratch.asivae(&["ablate", "as-introvae"]), &["--data"]);
    assert!(!scratch.path("study").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupt_saves_every_run_and_the_same_command_goes_on() {
    let scratch = Scratch::new();
    let more = ["--set", "c=cosine,constant", "--seeds", "0..1", "--quiet"];
    let call = |out: &'static str| scratch.command(&arguments(out, "2000", &more));
    let mut study = call("study").stderr(Stdio::null()).spawn().expect("the program runs");
    let records = scratch.path("study/runs/c=cosine/seed=0/metrics.jsonl");
    let start = Instant::now();
    while std::fs::metadata(&records).map_or(0, |about| about.len()) < 20_000
        && start.elapsed() < Duration::from_secs(60)
    {
        sleep(Duration::from_millis(20));
    }
    let id = study.id().to_string();
    succeeds(&Command::new("kill").args(["-INT", &id]).output().expect("kill"));
    assert_eq!(study.wait().expect("its end").code(), Some(130));
    assert!(std::fs::read_dir(scratch.path("study/runs/c=cosine/seed=0/weights")).is_ok(), "what was trained is saved");
    succeeds(&call("study").output().expect("the program runs"));
    succeeds(&call("undisturbed").output().expect("the program runs"));
    let pairs = runs(&scratch.path("study")).into_iter().zip(runs(&scratch.path("undisturbed")));
    for (one, other) in pairs {
        assert!(outcome(&one) == outcome(&other), "{}", one.display());
    }
}
