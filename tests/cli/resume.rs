//! Runs that are killed, paused, damaged and continued.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

/// Models with everything that a checkpoint must hold: a warm-up, moving averages, led networks, moves that are repeated, schedules that remember.
pub(crate) const GAMES: [(&str, &[&str]); 5] = [
    ("as-introvae", &["--set", "warmup.model=vae", "--set", "warmup.steps=60", "--set", "ema.decay=0.9"]),
    ("vae", &["--set", "beta_kl=pi_control(kl(x), target = 3)", "--set", "optim.clip_norm=1"]),
    ("ema-s-introvae", &["--set", "warmup.model=none", "--set", "train.log_gradients=20"]),
    ("wgan", &["--set", "warmup.model=none"]),
    ("bootstrap-s-introvae", &["--set", "warmup.model=none", "--set", "checkpoint.best=kl_nats"]),
];
/// Each game is killed so many times.
const KILLS: usize = 4;
const STEPS: &str = "240";

pub(crate) fn arguments<'a>(model: &'a str, more: &[&'a str], out: &'a str) -> Vec<&'a str> {
    let mut args = vec!["train", model, "--data", "8-gaussians", "--batch", "32", "--threads", "1", "--out", out];
    args.extend(["--set", "networks.*=mlp(hidden = 24, layers = 2)", "--steps", STEPS, "--quiet"]);
    args.extend(["--set", "checkpoint.every=20", "--set", "eval.every=50", "--set", "eval.samples=200"]);
    args.extend(more);
    args
}

/// The same for a run that does not end by itself.
pub(crate) fn endless<'a>(model: &'a str, more: &[&'a str], out: &'a str) -> Vec<&'a str> {
    arguments(model, more, out).into_iter().map(|argument| if argument == STEPS { "20000" } else { argument }).collect()
}

/// Weights of a run, and its records without what the clock says.
pub(crate) fn outcome(run: &Path) -> (Vec<(PathBuf, Vec<u8>)>, Vec<Value>) {
    let files = std::fs::read_dir(run.join("weights")).expect("weights");
    let read =
        |path: PathBuf| (PathBuf::from(path.file_name().expect("a name")), std::fs::read(&path).expect("a file"));
    let mut weights: Vec<_> = files.map(|entry| read(entry.expect("an entry").path())).collect();
    weights.sort();
    let text = std::fs::read_to_string(run.join("metrics.jsonl")).expect("records");
    let row = |line: &str| {
        let mut row: Value = serde_json::from_str(line).expect("a whole line");
        row.as_object_mut().expect("an object").retain(|name, _| !name.starts_with("wall/"));
        row
    };
    (weights, text.lines().map(row).collect())
}

