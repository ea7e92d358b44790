//! `asivae ablate --launcher`: what a queue is given.

use std::process::Command;

use crate::scratch::{Scratch, entries, json, refused, stderr, stdout, succeeds};

const STUDY: [&str; 14] = [
    "ablate",
    "vae",
    "--data",
    "8-gaussians",
    "--set",
    "beta_kl=0.3,0.5",
    "--set",
    "networks.*=mlp(hidden = 8, layers = 1)",
    "--steps",
    "20",
    "--batch",
    "16",
    "--seeds",
    "0,1",
];

fn ablate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    STUDY.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn each_run_is_a_command_that_works_from_any_folder() {
    let scratch = Scratch::new();
    let folder = "it's a $tudy";
    let written = scratch.asivae(&ablate(&["--out", folder, "--launcher", "script", "--jobs", "2"]));
    succeeds(&written);
    let said = stdout(&written);
    assert!(said.starts_with("4 runs, 0 done; 4 commands in ") && said.contains("xargs -d '\\n' -P 2"), "{said}");
    assert!(said.contains(r"asivae ablate 'it'\''s a $tudy' --dry-run"), "{said}");

    let commands = std::fs::read_to_string(scratch.path(folder).join("commands")).expect("commands");
    assert_eq!(commands.lines().count(), 4, "{commands}");
    // A job array takes a line by its number.
    let third = r#"sh -c "$(sed -n "3p" "$1")""#;
    let file = scratch.path(folder).join("commands");
    let ran = Command::new("sh").args(["-c", third, "sh"]).arg(&file).current_dir("/").output().expect("a shell");
    succeeds(&ran);
    assert_eq!(entries(&scratch.path(folder).join("runs/beta_kl=0.3")), ["seed=1"]);

    // What is done is left out, in a file of its own: a queue may be at work on the first one.
    let again = json(&scratch.asivae(&["ablate", folder, "--launcher", "script", "--quiet", "--json"]));
    assert_eq!((&again["done"], &again["handed"]), (&1.into(), &3.into()), "{again}");
    assert!(again["file"].as_str().is_some_and(|file| file.ends_with("commands-2")), "{again}");
    assert_eq!(std::fs::read_to_string(&file).expect("commands"), commands);

    let trained = scratch.asivae(&["ablate", folder, "--quiet"]);
    succeeds(&trained);
    let none = scratch.asivae(&["ablate", folder, "--launcher", "script", "--quiet"]);
    assert_eq!(stdout(&none), "4 runs, 4 done; nothing is left\n");
}

#[test]
#[cfg(unix)]
fn slurm_is_given_an_array_and_not_twice() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let slurm = |args: &[&str], folder: &str| {
        let path = format!("{}:/usr/bin:/bin", scratch.path(folder).display());
        scratch.command(args).env("PATH", path).output().expect("the program runs")
    };
    let args = ablate(&["--out", "study", "--launcher", "slurm", "--jobs", "2", "--threads", "3"]);
    let args = [args, vec!["--slurm-options", "--time=2:00:00 --partition=gpu", "--quiet", "--json"]].concat();
    // What stands for Slurm's programs says what they would say; whether Slurm takes the script is tried by benches/slurm.sh.
    let program = |folder: &str, name: &str, text: &str| {
        std::fs::create_dir_all(scratch.path(folder)).expect("a folder");
        let file = scratch.path(folder).join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a program");
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).expect("its mode");
    };
    program("refuses", "sbatch", "echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1");
    let refusal = slurm(&args, "refuses");
    assert_eq!(refusal.status.code(), Some(1));
    let said = stderr(&refusal);
    assert!(said.contains("invalid partition specified: gpu") && said.contains("the script stays: sbatch "), "{said}");

    program("takes", "sbatch", "echo '17;one'");
    program("takes", "squeue", "echo '17 0'; echo '17 2'; echo '16 1'");
    let submitted = json(&slurm(&args, "takes"));
    assert_eq!((&submitted["job"], &submitted["handed"]), (&"17".into(), &4.into()), "{submitted}");
    let script = std::fs::read_to_string(scratch.path("study/slurm.sbatch")).expect("a script");
    for line in [
        "#SBATCH --array=0-3%2",
        "#SBATCH --cpus-per-task=3",
        "#SBATCH --requeue",
        "#SBATCH --signal=B:USR1@60",
        "#SBATCH --open-mode=append",
        "#SBATCH --time=2:00:00 --partition=gpu",
    ] {
        assert!(script.lines().any(|own| own == line), "expected `{line}` in\n{script}");
    }
    assert!(
        script.contains("    3) set -- ") && script.contains("exec scontrol requeue \"$SLURM_JOB_ID\""),
        "{script}"
    );

    let again = json(&slurm(&["ablate", "study", "--launcher", "slurm", "--quiet", "--json"], "takes"));
    assert_eq!((&again["elsewhere"], &again["handed"]), (&2.into(), &2.into()), "{again}");
}

#[test]
#[cfg(unix)]
fn a_task_is_put_back_when_its_time_is_over_and_not_when_it_fails() {
    let task = include_str!("../../src/study/launch/task.sh");
    let status = |run: &str| {
        let text = format!("scontrol() {{ echo \"$@\"; }}; exec() {{ \"$@\"; exit 0; }}; set -- sh -c '{run}'\n{task}");
        let output = Command::new("bash").args(["-c", &text]).env("SLURM_JOB_ID", "5").output().expect("a shell");
        (output.status.code(), stdout(&output))
    };
    let put_back = (Some(0), "requeue 5\n".to_owned());
    let told = |then: &str| status(&format!("trap \"{then}\" TERM; kill -USR1 $PPID; sleep 0.5"));
    assert_eq!(told("exit 130"), put_back);
    assert_eq!(told("exit 1"), (Some(1), String::new()), "it failed");
    assert_eq!(told("exit 0"), (Some(0), String::new()), "it was done");
    let cancelled = "trap \"exit 130\" TERM; kill -TERM $PPID; sleep 0.2; kill -TERM $$";
    assert_eq!(status(cancelled), (Some(130), String::new()));
    assert_eq!(status("exit 2"), (Some(2), String::new()));
    assert_eq!(status("echo begun; kill -KILL $$"), (Some(137), "begun\n".repeat(4)));
}

#[test]
fn what_a_queue_cannot_do_is_said() {
    let scratch = Scratch::new();
    let halved = ["--out", "study", "--launcher", "script", "--halving", "kl_nats"];
    refused(&scratch.asivae(&ablate(&halved)), &["halving: a rung waits for the figures", "--launcher local"]);
    refused(
        &scratch.asivae(&ablate(&["--slurm-options", "--time=1"])),
        &["--slurm-options: expected --launcher slurm"],
    );
    assert!(!scratch.path("study").exists());
    let dry = scratch.asivae(&ablate(&["--out", "study", "--launcher", "slurm", "--dry-run"]));
    succeeds(&dry);
    assert!(stdout(&dry).contains("4 runs at once"), "{}", stdout(&dry));
    assert!(!scratch.path("study").exists(), "a dry run writes nothing");
}
