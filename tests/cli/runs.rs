//! What each command does.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

#[test]
fn every_kind_is_listed() {
    let scratch = Scratch::new();
    let all = json(&scratch.asivae(&["list", "--json"]));
    let of_kind = |kind: &str| all.as_array().expect("a list").iter().filter(|p| p["kind"] == kind).count();
    for kind in ["model", "loss", "map", "schedule", "network", "dataset", "metric", "preset"] {
        assert!(of_kind(kind) > 0, "no {kind}");
    }
    let models = json(&scratch.asivae(&["list", "models", "--json"]));
    assert!(models.as_array().expect("a list").iter().any(|m| m["name"] == "as-introvae"), "{models}");
    assert!(stdout(&scratch.asivae(&["list"])).contains("as-introvae"));
}

#[test]
fn a_model_is_described_by_its_equation() {
    let scratch = Scratch::new();
    let about = json(&scratch.asivae(&["describe", "as-introvae", "--json"]));
    assert_eq!(about["kind"], "model");
    assert!(about["scalars"].as_array().expect("scalars").iter().any(|s| s["name"] == "beta_neg"), "{about}");
    let text = stdout(&scratch.asivae(&["describe", "as-introvae"]));
    assert!(text.contains("encoder minimizes") && text.contains("source: "), "{text}");
    let vae = stdout(&scratch.asivae(&["describe", "vae"]));
    let plays = "  encoder + decoder\n    passes  encoder × 1, decoder × 1\n";
    let moved = "kl(x)   asks for mu of x, logvar of x; moves encoder; the decoder receives no gradient from it";
    assert!(vae.contains(plays) && vae.contains(moved), "{vae}");
    assert_eq!(about["moves"][1]["terms"][0]["reaches"], serde_json::json!(["decoder"]), "{about}");
    let latex = stdout(&scratch.asivae(&["describe", "as-introvae", "--latex"]));
    assert!(latex.contains(r"\begin{align*}"), "{latex}");
}

#[test]
fn a_game_is_drawn() {
    let scratch = Scratch::new();
    let printed = scratch.asivae(&["describe", "as-introvae", "--svg", "-"]);
    succeeds(&printed);
    let svg = stdout(&printed);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    assert!(svg.contains(">as_distance(squash(xr), squash(xg))<"), "{svg}");

    std::fs::write(scratch.path("game.svg"), "an older picture").expect("a file");
    let written = scratch.asivae(&["describe", "as-introvae", "--svg", "game.svg"]);
    succeeds(&written);
    assert_eq!(stdout(&written), "picture of as-introvae in game.svg\n");
    assert_eq!(std::fs::read_to_string(scratch.path("game.svg")).expect("a file"), svg);

    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/beta_vae.intro");
    let own = stdout(&scratch.asivae(&["describe", shipped, "--svg", "-"]));
    assert!(own.contains(">beta-vae<") && own.contains("scale · β · "), "{own}");

    refused(
        &scratch.asivae(&["describe", "kl", "--svg", "kl.svg"]),
        &["`kl` is a loss; only a model has a game that can be drawn"],
    );
    refused(&scratch.asivae(&["describe", "vae", "--svg", "none/vae.svg"]), &["none/vae.svg", "cannot be written"]);
    refused(&scratch.asivae(&["describe", "vae", "--svg", "vae.svg", "--json"]), &["--svg", "--json"]);
    assert!(!scratch.path("kl.svg").exists() && !scratch.path("vae.svg").exists());
}

