//! What uses a run: export, import, reconstructions, ways between samples.

use std::path::Path;

use serde_json::Value;

use crate::scratch::{Scratch, json, refused, stdout, succeeds};

/// Numbers of an .npy file of 32-bit floats, and its shape as it is written.
fn npy(path: &Path) -> (String, Vec<f32>) {
    let bytes = std::fs::read(path).expect("an array");
    let (header, data) = bytes[10..].split_at(usize::from(u16::from_le_bytes([bytes[8], bytes[9]])));
    let header = String::from_utf8_lossy(header);
    assert!(header.contains("'descr': '<f4'"), "{header}");
    let shape = header.split_once("'shape': (").and_then(|(_, rest)| rest.split_once(')')).expect("a shape").0;
    let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    (shape.trim_end_matches(',').to_owned(), data.chunks_exact(4).map(number).collect())
}

/// The same command on a run and on its export, with the same seed.
fn agree(scratch: &Scratch, command: &[&str]) -> Value {
    let of = |folder: &str| {
        let mut args = command.to_vec();
        args.insert(1, folder);
        let mut value = json(&scratch.asivae(&[&args[..], &["--json"]].concat()));
        value["run"] = Value::Null;
        value
    };
    let value = of("run");
    assert_eq!(of("run"), value, "{command:?}: the same for the same seed");
    for export in ["own", "theirs"] {
        assert_eq!(of(export), value, "{command:?}: {export}");
    }
    assert_eq!(of("imported")["samples"], value["samples"], "{command:?}");
    value
}

#[test]
fn an_export_and_an_import_are_used_like_the_run() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &["--seed", "2"]));
    succeeds(&scratch.asivae(&["export", "run", "--out", "own"]));
    let about = json(&scratch.asivae(&["export", "run", "--out", "theirs", "--layout", "pytorch", "--json"]));
    assert_eq!(about["layout"], "pytorch");
    let import = ["import", "theirs/model.safetensors", "--model", "vae", "--data", "8-gaussians"];
    let imported = json(&scratch.asivae(&[&import[..], &["--out", "imported", "--json"]].concat()));
    assert_eq!(imported["layout"], "pytorch");

    assert_eq!(agree(&scratch, &["sample", "-n", "5"])["samples"].as_array().map(Vec::len), Some(5));
    let made = agree(&scratch, &["reconstruct", "-n", "4", "--seed", "3"]);
    assert_eq!(made["reconstructions"].as_array().map(Vec::len), Some(4));
    let ways = agree(&scratch, &["interpolate", "--between", "2", "--steps", "3", "--spherical"]);
    assert_eq!(ways["samples"][1].as_array().map(Vec::len), Some(3));
    agree(
        &scratch,
        &["interpolate", "--between", "2", "--steps", "3", "--latents", "--sampler", "gmm(components = 2)"],
    );
    let figures = agree(&scratch, &["evaluate", "-n", "100"]);
    assert!(figures["figures"]["kl_nats"]["value"].is_number(), "{figures}");

    refused(&scratch.asivae(&["export", "run", "--out", "own"]), &["own", "already holds an export", "--force"]);
    succeeds(&scratch.asivae(&["export", "run", "--out", "own", "--force"]));
    refused(&scratch.asivae(&["export", "run", "--out", "run", "--force"]), &["run", "holds a run"]);
    refused(&scratch.asivae(&["export", "run", "--out", "more", "--average"]), &["run", "keeps no moving average"]);
    refused(&scratch.asivae(&["export", "run", "--out", "more", "--layout", "jax"]), &["asivae or pytorch", "`jax`"]);
    refused(&scratch.asivae(&[&import[..], &["--out", "imported"]].concat()), &["imported", "already holds a run"]);
    std::fs::create_dir(scratch.path("mine")).expect("a folder");
    std::fs::write(scratch.path("mine/config.json"), "{}").expect("a file");
    refused(
        &scratch.asivae(&["export", "run", "--out", "mine", "--force"]),
        &["mine", "`config.json`", "of no export"],
    );
    assert!(!scratch.path("more").exists() && !scratch.path("mine/model.safetensors").exists());
}

