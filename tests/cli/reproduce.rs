//! `asivae reproduce`: a study beside published figures.

use crate::scratch::{Scratch, json, refused, stderr, stdout, succeeds};

/// Two rows, of which one is published, with an average of the weights.
const STUDY: &str = r#"
version = 2
presets = false
data = "checkerboard"

[model]
name = "vae"

[networks]
"*" = "mlp(hidden = 8, layers = 1)"

[train]
steps = 20
batch = 16

[optim]
lr = 1e-2

[ema]
decay = 0.9

[study]
title = "Two rows"
seeds = "0..2"
metric = "compat_kl"

[study.variants]
strong = { beta_kl = 1 }
weak = { beta_kl = 0.1 }

[study.published]
strong = { compat_kl = 1000000.5, compat_jsd = nan }

[study.quick]
seeds = [0]
set = { "train.steps" = 10 }
"#;

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("two.toml"), STUDY).expect("the file is written");
    scratch
}

#[test]
fn a_study_is_held_against_what_was_published() {
    let scratch = scratch();
    let value = json(&scratch.asivae(&["reproduce", "two.toml", "--out", "two", "--json"]));
    assert_eq!((&value["title"], &value["failed"]), (&"Two rows".into(), &0.into()));
    let rows = value["rows"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| [&row["variant"], &row["metric"]].map(|v| v.as_str().unwrap())).collect();
    let expected = [["strong", "compat_kl"], ["strong", "compat_jsd"], ["weak", "compat_kl"], ["weak", "compat_jsd"]];
    assert_eq!(names, expected);
    assert_eq!(rows[0]["published"], 1000000.5);
    assert_eq!(rows[1]["published"], "nan");
    assert_eq!(rows[2]["published"], serde_json::Value::Null);
    for row in rows {
        assert_eq!((&row["runs"], &row["failed"], &row["open"]), (&2.into(), &0.into(), &0.into()));
        let seeds = row["ours"]["by_seed"].as_object().unwrap();
        assert_eq!(seeds.keys().collect::<Vec<_>>(), ["0", "1"]);
        let mean = seeds.values().map(|figure| figure.as_f64().unwrap()).sum::<f64>() / 2.0;
        assert!((mean - row["ours"]["mean"].as_f64().unwrap()).abs() < 1e-9);
        assert_ne!(row["ours"]["mean"], row["last"]["mean"], "the average is not the last step");
    }
    assert_eq!(rows[0]["ours"]["verdict"], "lower");
    assert_eq!(rows[1]["last"]["verdict"], "differs");
    assert_eq!(rows[2]["ours"]["verdict"], serde_json::Value::Null);

    // The figures of the average are those of the run, the others those of its last weights.
    let evaluated = |weights: &str| {
        let run = "two/runs/strong/seed=1";
        json(&scratch.asivae(&["evaluate", run, "--seed", "1", "--weights", weights, "--json"]))["figures"]["compat_kl"]
            ["value"]
            .clone()
    };
    assert_eq!(evaluated("average"), rows[0]["ours"]["by_seed"]["1"]);
    assert_eq!(evaluated("last"), rows[0]["last"]["by_seed"]["1"]);

    let page = std::fs::read_to_string(scratch.path("two/comparison.md")).unwrap();
    assert!(page.contains("| strong | compat_kl  | 1000000.5 |") && page.contains("ours is lower in strong"), "{page}");
    let written = std::fs::read_to_string(scratch.path("two/comparison.json")).unwrap();
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written["rows"], value["rows"]);

    // Nothing is trained or measured twice.
    let kept = scratch.path("two/last/strong,seed=1.json");
    let before = std::fs::metadata(&kept).unwrap().modified().unwrap();
    let again = scratch.asivae(&["reproduce", "two.toml", "--out", "two"]);
    succeeds(&again);
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), before);
    assert!(stdout(&again).contains("4 runs, 0 failed") && stderr(&again).contains("4 done"), "{}", stderr(&again));
    assert!(stdout(&again).starts_with(&page));
}

#[test]
fn a_short_form_makes_no_verdict_and_a_setting_wins() {
    let scratch = scratch();
    let out = scratch.asivae(&["reproduce", "two.toml", "--quick", "--set", "beta_kl=0.5", "--out", "short"]);
    succeeds(&out);
    assert!(stdout(&out).contains("A short run") && !stdout(&out).contains("lower"), "{}", stdout(&out));
    let config = std::fs::read_to_string(scratch.path("short/runs/weak/seed=0/config.toml")).unwrap();
    assert!(config.contains("steps = 10\n") && config.contains("beta_kl = 0.5"), "{config}");
    assert!(!scratch.path("short/runs/weak/seed=1").exists());
}

#[test]
fn studies_are_listed_and_what_one_lacks_is_said() {
    let scratch = Scratch::new();
    let list = scratch.asivae(&["reproduce"]);
    succeeds(&list);
    for name in ["table1", "table1-readings", "checkerboard", "soft-2d", "ablation", "figure7", "table2", "table3"] {
        assert!(stdout(&list).lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}");
    }
    let lacks = ["`celeba-128`", "asivae reproduce table2 --quick"];
    refused(&scratch.asivae(&["reproduce", "table2"]), &lacks);
    refused(&scratch.asivae(&["reproduce", "tabel1"]), &["did you mean `table1`"]);
    let plan = json(&scratch.asivae(&["reproduce", "table3", "--quick", "--dry-run", "--json"]));
    assert_eq!(plan["runs"], 2);
    assert!(!scratch.path("runs").exists(), "a dry run writes nothing");
}