#[test]
fn a_run_is_trained_sampled_and_evaluated() {
    let scratch = Scratch::new();
    let trained = json(&scratch.train("run", &["--json", "--seed", "7"]));
    assert_eq!((&trained["steps"], &trained["seed"], &trained["interrupted"]), (&20.into(), &7.into(), &false.into()));
    assert!(trained["figures"]["compat_kl"]["value"].is_number(), "{trained}");
    for file in ["config.toml", "model.intro", "metrics.jsonl", "evaluation.json", "samples.png"] {
        assert!(scratch.path("run").join(file).is_file(), "no {file}");
    }
    for network in ["encoder", "decoder"] {
        assert!(
            scratch.path("run/weights").join(format!("{network}.safetensors")).is_file(),
            "no weights of {network}"
        );
    }

    let sampled = json(&scratch.asivae(&["sample", "run", "-n", "5", "--json"]));
    assert_eq!(sampled["samples"].as_array().expect("samples").len(), 5);
    let again = json(&scratch.asivae(&["sample", "run", "-n", "5", "--json"]));
    assert_eq!(sampled, again, "the same seed gives the same samples");
    let other = json(&scratch.asivae(&["sample", "run", "-n", "5", "--seed", "1", "--json"]));
    assert_ne!(sampled["samples"], other["samples"]);
    assert_eq!(stdout(&scratch.asivae(&["sample", "run", "-n", "5"])).lines().count(), 6, "a header and five points");
    for file in ["points.csv", "points.npy", "points.png"] {
        succeeds(&scratch.asivae(&["sample", "run", "-n", "5", "--out", file]));
        assert!(scratch.path(file).is_file(), "no {file}");
    }
    refused(&scratch.asivae(&["sample", "run", "--out", "points.xyz"]), &["points.xyz", ".csv, .npy or .png"]);

    let evaluated = json(&scratch.asivae(&["evaluate", "run", "-n", "200", "--json"]));
    assert_eq!(evaluated["samples"], 200);
    assert!(evaluated["figures"]["compat_jsd"]["value"].is_number(), "{evaluated}");
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let scratch = Scratch::new();
    for name in ["a", "b"] {
        succeeds(&scratch.train(name, &["--seed", "3"]));
    }
    let weights = |run: &str| std::fs::read(scratch.path(run).join("weights/decoder.safetensors")).expect("weights");
    assert!(weights("a") == weights("b"), "weights differ");
}

