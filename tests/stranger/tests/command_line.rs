//! What this crate declares, on the command line.

use std::path::PathBuf;
use std::process::Command;

/// Runs a command that must succeed; gives what it printed.
fn stranger(args: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_stranger")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{args:?}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Trains, evaluates and samples; gives the configuration and the records.
fn train(name: &str, args: &[&str]) -> (String, String) {
    let out: PathBuf = std::env::temp_dir().join(format!("stranger-{}-{name}", std::process::id()));
    stranger(&[&["train"], args, &["--quiet", "--out", &out.to_string_lossy()]].concat());
    assert!(stranger(&["evaluate", &out.to_string_lossy()]).contains("mean_error"));
    assert_eq!(stranger(&["sample", &out.to_string_lossy(), "-n", "5"]).lines().count(), 6);
    let read = |file: &str| std::fs::read_to_string(out.join(file)).expect("a file of the run");
    let found = (read("config.toml"), read("metrics.jsonl"));
    let _ = std::fs::remove_dir_all(out);
    found
}

#[test]
fn one_plugin_of_each_kind_is_listed() {
    let text = stranger(&["list"]);
    for name in [
        "hinge_logits",
        "sample_kl",
        "rotated",
        "patience",
        "residual",
        "laplace",
        "jittered",
        "lattice",
        "bars",
        "half-moons",
        "mean_error",
        "brightness",
        "darker",
        "critic-vae",
        "laplace-vae",
        "duel",
        "critic-vae/half-moons",
    ] {
        assert!(text.contains(&format!("  {name} ")), "{name} in\n{text}");
        assert!(stranger(&["describe", name]).contains(name));
    }
}

#[test]
fn a_critic_is_moved_three_times_a_step() {
    let (config, records) = train("critic", &["critic-vae", "--data", "half-moons", "--set", "weight.factor=0.25"]);
    assert!(config.contains("residual(width = 8)") && config.contains("steps = 30"), "{config}");
    for name in
        ["critic/hinge_logits(x, xg, critic)", "encoder/kl(rotated(x))", "decoder/critic(xg)", "\"weight\":0.25"]
    {
        assert!(records.contains(name), "{name} in\n{records}");
    }
    let about = stranger(&["check", "critic-vae", "--data", "half-moons"]);
    assert!(about.contains("critic, 3 times a step"), "{about}");
    let (_, evaluated) = train("evaluated", &["critic-vae", "--data", "half-moons", "--set", "moves.critic.repeat=1"]);
    assert!(evaluated.contains("critic/objective"));
}

#[test]
fn a_posterior_of_ones_own_is_trained_with_labels() {
    let small = ["--steps", "10", "--batch", "16", "--set", "networks.*=residual(width = 8)"];
    // Samples begin at latents that the posterior makes of data and their labels.
    let settings = [&small[..], &["--set", "sampler=jittered(width = 0.2)"]].concat();
    let (config, records) =
        train("laplace", &[&["laplace-vae", "--data", "half-moons(noise = 0.05)"], &settings[..]].concat());
    assert!(records.contains("encoder + decoder/sample_kl(x)"), "{records}");
    assert!(config.contains("data = \"half-moons(noise = 0.05)\""), "{config}");
    assert!(config.contains("sampler = \"jittered(width = 0.2)\""), "{config}");
}

#[test]
fn a_game_without_an_encoder_is_trained_described_and_overridden() {
    let small = ["--steps", "10", "--batch", "16", "--set", "networks.*=mlp(hidden = 8, layers = 1)"];
    let (_, records) = train("duel", &[&["duel", "--data", "half-moons"], &small[..]].concat());
    assert!(records.contains("forger/expert(xg)") && !records.contains("kl("), "{records}");
    let changed = ["--set", "forger=hinge(1 - expert(xg))", "--set", "penalty=0.5", "--set", "moves.expert.repeat=2"];
    let (config, records) = train("changed", &[&["duel", "--data", "half-moons"], &small[..], &changed[..]].concat());
    assert!(config.contains("forger=hinge(1 - expert(xg))") && records.contains("forger/hinge"), "{records}");
    let text = stranger(&["describe", "duel"]);
    for part in ["forger: z → x", "expert minimizes", "penalty"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let (config, _) = train("text", &[&["duel.intro", "--data", "half-moons"], &small[..]].concat());
    assert!(config.contains("text-duel"));
}

#[test]
fn images_are_measured_by_features_of_ones_own() {
    let out = std::env::temp_dir().join(format!("stranger-{}-brightness", std::process::id()));
    let path = out.to_string_lossy();
    let small = ["--steps", "5", "--batch", "16", "--set", "networks.*=mlp(hidden = 8, layers = 1)", "--quiet"];
    stranger(&[&["train", "vae", "--data", "digits", "--out", &path], &small[..]].concat());
    let text = stranger(&["evaluate", &path, "-n", "50"]);
    let _ = std::fs::remove_dir_all(&out);
    assert!(text.contains("darker ") && text.contains("channels 1"), "{text}");
    assert!(text.contains("fd-brightness ") && text.contains("extractor brightness"), "{text}");
}

#[test]
fn a_panic_in_a_plugin_names_the_plugin() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stranger"));
    command.args(["check", "critic-vae", "--data", "half-moons", "--set", "latent=1"]).env_remove("RUST_BACKTRACE");
    let output = command.output().expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.starts_with("error: the map `rotated` of stranger (src/rotated.rs:"), "{error}");
}

#[test]
fn images_of_ones_own_are_gone_through_in_passes() {
    let out = std::env::temp_dir().join(format!("stranger-{}-bars", std::process::id()));
    let settings = [
        "--batch",
        "8",
        "--steps",
        "20",
        "--set",
        "networks.*=mlp(hidden = 8, layers = 1)",
        "--set",
        "warmup.model=none",
    ];
    stranger(
        &[&["train", "vae", "--data", "bars", "--quiet", "--out", &out.to_string_lossy()], &settings[..]].concat(),
    );
    let figures = stranger(&["evaluate", &out.to_string_lossy(), "--json"]);
    let _ = std::fs::remove_dir_all(out);
    assert!(figures.contains("\"split\": \"train\""), "{figures}");
}