fn pictures(run: &Path) -> Vec<(String, Vec<u8>)> {
    let entries =
        std::fs::read_dir(run.join("samples")).expect("pictures").map(|entry| entry.expect("an entry").path());
    let mut all: Vec<_> = entries
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(&path).expect("a file"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_run_that_is_killed_again_and_again_ends_as_if_it_had_not_been() {
    let scratch = Scratch::new();
    // A generator of its own: where a run is hit is to be another place each time, and the same in every test.
    let mut random = 7_u64;
    let mut milliseconds = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        60 + (random >> 33) % 700
    };
    for (model, more) in GAMES {
        let whole = format!("{model}-whole");
        succeeds(&scratch.asivae(&arguments(model, more, &whole)));
        let mut killed = 0;
        let mut begin = arguments(model, more, model);
        for _ in 0..80 {
            let mut child =
                scratch.command(&begin).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
            sleep(Duration::from_millis(milliseconds()));
            child.kill().expect("SIGKILL");
            let hit = child.wait().expect("its end").code().is_none();
            killed += usize::from(hit);
            // One that was not hit came to its end, and is begun anew.
            if hit && scratch.path(model).join("config.toml").is_file() {
                begin = vec!["resume", model, "--quiet"];
            } else {
                let _ = std::fs::remove_dir_all(scratch.path(model));
                begin = arguments(model, more, model);
            }
            if killed == KILLS {
                break;
            }
        }
        assert_eq!(killed, KILLS, "{model} was not hit often enough");
        succeeds(&scratch.asivae(&begin));
        let (expected, found) = (outcome(&scratch.path(&whole)), outcome(&scratch.path(model)));
        assert!(expected.0 == found.0, "the weights of {model} differ");
        assert_eq!(expected.1, found.1, "the records of {model} differ");
        assert!(pictures(&scratch.path(&whole)) == pictures(&scratch.path(model)), "the pictures of {model} differ");
    }
}

#[test]
fn a_paused_run_goes_on_and_a_finished_one_says_so() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[0];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    let mut paused = arguments(model, more, "run");
    paused.extend(["--stop-at", "110", "--json"]);
    let output = scratch.asivae(&paused);
    let about = json(&output);
    assert_eq!((&about["ended"], &about["steps"]), (&"paused".into(), &110.into()));
    assert!(stderr(&output).contains("`asivae resume run` goes on"), "{}", stderr(&output));
    let resumed = json(&scratch.asivae(&["resume", "run", "--quiet", "--json"]));
    assert_eq!((&resumed["ended"], &resumed["steps"]), (&"finished".into(), &240.into()));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
    let limit = scratch.asivae(&["resume", "run", "--steps", "100000", "--max-time", "1s", "--quiet", "--json"]);
    assert_eq!(json(&limit)["ended"], "paused", "{}", stderr(&limit));
    assert!(
        stderr(&limit).contains("`progress`, which schedules see, is spread over all of them"),
        "{}",
        stderr(&limit)
    );
    refused(
        &scratch.asivae(&["resume", "run", "--steps", "100"]),
        &["train.steps", "steps are done already", "found 100"],
    );
    refused(&scratch.asivae(&["resume", "run", "--max-time", "2 parsecs"]), &["2h, 90m, 30s"]);
    refused(&scratch.asivae(&["resume", "nowhere"]), &["nowhere", "no such run"]);
}

#[test]
fn an_extended_run_can_keep_its_schedules_at_their_end() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[0];
    succeeds(&scratch.asivae(&arguments(model, more, "run")));
    let output = scratch.asivae(&["resume", "run", "--steps", "280", "--keep-progress", "--quiet"]);
    succeeds(&output);
    assert!(stderr(&output).contains("`progress`, which schedules see, goes on from 1.000"), "{}", stderr(&output));
    let (_, rows) = outcome(&scratch.path("run"));
    assert_eq!(
        (rows.last().expect("a row")["step"].clone(), rows.last().expect("a row")["c"].clone()),
        (279.into(), 1.0.into())
    );
    let config = std::fs::read_to_string(scratch.path("run/config.toml")).expect("a configuration");
    assert!(
        config.contains("steps = 280") && config.contains("280 steps instead of 240, after 240 of them"),
        "{config}"
    );
}

#[test]
fn two_processes_do_not_train_in_one_folder() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[0];
    let mut args = endless(model, more, "run");
    let mut first = scratch.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    for _ in 0..200 {
        sleep(Duration::from_millis(50));
        if scratch.path("run/checkpoints").is_dir() {
            break;
        }
    }
    let taken = "another process is training in this folder";
    refused(&scratch.asivae(&["resume", "run"]), &[taken]);
    args.push("--force");
    refused(&scratch.asivae(&args), &[taken]);
    assert!(first.try_wait().expect("its state").is_none(), "the first one was disturbed");
    // Readers are welcome meanwhile.
    succeeds(&scratch.asivae(&["sample", "run", "-n", "4"]));
    first.kill().expect("SIGKILL");
    first.wait().expect("its end");
    let output = scratch.asivae(&["resume", "run", "--max-time", "1s", "--quiet", "--json"]);
    assert_eq!(json(&output)["ended"], "paused", "a dead process holds no lock: {}", stderr(&output));
}

#[test]
fn a_termination_signal_saves_the_run() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[1];
    let child = scratch
        .command(&endless(model, more, "run"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    sleep(Duration::from_millis(1500));
    let sent = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("its end");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("all is saved, and `asivae resume run` goes on"), "{}", stderr(&output));
    let before = outcome(&scratch.path("run")).1.len();
    let more = json(&scratch.asivae(&["resume", "run", "--max-time", "1s", "--quiet", "--json"]));
    assert!(more["steps"].as_u64() > Some(0) && outcome(&scratch.path("run")).1.len() > before, "{more}");
}

