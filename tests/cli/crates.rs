//! Crates that others write: what `asivae new` makes.

use std::path::Path;
use std::process::Command;

use crate::scratch::{Scratch, entries, json, refused, stderr, stdout, succeeds};

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
    for dependency in ["burn", "serde"] {
        assert_eq!(theirs["dependencies"][dependency], ours["workspace"]["dependencies"][dependency]);
    }
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

/// Runs cargo on a crate elsewhere, with the profile and in the target folder of this build, where Burn is built already.
fn cargo(folder: &Path, command: &str, more: &[&str]) -> String {
    let built = Path::new(env!("CARGO_BIN_EXE_asivae")).parent().expect("a folder of the profile");
    let profile = match built.file_name().expect("its name").to_string_lossy().as_ref() {
        "debug" => "dev".to_owned(),
        other => other.to_owned(),
    };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--offline", "--profile", &profile]).args(more).current_dir(folder);
    let output = cargo.env("CARGO_TARGET_DIR", built.parent().expect("the target folder")).output();
    let output = output.expect("cargo runs");
    succeeds(&output);
    assert!(!stderr(&output).contains("Compiling burn"), "Burn is built again:\n{}", stderr(&output));
    stdout(&output)
}

/// In a folder that stays the same, so that what is built replaces what was built before.
#[test]
fn a_new_crate_passes_its_tests_and_trains_with_the_same_build_of_burn() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asivae-new");
    let _ = std::fs::remove_dir_all(&folder);
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&["new", "my-losses", "--path", &folder.to_string_lossy()]));
    let tested = cargo(&folder, "test", &[]);
    assert!(tested.contains("3 passed"), "{tested}");
    let run = scratch.path("run");
    let train = ["--", "train", "huber-introvae", "--data", "8-gaussians", "--steps", "3", "--batch", "16", "--quiet"];
    cargo(&folder, "run", &[&train[..], &["--out", &run.to_string_lossy()]].concat());
    assert!(run.join("samples.png").is_file());
    let _ = std::fs::remove_dir_all(&folder);
}

/// `tests/stranger` stands outside of this workspace and has tests of its own.
#[test]
fn a_strangers_crate_passes_its_tests_with_the_same_build_of_burn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/stranger");
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the versions of this build");
    let tested = cargo(&folder, "test", &[]);
    // Those of its plugins, and those of its command line.
    assert_eq!(tested.matches("7 passed; 0 failed").count(), 2, "{tested}");
}
