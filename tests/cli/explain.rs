//! `asivae explain`.

use std::path::Path;

use crate::scratch::{Scratch, json, refused, stdout, succeeds};

fn run(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runs").join(name).display().to_string()
}

#[test]
fn faults_are_said_with_evidence_cause_and_commands() {
    let scratch = Scratch::new();
    let output = scratch.asivae(&["explain", &run("collapse")]);
    succeeds(&output);
    let text = stdout(&output);
    for part in [
        "vae on 8-gaussians",
        "1. Posterior collapse",
        "posterior-collapse, steps",
        "Likely cause: ",
        "collapse/config.toml --set beta_kl=0.1\n",
    ] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
}

#[test]
fn a_proposed_command_can_be_given() {
    let scratch = Scratch::new();
    let sick = json(&scratch.asivae(&["explain", &run("collapse"), "--json"]));
    let command = sick["findings"][0]["remedies"][0].as_str().expect("a command");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let short = ["--steps", "2", "--batch", "8", "--out", "again", "--quiet"];
    succeeds(&scratch.asivae(&[&words[..], &short].concat()));
    let config = std::fs::read_to_string(scratch.path("again/config.toml")).expect("its configuration");
    // What is proposed, and what the run had.
    assert!(config.contains("beta_kl") && config.contains("mlp(hidden = 64, layers = 2)"), "{config}");
}

#[test]
fn programs_read_json() {
    let scratch = Scratch::new();
    let sick = json(&scratch.asivae(&["explain", &run("below"), "--json"]));
    assert_eq!((&sick["healthy"], &sick["findings"][0]["fault"]), (&false.into(), &"fakes-below-reals".into()));
    assert!(sick["findings"][0]["steps"][1].is_u64() && sick["findings"][0]["remedies"][0].is_string(), "{sick}");
    let well = json(&scratch.asivae(&["explain", &run("as-introvae"), "--json"]));
    assert_eq!((&well["healthy"], &well["findings"]), (&true.into(), &serde_json::json!([])));
}

#[test]
fn a_run_of_today_can_be_read() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("a", &[]));
    let text = stdout(&scratch.asivae(&["explain", "a"]));
    assert!(text.contains("20 of 20 steps"), "{text}");
    refused(&scratch.asivae(&["explain", "b"]), &["b: there is no such run"]);
}
