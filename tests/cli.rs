//! The command line as one uses it: what works, and what each mistake says.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder of its own for each test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("asivae-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Scratch(path)
    }

    fn asivae(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program runs")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asivae"));
        command.args(args).current_dir(&self.0).stdin(Stdio::null()).env_remove("RUST_BACKTRACE");
        command
    }

    /// A short run with small networks.
    fn train(&self, out: &str, more: &[&str]) -> Output {
        let mut args = vec!["train", "vae", "--data", "8-gaussians", "--batch", "16", "--out", out];
        args.extend(["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--set", "warmup.model=none"]);
        if !more.contains(&"--steps") {
            args.extend(["--steps", "20"]);
        }
        args.extend(more);
        self.asivae(&args)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn succeeds(output: &Output) {
    assert!(output.status.success(), "{:?}\n{}\n{}", output.status, stdout(output), stderr(output));
}

fn json(output: &Output) -> Value {
    succeeds(output);
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

/// Bad input: exit status 2, nothing on stdout, an error with each of `parts` on stderr, no trace of a panic.
#[track_caller]
fn refused(output: &Output, parts: &[&str]) {
    let error = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("error: "), "{error}");
    assert!(!error.contains("panicked") && !error.contains("mistake in asivae"), "{error}");
    for part in parts {
        assert!(error.contains(part), "expected `{part}` in\n{error}");
    }
    assert_eq!(stdout(output), "");
}

#[test]
fn an_unknown_model_is_answered_with_the_nearest() {
    let scratch = Scratch::new();
    let output = scratch.asivae(&["train", "as-introvea", "--data", "8-gaussians"]);
    refused(&output, &["unknown model `as-introvea`", "did you mean `as-introvae`?"]);
}

#[test]
fn an_unknown_data_set_is_answered_with_the_nearest() {
    let scratch = Scratch::new();
    let output = scratch.asivae(&["train", "vae", "--data", "8-gausians"]);
    refused(&output, &["unknown data set `8-gausians`", "did you mean `8-gaussians`?"]);
}

#[test]
fn an_unknown_plugin_is_answered_with_the_nearest() {
    let scratch = Scratch::new();
    refused(&scratch.asivae(&["describe", "linear_rmp"]), &["linear_rmp", "did you mean `linear_ramp`?"]);
}

#[track_caller]
fn setting_is_refused(setting: &str, parts: &[&str]) {
    let scratch = Scratch::new();
    let output = scratch.asivae(&["train", "as-introvae", "--data", "8-gaussians", "--set", setting, "--out", "run"]);
    refused(&output, parts);
    assert!(!scratch.path("run").exists(), "nothing is written before the settings are right");
}

#[test]
fn an_unknown_schedule_is_answered_with_the_nearest() {
    setting_is_refused("c=cosin()", &["cosin", "did you mean `cosine`?"]);
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest() {
    setting_is_refused("bta_neg=1", &["bta_neg", "did you mean `beta_neg`?"]);
    setting_is_refused("optim.lrr=1", &["optim.lrr", "did you mean `optim.lr`?"]);
    setting_is_refused("moves.encodr.repeat=2", &["did you mean `moves.encoder.repeat`?"]);
    setting_is_refused("moves.encoder.repeat=0", &["moves.encoder.repeat: expected a whole number, at least 1"]);
}

#[test]
fn an_unknown_parameter_of_a_schedule_is_answered_with_the_nearest() {
    setting_is_refused("c=linear_ramp(rat = 2)", &["rat", "did you mean `rate`?"]);
}

#[test]
fn a_value_out_of_bounds_is_answered_with_the_bounds() {
    setting_is_refused("beta_neg=-1", &["error: beta_neg: expected at least 0; found -1"]);
    setting_is_refused("warmup.beta_kl=-1", &["error: warmup.beta_kl: expected at least 0; found -1"]);
    setting_is_refused("c=cyclical(cycles = 0)", &["cycles", "0"]);
    setting_is_refused("optim.beta_1=2", &["optim.beta_1", "at least 0 and at most", "`2`"]);
}

#[test]
fn a_malformed_expression_is_pointed_at() {
    setting_is_refused("c=linear_ramp(rate = )", &["linear_ramp(rate = )", "^"]);
    setting_is_refused("div(s)=kl(s", &["kl(s", "^"]);
    setting_is_refused("c=", &["c"]);
}

#[test]
fn a_setting_without_a_value_is_refused() {
    setting_is_refused("beta_neg", &["beta_neg", "NAME=VALUE"]);
}

#[test]
fn a_very_deep_expression_is_refused() {
    for deep in [format!("{}1{}", "(".repeat(50_000), ")".repeat(50_000)), format!("{}1", "-".repeat(50_000))] {
        setting_is_refused(&format!("beta_neg={deep}"), &["deep"]);
    }
}

#[test]
fn a_step_count_below_one_is_refused() {
    let scratch = Scratch::new();
    for steps in ["-5", "0", "many"] {
        let output = scratch.asivae(&["train", "vae", "--data", "rings", "--steps", steps]);
        refused(&output, &["--steps", steps, "expected a whole number, at least 1"]);
    }
}

#[test]
fn a_device_that_is_not_there_is_refused() {
    let scratch = Scratch::new();
    refused(&scratch.train("run", &["--device", "cuda:7"]), &["no device `cuda:7`"]);
    refused(&scratch.train("run", &["--device", "tpu"]), &["unknown device `tpu`", "cpu"]);
    assert!(!scratch.path("run").exists());
}

#[test]
fn what_stands_in_a_runs_place_is_not_replaced() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("mine")).expect("a folder");
    std::fs::write(scratch.path("mine/config.toml"), "[package]").expect("a file");
    refused(&scratch.train("mine", &["--force"]), &["mine", "`config.toml`", "but no run"]);
    assert_eq!(std::fs::read_to_string(scratch.path("mine/config.toml")).expect("the file"), "[package]");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("file"), "").expect("a file");
    // Under a file: even the superuser cannot make a folder there.
    refused(&scratch.train("file/run", &[]), &["file/run", "cannot be made"]);
}

