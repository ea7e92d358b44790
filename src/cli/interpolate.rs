//! `asivae interpolate`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::samples_out::{Array, Csv, Drawn, OutFile, columns, shape, width};
use super::which::Which;
use crate::train::{Between, Interpolation};

/// Decodes what lies between pairs of latents: those of real samples, or those that the sampler draws.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae interpolate runs/vae-8-gaussians-0 --between 1 --steps 9              from one real point to another
  asivae interpolate runs/vae-8-gaussians-0 --between 40 --out ways.png        do they pass where there are no data?
  asivae interpolate runs/vae-8-gaussians-0 --latents --spherical --out ways.npy   between samples, [pairs, steps, 2]")]
pub(super) struct Interpolate {
    #[command(flatten)]
    which: Which,
    /// Pairs.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    between: u32,
    /// Samples on the way of each pair, both ends included.
    #[arg(long, value_name = "K", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    steps: u32,
    /// Between latents that the sampler draws, in place of those of real samples.
    #[arg(long)]
    latents: bool,
    /// On the sphere between the two latents rather than straight.
    #[arg(long)]
    spherical: bool,
    /// Seed of the pairs: the same for the same seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What draws the latents: `prior`, `gmm(components = 10)`; that of the run's configuration unless given.
    #[arg(long, requires = "latents")]
    sampler: Option<String>,
    /// Class of all samples, where the model reads labels; without it each way is of the class of its beginning.
    #[arg(long)]
    label: Option<usize>,
    /// File to write, by its ending: .csv, .npy or .png.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Interpolate {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let out = self.out.as_deref().map(OutFile::of).transpose()?;
        let mut run = self.which.open()?;
        if let Some(sampler) = &self.sampler {
            run = run.with_sampler(sampler)?;
        }
        if let Some(label) = self.label {
            run = run.with_label(label)?;
        }
        let (pairs, steps) = (self.between as usize, self.steps as usize);
        let between = if self.latents { Between::Latents } else { Between::Data };
        let ways = Interpolation { between, pairs, steps, spherical: self.spherical };
        let samples = run.interpolate(ways, self.seed)?;
        let width = width(&run);
        let csv = || {
            let mut csv = Csv::new(["pair".to_owned(), "t".to_owned()].into_iter().chain(columns(&run, "")));
            for (i, row) in samples.chunks_exact(width).enumerate() {
                let t = (i % steps) as f64 / (steps - 1) as f64;
                csv.row(&[(i / steps).to_string(), t.to_string()], row, &[]);
            }
            csv
        };
        let ends = if self.latents { "latents" } else { "data" };
        let about = || json!({ "seed": self.seed, "between": ends, "spherical": self.spherical, "pairs": pairs, "steps": steps });
        let Some(out) = out else {
            let whole = || {
                let mut value = about();
                let way =
                    |way: &[f32]| -> serde_json::Value { way.chunks_exact(width).map(|row| json!(row)).collect() };
                value["samples"] = samples.chunks_exact(steps * width).map(way).collect();
                value
            };
            return Ok(Output::either(self.json, whole, || csv().text()));
        };
        let array = Array { shape: shape(&run, &[pairs, steps]), values: &samples };
        let kind = if self.spherical { "on the sphere" } else { "straight" };
        let figures = format!("{pairs} ways of {steps} samples between {ends}, {kind}, seed {}", self.seed);
        out.write(csv, &array, &Drawn::alone(&samples, steps), (&run, figures, self.seed))?;
        let about = || {
            let mut value = about();
            value["file"] = json!(out.path());
            value
        };
        Ok(Output::either(self.json, about, || format!("{pairs} ways of {steps} samples in {}", out.path().display())))
    }
}
