//! Configurations as nobody should write them: each is read, or refused with its place.
//!
//! `ASIVAE_FUZZ=1000000 cargo test --test suite hostile` tries more of them.

use std::time::{Duration, Instant};

use asivae::random::{self, RngExt};
use asivae::{Error, RunConfig, Trainer};

pub(crate) fn cases(usual: usize) -> usize {
    std::env::var("ASIVAE_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

const WHOLE: &str = r#"version = 2
data = "8-gaussians"
seed = 3
latent = "1x1x2"
[model]
name = "as-introvae"
beta_neg = 0.5
"div(s)" = "c * kl(s) + (1 - c) * rec(s)"
c = "linear_ramp(rate = 3)"
drop = ["encoder/rec(xr)"]
[train]
steps = 100
batch = 16
[optim]
lr = 2e-4
milestones = [10, 20]
encoder.lr = 1e-3
[warmup]
model = "vae"
steps = 10
beta_kl = 0.02
[networks]
"*" = "mlp(hidden = 8, layers = 1)"
[checkpoint]
best = "kl_nats"
[provenance]
asivae = "0.1.0"
[provenance.plugins]
"loss asivae-plugins::kl" = "0.1.0"
"#;

const OLD: &str = "version = 1\nmodel = \"vae\"\ndata = \"rings\"\nset = [\"beta_kl=2\"]\n[warmup]\nmodel = \"vae\"\nsteps = 3\n\
                   set = [\"a=b\"]\n[optim.players]\nencoder = 1e-3\n";

const PIECES: [&str; 22] = [
    "=",
    "[",
    "]",
    "\"",
    "'",
    "\n",
    ".",
    "{",
    "}",
    ",",
    "-1",
    "1e999",
    "nan",
    "0x1F",
    "true",
    "1979-05-27",
    "\"\"\"",
    "#",
    "[[a]]",
    "é",
    "(((((((((",
    "9999999999999999999999",
];

fn damaged(text: &str, rng: &mut random::Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..rng.random_range(1..5) {
        let at = rng.random_range(0..=chars.len());
        let end = (at + rng.random_range(0..24)).min(chars.len());
        match rng.random_range(0..4) {
            0 => drop(chars.drain(at..end)),
            1 => drop(chars.splice(at..at, PIECES[rng.random_range(0..PIECES.len())].chars())),
            2 => {
                let part = chars[at..end].to_vec();
                let to = rng.random_range(0..=chars.len());
                chars.splice(to..to, part);
            }
            _ if at < chars.len() => chars[at] = char::from(rng.random_range(32..127) as u8),
            _ => {}
        }
    }
    chars.into_iter().collect()
}

#[test]
fn configurations_are_read_or_refused() {
    let mut rng = random::rng(1, 0, "hostile");
    let (mut read, mut placed) = (0, 0);
    let n = cases(20_000);
    for i in 0..n {
        let text = damaged(if i % 4 == 0 { OLD } else { WHOLE }, &mut rng);
        match RunConfig::parse(&text) {
            Ok(_) => read += 1,
            Err(Error::Model { text, .. }) => placed += usize::from(text.contains("--> the configuration:")),
            Err(other) => panic!("{other}: of {text}"),
        }
    }
    println!("{n} configurations: {read} read, {placed} refused with their place");
    assert_eq!(read + placed, n, "every one is read, or refused with its place");
    assert!(read > 0 && placed > n / 4, "{read} read, {placed} refused");
}

/// The same with the model assembled and every expression in it checked.
#[test]
fn whole_trainers_are_made_or_refused() {
    let folder = std::env::temp_dir().join(format!("asivae-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("run.toml");
    let mut rng = random::rng(2, 0, "hostile");
    let (n, mut made) = (cases(20_000) / 40, 0);
    for _ in 0..n {
        std::fs::write(&path, damaged(WHOLE, &mut rng)).unwrap();
        made += usize::from(Trainer::configured(&path, None).is_ok());
    }
    std::fs::remove_dir_all(&folder).unwrap();
    println!("{n} trainers: {made} made");
    assert!(made > 0 && made < n, "{made} of {n} were made");
}

#[test]
fn what_is_deep_or_long_takes_no_time() {
    let start = Instant::now();
    let deep = [
        format!("a = {}", "[".repeat(1 << 20)),
        format!("a = {}1{}", "[".repeat(1 << 18), "]".repeat(1 << 18)),
        format!("{} = 1", "a.".repeat(1 << 16) + "b"),
        format!("data = \"rings\"\nmodel.name = \"vae\"\nmodel.x = \"{}\"", "(".repeat(1 << 20)),
        "x".repeat(1 << 22),
        format!("data = \"{}\"\nmodel.name = \"vae\"", "r".repeat(1 << 22)),
    ];
    for text in deep {
        let _ = RunConfig::parse(&text);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