#[test]
fn checkpoints_are_kept_by_policy() {
    let scratch = Scratch::new();
    let mut args = arguments("vae", &[], "run");
    args.extend([
        "--set",
        "checkpoint.keep_last=2",
        "--set",
        "checkpoint.keep_every=100",
        "--set",
        "checkpoint.best=kl_nats",
    ]);
    succeeds(&scratch.asivae(&args));
    let entries = std::fs::read_dir(scratch.path("run/checkpoints")).expect("checkpoints");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let rows = outcome(&scratch.path("run")).1;
    let measured: Vec<(u64, f64)> =
        rows.iter().filter_map(|row| Some((row["step"].as_u64()? + 1, row["metric/kl_nats"].as_f64()?))).collect();
    assert_eq!(measured.iter().map(|(steps, _)| *steps).collect::<Vec<_>>(), [50, 100, 150, 200]);
    let best = measured.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("figures").0;
    let mut expected: Vec<String> = [100, 200, 220, 240, best].map(|steps| format!("{steps:09}.safetensors")).to_vec();
    expected.sort();
    expected.dedup();
    assert_eq!(names, expected);
    let sampled = stdout(&scratch.asivae(&["sample", "run", "-n", "3", "--checkpoint", "best"]));
    let same = stdout(&scratch.asivae(&["sample", "run", "-n", "3", "--checkpoint", &best.to_string()]));
    let last = stdout(&scratch.asivae(&["sample", "run", "-n", "3"]));
    assert!(sampled == same && sampled != last, "{sampled}{same}{last}");
    refused(&scratch.asivae(&["sample", "run", "--checkpoint", "7"]), &["no checkpoint `7`", "220, 240"]);
}

#[test]
fn a_run_stops_when_its_metric_gets_no_better() {
    let scratch = Scratch::new();
    let mut args = arguments("vae", &["--set", "optim.lr=0", "--json"], "run");
    args.extend(["--set", "early_stop.metric=kl_nats", "--set", "early_stop.patience=2"]);
    let output = scratch.asivae(&args);
    let about = json(&output);
    assert_eq!((&about["ended"], &about["steps"]), (&"early-stop".into(), &150.into()), "{about}");
    assert!(stderr(&output).contains("`kl_nats` has not got better 2 times in a row"), "{}", stderr(&output));
    // It stands: going on would stop at once, unless that is asked for.
    assert_eq!(json(&scratch.asivae(&["resume", "run", "--quiet", "--json"]))["steps"], 150);
    let on = scratch.asivae(&["resume", "run", "--set", "early_stop.metric=none", "--quiet", "--json"]);
    assert_eq!(
        (json(&on)["steps"].clone(), json(&on)["ended"].clone()),
        (240.into(), "finished".into()),
        "{}",
        stderr(&on)
    );
    let mut other = arguments("vae", &[], "other");
    other.extend(["--set", "early_stop.metric=kl_real"]);
    refused(
        &scratch.asivae(&other),
        &["early_stop.metric", "`kl_real` does not say whether lower or higher is better"],
    );
}

#[test]
fn another_run_begins_with_the_weights_of_this_one() {
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&arguments("vae", &[], "old")));
    let mut args = arguments("s-introvae", &["--set", "optim.lr=0", "--set", "warmup.model=none"], "new");
    args.extend(["--from", "old"]);
    let output = scratch.asivae(&args);
    succeeds(&output);
    for line in ["encoder: all 6 tensors from old", "decoder: all 6 tensors from old"] {
        assert!(stderr(&output).contains(line), "{}", stderr(&output));
    }
    assert!(
        outcome(&scratch.path("old")).0 == outcome(&scratch.path("new")).0,
        "with a rate of 0 they are the old ones"
    );
    // The record says where they come from, and repeats it.
    succeeds(&scratch.asivae(&["train", "new/config.toml", "--out", "again", "--quiet"]));
    assert!(outcome(&scratch.path("new")) == outcome(&scratch.path("again")), "the runs differ");
    let mut wider = arguments("vae", &[], "wider");
    wider.extend(["--from", "old", "--set", "networks.*=mlp(hidden = 25, layers = 3)"]);
    refused(&scratch.asivae(&wider), &["old", "none of its tensors fits"]);
    let mut nowhere = arguments("vae", &[], "nowhere");
    nowhere.extend(["--from", "lost"]);
    refused(&scratch.asivae(&nowhere), &["lost", "no such run"]);
}
