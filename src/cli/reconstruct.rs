//! `asivae reconstruct`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::exit::{Failure, Output};
use super::samples_in;
use super::samples_out::{Array, COLUMNS, Csv, Drawn, OutFile, columns, shape, width};
use super::which::Which;
use crate::{Error, Run};

/// Encodes real samples, or those of a file, and decodes them again, without the posterior's noise.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae reconstruct runs/vae-8-gaussians-0 -n 8                                real points beside their reconstructions
  asivae reconstruct runs/vae-8-gaussians-0 -n 2000 --out pairs.png             data in grey, reconstructions in colour
  asivae reconstruct runs/vae-8-gaussians-0 -n 500 --out pairs.npy              real, made = numpy.load('pairs.npy')
  asivae reconstruct runs/vae-8-gaussians-0 --input points.csv --out pairs.csv  samples of your own, .csv or .npy")]
pub(super) struct Reconstruct {
    #[command(flatten)]
    which: Which,
    /// How many real samples.
    #[arg(short, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    n: u32,
    /// Seed of the real samples: the same for the same seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Takes the samples from a file .npy or .csv, one in each row, in place of the data set's.
    #[arg(long, value_name = "FILE", conflicts_with = "n")]
    input: Option<PathBuf>,
    /// Class of all samples of a file, where the model reads labels and the file has no column `label`.
    #[arg(long, requires = "input")]
    label: Option<usize>,
    /// File to write, by its ending: .csv, .npy or .png.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Reconstruct {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let out = self.out.as_deref().map(OutFile::of).transpose()?;
        let mut run = self.which.open()?;
        if let Some(label) = self.label {
            run = run.with_label(label)?;
        }
        let width = width(&run);
        let (real, made) = match &self.input {
            Some(path) => self.given(&run, path)?,
            None => {
                let pairs = run.reconstruct(self.n as usize, self.seed)?;
                let (real, made): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                (real.concat(), made.concat())
            }
        };
        let n = made.len() / width;
        let csv = || {
            let mut csv = Csv::new([columns(&run, ""), columns(&run, "_hat")].concat());
            for (real, made) in real.chunks_exact(width).zip(made.chunks_exact(width)) {
                csv.row(&[], &[real, made].concat(), &[]);
            }
            csv
        };
        // Squared distance of a sample and its reconstruction, in the mean.
        let apart: f64 = real.iter().zip(&made).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
        let apart = apart / n as f64;
        let about = || json!({ "seed": self.seed, "input": self.input, "count": n, "squared_error": apart });
        let Some(out) = out else {
            let rows = |values: &[f32]| -> Value { values.chunks_exact(width).map(|row| json!(row)).collect() };
            let whole = || {
                let mut value = about();
                value["samples"] = rows(&real);
                value["reconstructions"] = rows(&made);
                value
            };
            return Ok(Output::either(self.json, whole, || csv().text()));
        };
        let both = [real.as_slice(), &made].concat();
        let array = Array { shape: shape(&run, &[2, n]), values: &both };
        let figures = format!("{n} reconstructions, squared error {apart:.4} in the mean, seed {}", self.seed);
        let drawn = Drawn { samples: &made, of: Some(&real), columns: COLUMNS };
        out.write(csv, &array, &drawn, (&run, figures, self.seed))?;
        let about = || {
            let mut value = about();
            value["file"] = json!(out.path());
            value
        };
        let text = || format!("{n} reconstructions in {}, squared error {apart:.4} in the mean", out.path().display());
        Ok(Output::either(self.json, about, text))
    }

    /// Samples of a file and their reconstructions.
    fn given(&self, run: &Run, path: &Path) -> Result<(Vec<f32>, Vec<f32>), Error> {
        let given = samples_in::read(path, width(run))?;
        let labels = match (given.labels, self.label) {
            (Some(labels), _) => labels,
            (None, None) if run.is_conditional() => {
                let message = "the model reads labels; expected a column `label` in a .csv, or --label for all samples";
                return Err(Error::io(path, message));
            }
            _ => run.labels(given.n),
        };
        let encoded = run.encode_given(given.values, labels, self.seed)?;
        let made = run.decode(encoded.mean, &encoded.labels, self.seed)?;
        Ok((encoded.real, made))
    }
}
