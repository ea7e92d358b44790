//! A folder for each test, and what came of a command.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder of its own for each test, removed at its end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("asivae-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Scratch(path)
    }

    pub(crate) fn asivae(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program runs")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asivae"));
        command.args(args).current_dir(&self.0).stdin(Stdio::null()).env_remove("RUST_BACKTRACE");
        command
    }

    /// A short run with small networks.
    pub(crate) fn train(&self, out: &str, more: &[&str]) -> Output {
        let mut args = vec!["train", "vae", "--data", "8-gaussians", "--batch", "16", "--out", out];
        args.extend(["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--set", "warmup.model=none"]);
        if !more.contains(&"--steps") {
            args.extend(["--steps", "20"]);
        }
        args.extend(more);
        self.asivae(&args)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
pub(crate) fn succeeds(output: &Output) {
    assert!(output.status.success(), "{:?}\n{}\n{}", output.status, stdout(output), stderr(output));
}

pub(crate) fn json(output: &Output) -> Value {
    succeeds(output);
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

/// Bad input: exit status 2, nothing on stdout, an error with each of `parts` on stderr, no trace of a panic.
#[track_caller]
pub(crate) fn refused(output: &Output, parts: &[&str]) {
    let error = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("error: "), "{error}");
    assert!(!error.contains("panicked") && !error.contains("mistake in asivae"), "{error}");
    for part in parts {
        assert!(error.contains(part), "expected `{part}` in\n{error}");
    }
    assert_eq!(stdout(output), "");
}

/// What stands in a folder, sub-folders included.
pub(crate) fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