#[test]
fn runs_without_a_folder_are_numbered() {
    let scratch = Scratch::new();
    let args = ["train", "vae", "--data", "rings", "--steps", "2", "--batch", "8", "--quiet", "--json"];
    let folder = |output: &Output| json(output)["run"].as_str().expect("a folder").to_owned();
    assert_eq!(folder(&scratch.asivae(&args)), "runs/vae-rings-0");
    assert_eq!(folder(&scratch.asivae(&args)), "runs/vae-rings-0-2");
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_is_saved() {
    let scratch = Scratch::new();
    let mut command =
        scratch.command(&["train", "vae", "--data", "8-gaussians", "--steps", "1000000", "--batch", "16"]);
    command.args(["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--out", "run"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    for _ in 0..600 {
        if scratch.path("run/metrics.jsonl").exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(interrupt.success());
    let output = child.wait_with_output().expect("it has ended");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("interrupted after step"), "{}", stderr(&output));
    assert!(scratch.path("run/samples.png").is_file());
    succeeds(&scratch.asivae(&["sample", "run", "-n", "3"]));
}

#[test]
fn help_teaches_by_example() {
    let scratch = Scratch::new();
    for args in
        [&[][..], &["train"], &["describe"], &["sample"], &["evaluate"], &["report"], &["new"], &["completions"]]
    {
        let output = scratch.asivae(&[args, &["--help"]].concat());
        succeeds(&output);
        assert!(stdout(&output).contains("Examples:"), "{args:?}");
    }
}

#[test]
fn wrong_settings_are_reported_together() {
    let scratch = Scratch::new();
    let settings = ["--set", "bta_neg=1", "--set", "optim.lr=-3", "--set", "c=cosin()", "--set", "alpha=1"];
    let output = scratch.asivae(&[&["train", "as-introvae", "--data", "8-gaussians"][..], &settings].concat());
    let parts = ["did you mean `beta_neg`?", "error: optim.lr: expected", "did you mean `cosine`?"];
    refused(&output, &parts);
}

#[test]
fn a_dropped_term_is_neither_trained_on_nor_recorded() {
    let scratch = Scratch::new();
    let small = ["--data", "rings", "--set", "networks.*=mlp(hidden = 8, layers = 1)", "--quiet", "--steps", "3"];
    let train = |more: &[&str]| scratch.asivae(&[&["train", "vae"][..], &small, more].concat());
    succeeds(&train(&["--drop", "kl(x)", "--out", "run"]));
    let records = std::fs::read_to_string(scratch.path("run/metrics.jsonl")).expect("records");
    assert!(records.contains("/rec(x)") && !records.contains("kl(x)"), "{records}");
    let config = std::fs::read_to_string(scratch.path("run/config.toml")).expect("configuration");
    assert!(config.contains("drop = [\"kl(x)\"]"), "{config}");
    succeeds(&scratch.asivae(&["sample", "run", "-n", "3"]));
    refused(&train(&["--drop", "kl(xx)"]), &["error: drop: unknown term `kl(xx)`; did you mean `kl(x)`?"]);
    refused(
        &train(&["--drop", "rec(x)", "--drop", "kl(x)"]),
        &["nothing is left of the objective of `encoder + decoder`"],
    );
}

#[test]
fn a_text_file_is_a_model() {
    let scratch = Scratch::new();
    let write = |text: &str| std::fs::write(scratch.path("my.intro"), text).expect("a file");
    let train = |more: &[&str]| {
        let small = ["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--quiet", "--steps", "3"];
        scratch.asivae(&[&["train", "my.intro", "--data", "rings"][..], &small, more].concat())
    };
    write("\"my-model\" { beta = 0.5 in 0.. }\nencoder + decoder minimizes rec(x) + beta * kl(x);\n");
    succeeds(&train(&["--set", "beta=2", "--like", "vae", "--out", "run"]));
    let figures = json(&scratch.asivae(&["evaluate", "run", "-n", "50", "--json"]));
    assert!(figures["figures"]["kl_nats"]["value"].is_number(), "{figures}");
    refused(&train(&["--set", "beta=-1"]), &["beta: expected at least 0; found -1"]);

    write("\"my-model\" { beta = 0.5 }\nencoder + decoder minimizes rec(x) + bet * kl(x);\n");
    refused(&train(&[]), &["in my.intro:", "unknown name `bet`; did you mean `beta`?", "line 2, column 38", "^"]);
    write("\"my-model\" {}\nencoder + decoder minimizes rec(x) + kk(x);\n");
    refused(&train(&[]), &["in my.intro:", "unknown loss `kk`", "^"]);
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/beta_vae.intro");
    let small = ["--like", "vae", "--set", "networks.*=mlp(hidden = 8, layers = 1)", "--steps", "2", "--out", "beta"];
    succeeds(&scratch.asivae(&[&["train", shipped, "--data", "8-gaussians", "--quiet"][..], &small].concat()));
    let described = scratch.asivae(&["describe", shipped]);
    assert!(stdout(&described).contains("scale · (rec(x) + β · kl(x))"), "{}", stdout(&described));
    assert_eq!(json(&scratch.asivae(&["describe", shipped, "--json"]))["scalars"][0]["name"], "beta");
    refused(&scratch.asivae(&["describe", "my.intro"]), &["unknown loss `kk`"]);
    refused(&scratch.asivae(&["train", "other.intro", "--data", "rings"]), &["other.intro", "No such file"]);
}

#[test]
fn check_says_what_each_term_moves() {
    let scratch = Scratch::new();
    let model = "\"odd\" { off = 0 }
encoder minimizes rec(x) + off * kl(xr);
decoder[2] minimizes rec(x) + kl(x);
";
    std::fs::write(scratch.path("odd.intro"), model).expect("a file");
    let check = |more: &[&str]| {
        let small = ["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--batch", "16", "--steps", "100"];
        scratch.asivae(&[&["check", "odd.intro", "--data", "rings"][..], &small, more].concat())
    };
    let text = check(&[]);
    succeeds(&text);
    let lines = [
        "encoder  [batch, 2, 1, 1] → [batch, 2], [batch, 2], 60 parameters",
        "decoder, 2 times a step: objective",
        "  (kl(xr)): multiplied by zero at this step",
        "asks for target of x, x_hat of x; moves decoder",
        "asks for mu of x, logvar of x; the decoder receives no gradient",
    ];
    for line in lines {
        assert!(stdout(&text).contains(line), "expected `{line}` in\n{}", stdout(&text));
    }
    let value = json(&check(&["--json"]));
    assert_eq!(value["moves"][1]["terms"][1]["moves"], serde_json::json!([]));
    assert_eq!(value["moves"][0]["terms"][1]["value"], Value::Null);
    assert_eq!(value["moves"][0]["passes"], serde_json::json!([["encoder", 1], ["decoder", 1]]));
    assert!(value["seconds_per_step"].as_f64().is_some_and(|seconds| seconds > 0.0));
    refused(&check(&["--set", "of=1"]), &["did you mean `off`?"]);
    assert_eq!(std::fs::read_dir(scratch.path(".")).map(Iterator::count).ok(), Some(1), "nothing is written");
}

#[test]
fn every_shell_completes_commands_and_options() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = scratch.asivae(&["completions", shell]);
        succeeds(&output);
        let script = stdout(&output);
        let data = if shell == "fish" { "-l data" } else { "--data" };
        for part in [data, "describe", "asivae"] {
            assert!(script.contains(part), "{shell}: no {part}");
        }
        assert!(!script.contains("bench-step"), "{shell} shows a command that `--help` hides");
    }
    refused(&scratch.asivae(&["completions", "tcsh"]), &["tcsh", "bash, elvish, fish, powershell, zsh"]);
}
