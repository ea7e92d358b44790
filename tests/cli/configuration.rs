//! Configurations: written, read, repeated, refused.

use serde_json::Value;

use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

/// What a run leaves that equal runs have in common.
fn weights(scratch: &Scratch, run: &str) -> Vec<Vec<u8>> {
    ["encoder", "decoder"]
        .map(|name| std::fs::read(scratch.path(run).join(format!("weights/{name}.safetensors"))).expect("weights"))
        .to_vec()
}

#[test]
fn what_init_writes_trains_as_the_command_line_does() {
    let scratch = Scratch::new();
    succeeds(&scratch.asivae(&["init", "as-introvae", "--data", "8-gaussians", "--out", "run.toml"]));
    let text = std::fs::read_to_string(scratch.path("run.toml")).expect("a configuration");
    for part in [
        "# Steps of the whole run, warm-up included. (1 or more)\nsteps = 5000",
        "beta_neg = 0.9",
        "# alpha = 2",
        "\n# encoder = \"",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    refused(
        &scratch.asivae(&["init", "vae", "--data", "rings", "--out", "run.toml"]),
        &["run.toml", "it is there already", "--force"],
    );
    let short = [
        "--steps",
        "30",
        "--batch",
        "16",
        "--threads",
        "1",
        "--quiet",
        "--set",
        "networks.*=mlp(hidden = 8, layers = 1)",
    ];
    succeeds(&scratch.asivae(&[["train", "run.toml", "--out", "file"].as_slice(), &short].concat()));
    succeeds(
        &scratch
            .asivae(&[["train", "as-introvae", "--data", "8-gaussians", "--out", "line"].as_slice(), &short].concat()),
    );
    assert!(weights(&scratch, "file") == weights(&scratch, "line"), "they differ");
}

/// Every line that `init` puts in comments can be set as it stands there.
#[test]
fn every_commented_line_is_one_that_is_accepted() {
    let scratch = Scratch::new();
    let models = json(&scratch.asivae(&["list", "models", "--json"]));
    for model in models.as_array().expect("a list") {
        let name = model["name"].as_str().expect("a name");
        let data = if ["conditional-vae"].contains(&name) { "8-gaussians" } else { "rings" };
        let text = stdout(&scratch.asivae(&["init", name, "--data", data]));
        let parts =
            text.split("# What else the model has").nth(1).expect("its parts").split("\n[").next().expect("a section");
        let set: String = parts.lines().skip(1).map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect();
        let (head, tail) = text.split_once("# What else the model has").expect("its parts");
        let tail = tail.split_once("\n[").expect("other sections").1;
        std::fs::write(scratch.path("all.toml"), format!("{head}\n{set}\n[{tail}")).expect("a file");
        let checked = scratch.asivae(&[
            "check",
            "all.toml",
            "--set",
            "networks.*=mlp(hidden = 4, layers = 1)",
            "--batch",
            "4",
            "--json",
        ]);
        // Networks that read nothing have no such architecture.
        if !text.contains("\"*\" = \"table") {
            assert!(checked.status.success(), "{name}: {}\n{head}\n{set}", stderr(&checked));
        }
    }
}

#[test]
fn all_mistakes_of_a_file_are_shown_where_they_stand() {
    let scratch = Scratch::new();
    let text = "data = \"8-gaussians\"\n[model]\nname = \"as-introvae\"\nbeta_ng = 0.5\nalpha = -1\n\"div(s)\" = \"kl(x\"\n\
                [train]\nsteps = \"many\"\nstps = 4\n[optim]\nlr = 1e9\ncritic.lr = 1e-3\n[early_stop]\nmetric = \"kl_nat\"\n[networks]\nencoder = \"mpl(hidden = 3)\"\n";
    std::fs::write(scratch.path("bad.toml"), text).expect("a file");
    let output = scratch.asivae(&["train", "bad.toml"]);
    refused(
        &output,
        &[
            "unknown setting `beta_ng`; did you mean `beta_neg`?\n --> bad.toml:4:1",
            "found -1\n --> bad.toml:5:9",
            "found the end\n --> bad.toml:6:16",
            "expected a whole number; found the text \"many\"\n --> bad.toml:8:9",
            "unknown setting `train.stps`; did you mean `train.steps`?\n --> bad.toml:9:1",
            "at most 1000; found `1e9`\n  --> bad.toml:11:6",
            "unknown network `critic`",
            "unknown metric `kl_nat`; did you mean `kl_nats`?\n  --> bad.toml:14:10",
            "did you mean `mlp`?\n  --> bad.toml:16:11",
        ],
    );
    assert_eq!(stderr(&output).matches("error: ").count(), 9, "{}", stderr(&output));
    assert!(!scratch.path("runs").exists(), "nothing is written");
    // Without the model its parts cannot be judged; all else can.
    std::fs::write(scratch.path("bad.toml"), text.replace("as-introvae", "as-introvea")).expect("a file");
    refused(
        &scratch.asivae(&["train", "bad.toml"]),
        &[
            "did you mean `as-introvae`?\n --> bad.toml:3:8",
            "bad.toml:8:9",
            "did you mean `train.steps`?",
            "bad.toml:11:6",
        ],
    );
    let alone = [
        ("data = \"rings\n", ["alone.toml:1:14", "invalid basic string"]),
        ("data = \"rings\"\n", ["`model.name` is missing", "alone.toml:1:1"]),
        ("[model]\nname = \"vae\"\n", ["`data` is missing", "--data"]),
        ("data = \"ring\"\n[model]\nname = \"vae\"\n", ["did you mean `rings`?", "alone.toml:1:8"]),
        ("version = 7\ndata = \"rings\"\n", ["version of the format from 1 to 2; found `7`", "alone.toml:1:11"]),
        (
            "data = \"rings\"\nmodel.name = \"vae\"\nseed = 1979-05-27\n",
            ["no setting has such a value", "alone.toml:3:8"],
        ),
        ("data = \"rings\"\nmodel.name = \"vae\"\npresets = \"no\"\n", ["expected true or false", "alone.toml:3:11"]),
        (
            "data = 3\nmodel.name = \"vae\"\n",
            ["expected a text in quotation marks; found the number 3", "alone.toml:1:8"],
        ),
        (
            "data = \"rings\"\nmodel.name = \"vae\"\ncheckpoint.best = \"kl_nats\"\neval.every = 0\n",
            ["checkpoint.best", "measured every eval.every steps"],
        ),
        ("data = \"rings\"\nmodel.name = \"vae\"\nmodel.drop = [\"rec(z)\"]\n", ["rec(z)", "alone.toml:3:15"]),
    ];
    for (text, parts) in alone {
        std::fs::write(scratch.path("alone.toml"), text).expect("a file");
        refused(&scratch.asivae(&["train", "alone.toml"]), &parts);
    }
}

#[test]
fn the_record_of_a_run_repeats_it() {
    let scratch = Scratch::new();
    let more = [
        "--set",
        "c=cosine()",
        "--set",
        "c=linear_ramp()",
        "--set",
        "c.rate=3",
        "--drop",
        "encoder/rec(xr)",
        "--set",
        "scale=0.25",
    ];
    let base =
        ["train", "as-introvae", "--data", "8-gaussians", "--steps", "30", "--batch", "16", "--quiet", "--seed", "5"];
    let small = ["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--set", "optim.encoder.lr=1e-3", "--out", "first"];
    succeeds(&scratch.asivae(&[base.as_slice(), &more, &small].concat()));
    succeeds(&scratch.asivae(&["train", "first/config.toml", "--out", "second", "--quiet"]));
    assert!(weights(&scratch, "first") == weights(&scratch, "second"), "they differ");
    // A plugin that was another one then is said.
    let path = scratch.path("first/config.toml");
    let text = std::fs::read_to_string(&path).expect("a configuration");
    assert!(text.contains("\"loss asivae-plugins::kl\" = "), "{text}");
    let older = text.lines().map(|line| {
        if line.starts_with("\"loss asivae-plugins::kl\"") { "\"loss asivae-plugins::kl\" = \"0.0.9\"" } else { line }
    });
    std::fs::write(&path, older.collect::<Vec<_>>().join("\n")).expect("an older record");
    let output = scratch.asivae(&["train", "first/config.toml", "--out", "third", "--quiet"]);
    assert!(
        stderr(&output).contains("the loss asivae-plugins::kl was 0.0.9 when this was recorded, and is"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_text_file_is_recorded_with_its_tree() {
    let scratch = Scratch::new();
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/beta_vae.intro"), scratch.path("mine.intro"))
        .expect("a copy");
    let base = [
        "train",
        "mine.intro",
        "--data",
        "rings",
        "--steps",
        "20",
        "--batch",
        "16",
        "--quiet",
        "--set",
        "beta=3",
        "--set",
        "scale=0.1",
    ];
    succeeds(
        &scratch.asivae(
            &[base.as_slice(), &["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--out", "first"]].concat(),
        ),
    );
    std::fs::remove_file(scratch.path("mine.intro")).expect("the text is gone");
    succeeds(&scratch.asivae(&["train", "first/config.toml", "--out", "second", "--quiet"]));
    assert!(weights(&scratch, "first") == weights(&scratch, "second"), "they differ");
    succeeds(&scratch.asivae(&["resume", "first", "--steps", "30", "--quiet"]));
    // What `init` writes of a text trains it.
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/beta_vae.intro"), scratch.path("mine.intro"))
        .expect("a copy");
    succeeds(&scratch.asivae(&["init", "mine.intro", "--data", "rings", "--out", "mine.toml"]));
    let short = ["--steps", "5", "--batch", "8", "--quiet", "--out", "third"];
    succeeds(&scratch.asivae(&[["train", "mine.toml"].as_slice(), &short].concat()));
    succeeds(&scratch.asivae(&["train", "third/config.toml", "--out", "fourth", "--quiet"]));
}

/// A run of before configurations had sections for models.
#[test]
fn a_configuration_of_the_first_version_is_read() {
    let scratch = Scratch::new();
    let text = "version = 1\nmodel = \"s-introvae\"\ndata = \"8-gaussians\"\nseed = 3\ndevice = \"cpu\"\nthreads = 1\nlatent = 2\n\
                set = [\"beta_neg=0.5\", \"beta_kl=0.3 * linear_ramp(rate = 2)\"]\ndrop = [\"encoder/rec(xr)\"]\n\n[train]\nsteps = 20\nbatch = 16\nlog_every = 10\n\n\
                [optim]\nlr = 0.0002\nbeta_1 = 0.9\nbeta_2 = 0.999\nepsilon = 0.00000001\nmilestones = []\ndecay = 0.1\nclip_norm = 0.0\n[optim.players]\nencoder = 0.001\n\n\
                [ema]\ndecay = 0.0\n\n[warmup]\nmodel = \"vae\"\nsteps = 5\nset = [\"beta_kl=0.02\"]\n\n[networks]\n\"*\" = \"mlp(hidden = 8, layers = 1)\"\n";
    std::fs::write(scratch.path("old.toml"), text).expect("a file");
    succeeds(&scratch.asivae(&["train", "old.toml", "--out", "old", "--quiet"]));
    // It was resolved: no preset applies again.
    let presets = std::fs::read_to_string(scratch.path("old/config.toml")).expect("a record");
    for key in ["beta_rec", "beta_rec_fake", "gamma", "beta_kl_fake"] {
        assert!(!presets.contains(&format!("\n{key} = ")), "{presets}");
    }
    let written = scratch.asivae(&["train", "old/config.toml", "--out", "again", "--quiet"]);
    succeeds(&written);
    assert!(weights(&scratch, "old") == weights(&scratch, "again"), "they differ");
    let record: Value = json(&scratch.asivae(&["evaluate", "old", "-n", "50", "--json"]));
    assert!(record["figures"].is_object(), "{record}");
}

#[test]
fn the_schema_knows_every_setting() {
    let scratch = Scratch::new();
    let schema = json(&scratch.asivae(&["schema"]));
    for (section, key) in [("train", "steps"), ("optim", "lr"), ("checkpoint", "keep_every"), ("early_stop", "metric")]
    {
        let about = &schema["properties"][section]["properties"][key];
        assert!(about["description"].as_str().is_some_and(|text| text.len() > 10), "{section}.{key}: {about}");
    }
    assert_eq!(schema["properties"]["train"]["properties"]["batch"]["minimum"], 2);
    assert_eq!(schema["properties"]["train"]["additionalProperties"], false);
    let models = &schema["properties"]["model"]["properties"]["name"]["examples"];
    assert!(models.as_array().expect("models").contains(&"as-introvae".into()), "{models}");
}
