//! `asivae traverse`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::samples_out::{Array, Csv, Drawn, OutFile, columns, shape, width};
use super::which::Which;
use crate::train::{Traversal, Traversed};

/// Moves one dimension of the latent at a time, those first that tell most of the data, and decodes what comes of it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae traverse runs/vae-digits-0 --out dimensions.png             a row for each dimension
  asivae traverse runs/vae-digits-0 --dimensions 4 --reach 2 --json  with the variance of each")]
pub(super) struct Traverse {
    #[command(flatten)]
    which: Which,
    /// Dimensions, as many as the latent has at most.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    dimensions: u32,
    /// Samples along each.
    #[arg(long, value_name = "K", default_value_t = 9, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    steps: u32,
    /// From minus this to this, in standard deviations of the prior.
    #[arg(long, default_value_t = 3.0)]
    reach: f64,
    /// Seed of the real sample at whose latent the walk begins.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// File to write, by its ending: .csv, .npy or .png.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Traverse {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let out = self.out.as_deref().map(OutFile::of).transpose()?;
        let run = self.which.open()?;
        let (dimensions, steps) = (self.dimensions as usize, self.steps as usize);
        let walk = run.traverse(Traversal { dimensions, steps, reach: self.reach }, self.seed)?;
        let Traversed { dimensions, values, samples } = &walk;
        let width = width(&run);
        let csv = || {
            let mut csv = Csv::new(["dimension".to_owned(), "value".to_owned()].into_iter().chain(columns(&run, "")));
            for (i, row) in samples.chunks_exact(width).enumerate() {
                csv.row(&[dimensions[i / steps].0.to_string(), values[i % steps].to_string()], row, &[]);
            }
            csv
        };
        let of = |(dimension, variance): &(usize, f64)| json!({ "dimension": dimension, "variance": variance });
        let about = || {
            let dimensions: Vec<_> = dimensions.iter().map(of).collect();
            json!({ "seed": self.seed, "dimensions": dimensions, "values": values })
        };
        let Some(out) = out else {
            let whole = || {
                let mut value = about();
                let row =
                    |row: &[f32]| -> serde_json::Value { row.chunks_exact(width).map(|one| json!(one)).collect() };
                value["samples"] = samples.chunks_exact(steps * width).map(row).collect();
                value
            };
            return Ok(Output::either(self.json, whole, || csv().text()));
        };
        let array = Array { shape: shape(&run, &[dimensions.len(), steps]), values: samples };
        let most: Vec<String> = dimensions.iter().map(|(dimension, _)| dimension.to_string()).collect();
        let figures = format!("dimensions {}, {steps} samples along each, seed {}", most.join(", "), self.seed);
        out.write(csv, &array, &Drawn::alone(samples, steps), (&run, figures, self.seed))?;
        let about = || {
            let mut value = about();
            value["file"] = json!(out.path());
            value
        };
        let text = || format!("{} dimensions of {steps} samples in {}", dimensions.len(), out.path().display());
        Ok(Output::either(self.json, about, text))
    }
}
