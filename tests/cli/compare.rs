//! `asivae compare`

use crate::scratch::{Scratch, entries, json, refused, stderr, stdout, succeeds};

/// Two seeds of two variants, with figures on the way.
fn four(scratch: &Scratch) {
    for (name, beta) in [("a", "0.02"), ("b", "0.5")] {
        for seed in ["0", "1"] {
            let set = format!("beta_kl={beta}");
            let more = ["--set", &set, "--seed", seed, "--quiet", "--eval-every", "10", "--set", "eval.samples=200"];
            succeeds(&scratch.train(&format!("{name}-{seed}"), &more));
        }
    }
}

const FOUR: [&str; 4] = ["a-0", "a-1", "b-0", "b-1"];

#[test]
fn seeds_are_one_variant_and_settings_tell_variants_apart() {
    let scratch = Scratch::new();
    four(&scratch);
    let output = scratch.asivae(&[&["compare"][..], &FOUR].concat());
    succeeds(&output);
    let text = stdout(&output);
    for part in [
        "vae on 8-gaussians: 2 variants, 4 runs",
        "compat_kl ↓",
        "beta_kl=0.02  2 of 2",
        "beta_kl=0.5   2 of 2",
        "2 pairs of seeds, too few to say anything",
        "beta_kl  0.02  0.5",
    ] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
    assert!(!text.contains("equations that differ"), "scalars are settings: {text}");
    assert_eq!(entries(&scratch.0), FOUR, "nothing is written without --out");

    let more =
        ["--out", "out", "--baseline", "beta_kl=0.5", "--metric", "kl_nats", "--threshold", "compat_kl=1e9", "--json"];
    let about = json(&scratch.asivae(&[&["compare"][..], &FOUR, &more].concat()));
    assert_eq!((&about["baseline"], &about["metric"]), (&"beta_kl=0.5".into(), &"kl_nats".into()));
    assert_eq!(about["axes"], serde_json::json!(["beta_kl"]));
    assert_eq!(about["variants"][0]["figures"]["kl_nats"]["n"], 2, "{about}");
    assert_eq!(
        about["variants"][1]["threshold"],
        serde_json::json!({ "reached": 2, "runs": 2, "steps": 10.0, "seconds": about["variants"][1]["threshold"]["seconds"] })
    );
    assert_eq!(about["comparisons"][0]["variant"], "beta_kl=0.02");
    tables(&scratch);
}

/// What was written can be read.
fn tables(scratch: &Scratch) {
    let files = ["report.html", "results.json", "summary.csv", "table.csv", "table.md", "table.parquet", "table.tex"];
    assert_eq!(entries(&scratch.path("out")), files);
    let read = |name: &str| std::fs::read_to_string(scratch.path("out").join(name)).expect("a file");
    let csv = read("table.csv");
    let fields: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(fields.len() == 5 && fields.iter().all(|count| *count == fields[0]), "{csv}");
    assert!(csv.starts_with("variant,beta_kl,seed,state,reason,steps,"), "{csv}");
    let markdown = read("table.md");
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert!(
        rows.len() == 4 && rows.iter().all(|row| row.matches('|').count() == rows[0].matches('|').count()),
        "{markdown}"
    );
    assert_eq!(markdown.matches("**").count() % 2, 0);
    let tex = read("table.tex");
    assert_eq!(tex.matches('{').count(), tex.matches('}').count(), "{tex}");
    let rows: Vec<&str> = tex.lines().filter(|line| line.ends_with(r"\\")).collect();
    assert!(
        rows.len() == 3 && rows.iter().all(|row| row.matches('&').count() == rows[0].matches('&').count()),
        "{tex}"
    );
    assert!(tex.contains(r"beta\_kl=0.02") && tex.contains(r"\toprule"), "{tex}");
    let page = read("report.html");
    for request in ["src=\"http", "href=\"http", "url(", "@import", "fetch("] {
        assert!(!page.contains(request), "{request}");
    }
    assert!(page.contains("data:image/png;base64,"), "pictures of samples");
    assert!(std::fs::read(scratch.path("out/table.parquet")).expect("a file").starts_with(b"PAR1"));
    assert_eq!(read("summary.csv").lines().next(), Some("variant,beta_kl,metric,runs,n,mean,deviation,median"));
}