#[test]
fn files_hold_the_same_numbers_in_each_format() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &[]));
    for (command, shape, names) in [
        (&["sample", "run", "-n", "6"][..], "6, 2", "x,y"),
        (&["reconstruct", "run", "-n", "6"], "2, 6, 2", "x,y,x_hat,y_hat"),
        (&["interpolate", "run", "--between", "2", "--steps", "3"], "2, 3, 2", "pair,t,x,y"),
    ] {
        for file in ["out.csv", "out.npy", "out.png"] {
            succeeds(&scratch.asivae(&[command, &["--out", file]].concat()));
        }
        let text = std::fs::read_to_string(scratch.path("out.csv")).expect("a table");
        assert_eq!(stdout(&scratch.asivae(command)), text, "{command:?}");
        assert_eq!(text.lines().next(), Some(names), "{command:?}");
        let rows: Vec<Vec<f32>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect())
            .collect();
        let (found, numbers) = npy(&scratch.path("out.npy"));
        assert_eq!((found.as_str(), rows.len()), (shape, 6), "{command:?}");
        let expected: Vec<f32> = match command[0] {
            "reconstruct" => {
                [0, 2].iter().flat_map(|at| rows.iter().flat_map(move |row| row[*at..at + 2].to_vec())).collect()
            }
            "interpolate" => rows.iter().flat_map(|row| row[2..].to_vec()).collect(),
            _ => rows.concat(),
        };
        assert_eq!(numbers, expected, "{command:?}");
        assert!(std::fs::metadata(scratch.path("out.png")).expect("a picture").len() > 1_000);
        refused(&scratch.asivae(&[command, &["--out", "out.txt"]].concat()), &["out.txt", ".csv, .npy or .png"]);
    }
}

#[test]
fn samples_and_latents_can_be_given() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &[]));
    let write = |name: &str, text: &str| std::fs::write(scratch.path(name), text).expect("a file");
    succeeds(&scratch.asivae(&["reconstruct", "run", "-n", "3", "--out", "pairs.csv"]));
    let pairs = std::fs::read_to_string(scratch.path("pairs.csv")).expect("a table");
    let points: String =
        pairs.lines().map(|line| line.split(',').take(2).collect::<Vec<_>>().join(",") + "\n").collect();
    write("points.csv", &points);
    let given = stdout(&scratch.asivae(&["reconstruct", "run", "--input", "points.csv"]));
    assert_eq!(given, pairs);

    write("z.csv", "0,0\n0.5,-0.5\n");
    succeeds(&scratch.asivae(&["sample", "run", "--latents", "z.csv", "--out", "made.npy"]));
    assert_eq!(npy(&scratch.path("made.npy")).0, "2, 2");
    write("wide.csv", "0,0,0\n");
    refused(&scratch.asivae(&["sample", "run", "--latents", "wide.csv"]), &["wide.csv", "line 1: expected 2 columns"]);
    write("odd.csv", "x,y\n0,zero\n");
    refused(&scratch.asivae(&["reconstruct", "run", "--input", "odd.csv"]), &["odd.csv", "line 2", "`zero`"]);
    refused(&scratch.asivae(&["reconstruct", "run", "--input", "none.npy"]), &["none.npy", "cannot be read"]);
    refused(&scratch.asivae(&["reconstruct", "run", "--input", "points.csv", "-n", "3"]), &["--input"]);
    refused(
        &scratch.asivae(&["sample", "run", "--latents", "z.csv", "--sampler", "prior"]),
        &["--latents", "--sampler"],
    );
}

#[test]
fn a_model_without_an_encoder_says_so() {
    let scratch = Scratch::new();
    let small = ["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--steps", "2", "--quiet", "--out", "run"];
    succeeds(&scratch.asivae(&[&["train", "wgan", "--data", "rings"][..], &small].concat()));
    for command in ["reconstruct", "interpolate"] {
        refused(&scratch.asivae(&[command, "run"]), &["`wgan` has no posterior of data alone"]);
    }
    succeeds(&scratch.asivae(&["interpolate", "run", "--latents"]));
}

#[test]
fn the_new_commands_teach_by_example() {
    let scratch = Scratch::new();
    for command in ["export", "import", "reconstruct", "interpolate"] {
        assert!(stdout(&scratch.asivae(&[command, "--help"])).contains("Examples:"), "{command}");
    }
}
