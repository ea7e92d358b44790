//! Runs whose files were damaged, lost or changed, and what is left of them.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::resume::{GAMES, arguments, endless, outcome};
use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

#[test]
fn a_damaged_checkpoint_is_named_and_the_one_before_it_is_taken() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[2];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    let mut paused = arguments(model, more, "run");
    paused.extend(["--stop-at", "150"]);
    succeeds(&scratch.asivae(&paused));
    let last = scratch.path("run/checkpoints/000000150.safetensors");
    let bytes = std::fs::read(&last).expect("a checkpoint");
    std::fs::write(&last, &bytes[..bytes.len() / 2]).expect("a torn one");
    // One that is whole, and of another place: its name says more than it holds.
    std::fs::copy(
        scratch.path("whole/checkpoints/000000240.safetensors"),
        scratch.path("run/checkpoints/000000999.safetensors"),
    )
    .expect("a foreign one");
    std::fs::write(scratch.path("run/checkpoints/000000500.safetensors"), b"not a checkpoint").expect("another");
    let output = scratch.asivae(&["resume", "run", "--quiet"]);
    succeeds(&output);
    for named in [
        "000000999.safetensors: it holds the state after 240 steps",
        "000000500.safetensors: it is torn",
        "000000150.safetensors: it is torn",
    ] {
        assert!(stderr(&output).contains(named), "{named}: {}", stderr(&output));
    }
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");

    // A flipped bit anywhere is seen by the checksum.
    let (model, more) = GAMES[1];
    let mut paused = arguments(model, more, "bit");
    paused.extend(["--stop-at", "30"]);
    succeeds(&scratch.asivae(&paused));
    let last = scratch.path("bit/checkpoints/000000030.safetensors");
    let mut bytes = std::fs::read(&last).expect("a checkpoint");
    let at = bytes.len() - 1000;
    bytes[at] ^= 1;
    std::fs::write(&last, bytes).expect("a flipped bit");
    let output = scratch.asivae(&["resume", "bit", "--stop-at", "40", "--quiet"]);
    assert!(stderr(&output).contains("its checksum is not the one of what it holds"), "{}", stderr(&output));
}

#[test]
fn a_torn_record_is_taken_away() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[3];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    let mut paused = arguments(model, more, "run");
    paused.extend(["--stop-at", "100"]);
    succeeds(&scratch.asivae(&paused));
    let mut records = OpenOptions::new().append(true).open(scratch.path("run/metrics.jsonl")).expect("records");
    records.write_all(b"{\"step\":100,\"critic/objective\":0.1}\n{\"step\":110,\"crit").expect("a torn line");
    succeeds(&scratch.asivae(&["resume", "run", "--quiet"]));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
}

/// A limit on the size of files is met as a full disk is: in the middle of a file.
#[cfg(unix)]
#[test]
fn what_was_saved_before_the_disk_was_full_can_be_continued() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[1];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    // In KiB: room for checkpoints, and not for all the records.
    let script = "trap '' XFSZ; ulimit -f 48; exec \"$0\" \"$@\"";
    let mut limited = std::process::Command::new("bash");
    limited.args(["-c", script, env!("CARGO_BIN_EXE_asivae")]).args(arguments(model, more, "run"));
    let output = limited.current_dir(&scratch.0).output().expect("bash runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot be written: File too large"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    succeeds(&scratch.asivae(&["sample", "run", "-n", "3"]));
    succeeds(&scratch.asivae(&["resume", "run", "--quiet"]));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
}

#[test]
fn a_folder_that_vanishes_ends_the_run_with_its_name() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[1];
    let child = scratch
        .command(&endless(model, more, "run"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    for _ in 0..200 {
        sleep(Duration::from_millis(50));
        if scratch.path("run/checkpoints").is_dir() {
            break;
        }
    }
    std::fs::rename(scratch.path("run"), scratch.path("elsewhere")).expect("it is moved");
    let output = child.wait_with_output().expect("its end");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("the folder run is gone"), "{}", stderr(&output));
    let on = json(&scratch.asivae(&["resume", "elsewhere", "--max-time", "1s", "--quiet", "--json"]));
    assert_eq!(on["ended"], "paused");
}

#[test]
fn weights_without_a_state_are_not_lost_by_going_on() {
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&arguments("vae", &[], "run")));
    let weights = outcome(&scratch.path("run")).0;
    std::fs::remove_dir_all(scratch.path("run/checkpoints")).expect("no state is left");
    let output = scratch.asivae(&["resume", "run", "--steps", "300"]);
    refused(&output, &["run", "no checkpoint of it can be used", "--from"]);
    assert!(outcome(&scratch.path("run")).0 == weights, "the weights are those of before");
}