#[test]
fn a_folder_that_holds_no_run_is_named() {
    let scratch = Scratch::new();
    refused(&scratch.asivae(&["evaluate", "nowhere"]), &["nowhere", "no such run"]);
    std::fs::create_dir(scratch.path("empty")).expect("a folder");
    refused(&scratch.asivae(&["sample", "empty"]), &["empty", "holds no run"]);
}

fn seed_of(run: &Path) -> String {
    let config = std::fs::read_to_string(run.join("config.toml")).expect("the configuration of the run");
    config.lines().find(|line| line.starts_with("seed")).expect("its seed").to_owned()
}

#[test]
fn a_folder_that_holds_a_run_is_refused_unless_forced() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &["--seed", "1"]));
    refused(&scratch.train("run", &["--seed", "2"]), &["run", "already holds a run", "--force"]);
    assert_eq!(seed_of(&scratch.path("run")), "seed = 1");
    succeeds(&scratch.train("run", &["--seed", "2", "--force"]));
    assert_eq!(seed_of(&scratch.path("run")), "seed = 2");
    succeeds(&scratch.asivae(&["evaluate", "run", "-n", "100"]));
    let left: Vec<_> = std::fs::read_dir(scratch.path("run"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "nothing of the old run is left: {left:?}");
}

#[test]
fn a_forced_run_that_fails_leaves_the_old_one() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &["--seed", "1"]));
    // Refused before its first step.
    let output = scratch.train("run", &["--seed", "2", "--force", "--set", "beta_kl=nonsense("]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(seed_of(&scratch.path("run")), "seed = 1");

    // Killed before it has a result.
    let mut command =
        scratch.command(&["train", "vae", "--data", "8-gaussians", "--steps", "1000000", "--batch", "16"]);
    command.args(["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--seed", "2", "--out", "run", "--force"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs");
    let staged = scratch.path("run/.new/metrics.jsonl");
    for _ in 0..600 {
        if staged.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(staged.exists(), "the new run has begun");
    child.kill().expect("it is killed");
    child.wait().expect("it has ended");
    assert_eq!(seed_of(&scratch.path("run")), "seed = 1");
    succeeds(&scratch.asivae(&["sample", "run", "-n", "4"]));
    succeeds(&scratch.train("run", &["--seed", "3", "--force"]));
    assert_eq!(seed_of(&scratch.path("run")), "seed = 3");
}

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
    let latex = stdout(&scratch.asivae(&["describe", "as-introvae", "--latex"]));
    assert!(latex.contains(r"\begin{align*}"), "{latex}");
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
    for args in [&[][..], &["train"], &["describe"], &["sample"], &["evaluate"], &["new"], &["completions"]] {
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

/// What stands in a folder, sub-folders included.
fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_crate_has_its_files_and_nothing_else() {
    let scratch = Scratch::new();
    let files = ["Cargo.toml", "Cargo.lock", ".gitignore", "README.md", "src/lib.rs", "src/main.rs"];
    let plugins = ["src/huber.rs", "src/polynomial_ramp.rs", "src/huber_introvae.rs"];
    let text = stdout(&scratch.asivae(&["new", "my-losses"]));
    std::fs::create_dir(scratch.path("empty")).expect("a folder");
    let about = json(&scratch.asivae(&["new", "my-losses", "--path", "empty", "--json"]));
    assert_eq!(about["files"], serde_json::json!([&files[..], &plugins[..]].concat()), "{about}");
    for file in files.iter().chain(&plugins) {
        let read = |folder| std::fs::read_to_string(scratch.path(folder).join(file)).expect("a file");
        assert_eq!(read("my-losses"), read("empty"), "{file}");
        assert!(text.contains(file), "{file} in\n{text}");
        for placeholder in ["{name}", "{library}", "{asivae}", "{target}"] {
            assert!(!read("empty").contains(placeholder), "{placeholder} in {file}");
        }
    }
    assert!(text.contains("cargo test"), "{text}");
    assert_eq!(entries(&scratch.0), ["empty", "my-losses"], "nothing is left beside them");
    assert_eq!(entries(&scratch.path("empty")), [".gitignore", "Cargo.lock", "Cargo.toml", "README.md", "src"]);
}

#[test]
fn a_new_crate_has_the_profile_and_the_features_of_asivae() {
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&["new", "my-losses"]));
    let read = |path: &Path| -> toml::Table {
        std::fs::read_to_string(path.join("Cargo.toml")).expect("a manifest").parse().expect("TOML")
    };
    let (theirs, ours) = (read(&scratch.path("my-losses")), read(Path::new(env!("CARGO_MANIFEST_DIR"))));
    assert_eq!(theirs["profile"], ours["profile"]);
    assert_eq!(theirs["dependencies"]["burn"], ours["workspace"]["dependencies"]["burn"]);
    assert_eq!(theirs["dependencies"]["asivae"]["path"].as_str(), Some(env!("CARGO_MANIFEST_DIR")));
    for key in ["edition", "rust-version"] {
        assert_eq!(theirs["package"][key], ours["workspace"]["package"][key]);
    }
}

#[test]
fn what_cannot_become_a_new_crate_is_refused_and_nothing_is_written() {
    let scratch = Scratch::new();
    for name in ["My-Losses", "3d", "-x", "my losses", "../x", ""] {
        refused(&scratch.asivae(&["new", "--", name]), &[name, "lowercase letters, digits, - and _, beginning with"]);
    }
    refused(&scratch.asivae(&["new", "match"]), &["match", "a word of Rust"]);
    refused(&scratch.asivae(&["new", "asivae"]), &["asivae", "has that name"]);
    assert_eq!(entries(&scratch.0), [""; 0]);

    std::fs::create_dir(scratch.path("mine")).expect("a folder");
    std::fs::write(scratch.path("mine/notes.txt"), "kept").expect("a file");
    refused(&scratch.asivae(&["new", "mine"]), &["mine: expected no folder or an empty one"]);
    assert_eq!(entries(&scratch.path("mine")), ["notes.txt"]);
    // Under a file: even the superuser cannot make a folder there.
    refused(&scratch.asivae(&["new", "x", "--path", "mine/notes.txt/x"]), &["mine/notes.txt/x", "cannot be made"]);
    refused(&scratch.asivae(&["new", "x", "--path", "mine/notes.txt"]), &["mine/notes.txt", "cannot be made"]);

    refused(&scratch.asivae(&["new", "x", "--asivae", "nowhere"]), &["--asivae", "nowhere", "package `asivae`"]);
    let plugins = concat!(env!("CARGO_MANIFEST_DIR"), "/plugins");
    refused(&scratch.asivae(&["new", "x", "--asivae", plugins]), &["--asivae", "of the package `asivae-plugins`"]);
    assert_eq!(entries(&scratch.0), ["mine"]);
}

/// In a folder that stays the same, so that what is built replaces what was built before.
#[test]
fn a_new_crate_passes_its_tests_and_trains_with_the_same_build_of_burn() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asivae-new");
    let _ = std::fs::remove_dir_all(&folder);
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&["new", "my-losses", "--path", &folder.to_string_lossy()]));
    let built = Path::new(env!("CARGO_BIN_EXE_asivae")).parent().expect("a folder of the profile");
    let profile = match built.file_name().expect("its name").to_string_lossy().as_ref() {
        "debug" => "dev".to_owned(),
        other => other.to_owned(),
    };
    let cargo = |command: &str, more: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([command, "--offline", "--profile", &profile]).args(more).current_dir(&folder);
        let output = cargo.env("CARGO_TARGET_DIR", built.parent().expect("the target folder")).output();
        let output = output.expect("cargo runs");
        succeeds(&output);
        assert!(!stderr(&output).contains("Compiling burn"), "Burn is built again:\n{}", stderr(&output));
        stdout(&output)
    };
    let tested = cargo("test", &[]);
    assert!(tested.contains("3 passed"), "{tested}");
    let run = scratch.path("run");
    let train = ["--", "train", "huber-introvae", "--data", "8-gaussians", "--steps", "3", "--batch", "16", "--quiet"];
    cargo("run", &[&train[..], &["--out", &run.to_string_lossy()]].concat());
    assert!(run.join("samples.png").is_file());
    let _ = std::fs::remove_dir_all(&folder);
}