#[test]
fn runs_that_failed_or_are_unfinished_are_rows_that_say_so() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("well", &["--quiet"]));
    succeeds(&scratch.train("half", &["--quiet", "--seed", "1", "--stop-at", "10"]));
    let broken = scratch.train("broken", &["--quiet", "--set", "optim.lr=900"]);
    assert_eq!(broken.status.code(), Some(1), "{}", stderr(&broken));
    let text = stdout(&scratch.asivae(&["compare", "well", "half", "broken"]));
    for part in [
        "1 of 2",
        "0 of 1",
        "seed 1: unfinished, on record up to step 1",
        "seed 0: failed at step ",
        "no seed in common",
    ] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
    let about = json(&scratch.asivae(&["compare", "well", "half", "broken", "--json"]));
    let states: Vec<&str> = (0..2)
        .flat_map(|variant| about["variants"][variant]["runs"].as_array().expect("runs"))
        .map(|run| run["state"].as_str().expect("a word"))
        .collect();
    assert_eq!(states, ["finished", "unfinished", "failed"]);
}

#[test]
fn data_that_differ_are_not_held_against_each_other() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("a", &["--quiet"]));
    let rings = ["train", "vae", "--data", "rings", "--batch", "16", "--steps", "20", "--quiet", "--out", "b"];
    let small = ["--set", "networks.*=mlp(hidden = 8, layers = 1)", "--set", "warmup.model=none"];
    succeeds(&scratch.asivae(&[&rings[..], &small].concat()));
    let output = scratch.asivae(&["compare", "a", "b"]);
    succeeds(&output);
    let text = stdout(&output);
    for part in ["cannot be compared: 8-gaussians, rings", "`rings` is on other data than `8-gaussians`"] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
    assert!(!text.contains("asterisk"), "none is best: {text}");
}

#[test]
fn a_study_stands_for_its_runs_and_equations_are_shown_by_line() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("study/runs/plain/seed=0", &["--quiet"]));
    succeeds(&scratch.train("study/runs/other/seed=0", &["--quiet", "--drop", "kl(x)"]));
    let decoder = ["--quiet", "--set", "encoder + decoder=scale * (beta_rec * rec(x) + 2 * beta_kl * kl(x))"];
    succeeds(&scratch.train("study/runs/twice/seed=0", &decoder));
    let output = scratch.asivae(&["compare", "study"]);
    succeeds(&output);
    let text = stdout(&output);
    for part in ["3 variants, 3 runs", "drop=", "equations that differ", "    + "] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
}

#[test]
fn what_is_no_run_is_named() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("run", &["--quiet"]));
    std::fs::create_dir_all(scratch.path("empty/runs")).expect("a folder");
    std::fs::create_dir(scratch.path("other")).expect("a folder");
    let parts =
        ["none: there is no such run", "other: the folder holds no run", "empty: its folder runs/ holds no run"];
    refused(&scratch.asivae(&["compare", "run", "none", "other", "empty"]), &parts);
    refused(
        &scratch.asivae(&["compare", "run", "--metric", "kl_nat"]),
        &["unknown metric `kl_nat`; did you mean `kl_nats`?"],
    );
    refused(&scratch.asivae(&["compare", "run", "--baseline", "vea"]), &["unknown variant `vea`; did you mean `vae`?"]);
    refused(&scratch.asivae(&["compare", "run", "--curve", "objectiv"]), &["unknown column `objectiv`"]);
    std::fs::write(scratch.path("run/metrics.jsonl"), "{}\nnonsense\n").expect("records that are none");
    refused(&scratch.asivae(&["compare", "run"]), &["run/metrics.jsonl"]);
}

#[test]
fn a_run_that_is_given_twice_counts_once() {
    let scratch = Scratch::new();
    succeeds(&scratch.train("a", &["--quiet"]));
    succeeds(&scratch.train("b", &["--quiet"]));
    let about = json(&scratch.asivae(&["compare", "a", "./a", "b", "--json"]));
    assert_eq!(about["variants"][0]["runs"].as_array().map(Vec::len), Some(1));
    assert!(
        about["notes"][0].as_str().is_some_and(|note| note.starts_with("b has the seed and the settings of a")),
        "{about}"
    );
}