/// A number of the run that is in no tree.
#[test]
fn the_scale_of_a_run_stays_when_it_goes_on() {
    let scratch = Scratch::new();
    let more = ["--set", "scale=0.3", "--set", "warmup.model=none"];
    succeeds(&scratch.asivae(&arguments("s-introvae", &more, "whole")));
    let mut paused = arguments("s-introvae", &more, "run");
    paused.extend(["--stop-at", "130"]);
    succeeds(&scratch.asivae(&paused));
    succeeds(&scratch.asivae(&["resume", "run", "--quiet"]));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
}

#[test]
fn a_run_that_had_no_checkpoint_begins_as_it_did_before() {
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&arguments("vae", &[], "old")));
    let more = ["--from", "old", "--set", "checkpoint.every=0"];
    succeeds(&scratch.asivae(&arguments("vae", &more, "whole")));
    let mut child = scratch.command(&arguments("vae", &more, "run")).stderr(Stdio::null()).spawn().expect("it runs");
    while !scratch.path("run/metrics.jsonl").is_file() {
        sleep(Duration::from_millis(5));
    }
    child.kill().expect("SIGKILL");
    child.wait().expect("its end");
    let output = scratch.asivae(&["resume", "run", "--quiet"]);
    succeeds(&output);
    assert!(stderr(&output).contains("all 6 tensors from"), "{}", stderr(&output));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
}

#[test]
fn records_that_are_gone_do_not_take_the_steps_with_them() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[0];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    let mut paused = arguments(model, more, "run");
    paused.extend(["--stop-at", "130"]);
    succeeds(&scratch.asivae(&paused));
    std::fs::remove_file(scratch.path("run/metrics.jsonl")).expect("records");
    let output = scratch.asivae(&["resume", "run", "--quiet"]);
    succeeds(&output);
    assert!(stderr(&output).contains("records of the first 130 steps are gone"), "{}", stderr(&output));
    let (whole, found) = (outcome(&scratch.path("whole")), outcome(&scratch.path("run")));
    assert!(whole.0 == found.0, "the weights differ");
    let rest: Vec<_> = whole.1.into_iter().filter(|row| row["step"].as_u64() >= Some(130)).collect();
    assert_eq!(found.1, rest);
}

#[test]
fn torn_checkpoints_do_not_crowd_out_those_that_follow() {
    let scratch = Scratch::new();
    let (model, more) = GAMES[1];
    succeeds(&scratch.asivae(&arguments(model, more, "whole")));
    let mut paused = arguments(model, more, "run");
    paused.extend(["--stop-at", "100", "--set", "checkpoint.keep_last=3"]);
    succeeds(&scratch.asivae(&paused));
    for steps in ["000000100", "000000080"] {
        std::fs::write(scratch.path(&format!("run/checkpoints/{steps}.safetensors")), b"torn").expect("a file");
    }
    succeeds(&scratch.asivae(&["resume", "run", "--stop-at", "70", "--quiet"]));
    let output = scratch.asivae(&["resume", "run", "--quiet"]);
    assert!(stderr(&output).contains("goes on from the checkpoint after 70 steps"), "{}", stderr(&output));
    assert!(outcome(&scratch.path("run")) == outcome(&scratch.path("whole")), "the runs differ");
}

#[test]
fn a_configuration_that_was_changed_by_hand_is_refused() {
    let scratch = Scratch::new();
    let mut paused = arguments("vae", &[], "run");
    paused.extend(["--stop-at", "100"]);
    succeeds(&scratch.asivae(&paused));
    let path = scratch.path("run/config.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    for (old, new, message) in [
        ("seed = 0", "seed = 7", "seed is 7 and was 0"),
        ("hidden = 24", "hidden = 25", "networks.*"),
        ("beta_kl = 0.02", "beta_kl = 3", "model.beta_kl is 3 and was 0.02"),
    ] {
        assert!(text.contains(old), "{text}");
        std::fs::write(&path, text.replacen(old, new, 1)).expect("a changed one");
        refused(&scratch.asivae(&["resume", "run"]), &["config.toml was changed since the last checkpoint", message]);
    }
    std::fs::write(&path, text.replacen("keep_last = 2", "keep_last = 4", 1)).expect("what may change");
    succeeds(&scratch.asivae(&["resume", "run", "--quiet"]));
    refused(&scratch.asivae(&["resume", "run", "--set", "optim.lr=1"]), &["optim.lr", "a run goes on as it was"]);
}

#[test]
fn a_value_that_is_not_finite_at_the_first_step_is_on_record() {
    let scratch = Scratch::new();
    let more = ["--set", "optim.lr=900", "--set", "warmup.model=none", "--set", "train.log_every=1"];
    let output = scratch.asivae(&arguments("s-introvae", &more, "run"));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(scratch.path("run/failure.json").is_file());
    let about = json(&scratch.asivae(&["explain", "run", "--json"]));
    assert_eq!(about["findings"][0]["fault"], "not-finite", "{about}");
    assert!(stdout(&scratch.asivae(&["explain", "run"])).contains("not finite"));
}
