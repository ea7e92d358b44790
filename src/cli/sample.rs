//! `asivae sample`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use crate::{Error, Run, Title, picture};

/// Draws samples from a run.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae sample runs/as-introvae-8-gaussians-0 -n 8                       points on the terminal, one per line
  asivae sample runs/as-introvae-8-gaussians-0 -n 10000 --out points.npy  for NumPy; .csv and .png are written too
  asivae sample runs/vae-8-gaussians-0 --sampler 'gmm(components = 8)'    from a mixture fitted on the latents of data
  asivae sample runs/conditional-vae-8-gaussians-0 --label 3              of one class

`asivae list samplers` has the samplers.")]
pub(super) struct Sample {
    /// Folder of the run.
    run: PathBuf,
    /// How many.
    #[arg(short, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    n: u32,
    /// Seed of the samples: the same for the same seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What draws the latents: `prior`, `gmm(components = 10)`; that of the run's configuration unless given.
    #[arg(long)]
    sampler: Option<String>,
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
        let ending = match &self.out {
            Some(path) => Some(Ending::of(path)?),
            None => None,
        };
        let mut run = Run::open(&self.run)?;
        if let Some(sampler) = &self.sampler {
            run = run.with_sampler(sampler)?;
        }
        if let Some(label) = self.label {
            run = run.with_label(label)?;
        }
        let points = run.points(self.n as usize, self.seed)?;
        let Some((path, ending)) = self.out.as_deref().zip(ending) else {
            let labels = run.is_conditional().then(|| run.labels(points.len()));
            let about = || match &labels {
                Some(labels) => {
                    json!({ "seed": self.seed, "sampler": run.config().sampler, "samples": points, "labels": labels })
                }
                None => json!({ "seed": self.seed, "sampler": run.config().sampler, "samples": points }),
            };
            return Ok(Output::either(self.json, about, || csv(&points, labels.as_deref())));
        };
        match ending {
            Ending::Csv => {
                let labels = run.is_conditional().then(|| run.labels(points.len()));
                write(path, csv(&points, labels.as_deref()).as_bytes())?;
            }
            Ending::Npy => write(path, &npy(&points))?,
            Ending::Png => {
                let config = run.config();
                let heading = format!("{} on {}, seed {}", config.model, config.data, config.seed);
                let title = Title {
                    heading,
                    figures: format!("{} samples ({}), seed {}", self.n, run.config().sampler, self.seed),
                };
                picture(&points, &run.real_points(points.len(), self.seed), &[], &title, path)?;
            }
        }
        let about =
            || json!({ "seed": self.seed, "sampler": run.config().sampler, "count": points.len(), "file": path });
        Ok(Output::either(self.json, about, || format!("{} samples in {}", points.len(), path.display())))
    }
}

#[derive(Clone, Copy)]
enum Ending {
    Csv,
    Npy,
    Png,
}

impl Ending {
    fn of(path: &Path) -> Result<Self, Error> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Ending::Csv),
            Some("npy") => Ok(Ending::Npy),
            Some("png") => Ok(Ending::Png),
            _ => {
                Err(Error::setting("--out", format!("expected a file .csv, .npy or .png; found `{}`", path.display())))
            }
        }
    }
}

/// Writes a file in the place of whatever has that name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|e| Error::io(path, format!("it cannot be written: {e}")))
}

/// One sample in each line, with its class where it has one.
fn csv(points: &[[f64; 2]], labels: Option<&[usize]>) -> String {
    let mut text = String::from(if labels.is_some() { "x,y,label\n" } else { "x,y\n" });
    for (i, [x, y]) in points.iter().enumerate() {
        let label = labels.map(|labels| format!(",{}", labels[i])).unwrap_or_default();
        text.push_str(&format!("{x:.6},{y:.6}{label}\n"));
    }
    text
}

/// NumPy's format, version 1.0: a header padded to a multiple of 64 bytes, then the values.
fn npy(points: &[[f64; 2]]) -> Vec<u8> {
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, 2), }}", points.len());
    const BEFORE: usize = 10;
    while !(BEFORE + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(points.iter().flatten().flat_map(|v| v.to_le_bytes()));
    bytes
}

#[test]
fn an_npy_file_has_an_aligned_header_and_all_values() {
    let bytes = npy(&[[1.0, 2.0], [3.0, 4.0]]);
    let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((10 + header) % 64, 0);
    assert_eq!(bytes.len(), 10 + header + 4 * 8);
    assert_eq!(bytes[bytes.len() - 8..], 4.0_f64.to_le_bytes());
}
