//! `asivae sample`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::samples_in;
use super::samples_out::{Array, COLUMNS, Csv, Drawn, OutFile, columns, shape, width};
use super::which::Which;
use crate::{Error, Run};

/// Draws samples from a run or an export.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae sample runs/as-introvae-8-gaussians-0 -n 8                       points on the terminal, one per line
  asivae sample runs/as-introvae-8-gaussians-0 -n 10000 --out points.npy  for NumPy; .csv and .png are written too
  asivae sample runs/vae-8-gaussians-0 --sampler 'gmm(components = 8)'    from a mixture fitted on the latents of data
  asivae sample runs/vae-8-gaussians-0 --latents z.npy --out points.npy   what the decoder makes of these latents
  asivae sample runs/conditional-vae-8-gaussians-0 --label 3              of one class

`asivae list samplers` has the samplers.")]
pub(super) struct Sample {
    #[command(flatten)]
    which: Which,
    /// How many.
    #[arg(short, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    n: u32,
    /// Seed of the samples: the same for the same seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What draws the latents: `prior`, `gmm(components = 10)`; that of the run's configuration unless given.
    #[arg(long)]
    sampler: Option<String>,
    /// Takes the latents from a file .npy or .csv, one in each row, in place of a sampler.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["n", "sampler"])]
    latents: Option<PathBuf>,
    /// Class of all samples, where the model reads labels; without it the classes take turns.
    #[arg(long)]
    label: Option<usize>,
    /// File to write, by its ending: .csv, .npy or .png.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Sample {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let out = self.out.as_deref().map(OutFile::of).transpose()?;
        let mut run = self.which.open()?;
        if let Some(sampler) = &self.sampler {
            run = run.with_sampler(sampler)?;
        }
        if let Some(label) = self.label {
            run = run.with_label(label)?;
        }
        let (samples, labels) = self.drawn(&run)?;
        let (n, width) = (labels.len(), width(&run));
        let labels = run.is_conditional().then_some(labels);
        let csv = || {
            let label = labels.is_some().then(|| "label".to_owned());
            let mut csv = Csv::new(columns(&run, "").into_iter().chain(label));
            for (i, row) in samples.chunks_exact(width).enumerate() {
                let label: Vec<String> = labels.iter().map(|labels| labels[i].to_string()).collect();
                csv.row(&[], row, &label);
            }
            csv
        };
        let latents = match &self.latents {
            Some(path) => json!(path),
            None => json!(run.config().sampler),
        };
        let about = || json!({ "seed": self.seed, "sampler": latents, "count": n });
        let Some(out) = out else {
            let whole = || {
                let mut value = about();
                value["samples"] = samples.chunks_exact(width).map(|row| json!(row)).collect();
                if let Some(labels) = &labels {
                    value["labels"] = json!(labels);
                }
                value
            };
            return Ok(Output::either(self.json, whole, || csv().text()));
        };
        let figures = format!("{n} samples ({}), seed {}", latents.as_str().unwrap_or_default(), self.seed);
        let array = Array { shape: shape(&run, &[n]), values: &samples };
        out.write(csv, &array, &Drawn::alone(&samples, COLUMNS), (&run, figures, self.seed))?;
        let about = || {
            let mut value = about();
            value["file"] = json!(out.path());
            value
        };
        Ok(Output::either(self.json, about, || format!("{n} samples in {}", out.path().display())))
    }

    /// Samples and their classes.
    fn drawn(&self, run: &Run) -> Result<(Vec<f32>, Vec<usize>), Error> {
        let Some(path) = &self.latents else {
            let n = self.n as usize;
            return Ok((run.sample(n, self.seed)?, run.labels(n)));
        };
        let given = samples_in::read(path, run.config().latent.width())?;
        let labels = given.labels.unwrap_or_else(|| run.labels(given.n));
        Ok((run.decode_given(&given.values, &labels, self.seed)?, labels))
    }
}
