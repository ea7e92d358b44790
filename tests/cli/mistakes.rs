//! What each mistake says: an exit status, the thing, what was expected; and nothing is lost.

use std::path::Path;
use std::process::Stdio;

use crate::scratch::{Scratch, refused, succeeds};

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
        .filter(|name| name.starts_with('.') && name != ".lock")
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
