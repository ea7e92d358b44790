//! `asivae evaluate`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::figures;
use super::samples_out::{Array, npy, shape, write};
use super::which::Which;
use crate::train::Evaluation;
use crate::{Error, Run, Tensor};

/// Measures a run or an export by every metric that its data allow.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae evaluate runs/as-introvae-8-gaussians-0
  asivae evaluate runs/as-introvae-8-gaussians-0 -n 20000 --seed 7 --json
  asivae evaluate runs/as-introvae-8-gaussians-0 --weights last          not their moving average
  asivae evaluate runs/vae-digits-0 --batch-norm recalibrated            statistics gathered anew
  asivae evaluate runs/vae-8-gaussians-0 --sampler 'gmm(components = 8)'
  asivae evaluate runs/vae-digits-0 --inception pt_inception-2015-12-05-6726825d.pth")]
pub(super) struct Evaluate {
    #[command(flatten)]
    which: Which,
    /// Real and generated samples, so many of each.
    #[arg(short, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    n: u32,
    /// Seed of the samples.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What draws the latents: `prior`, `gmm(components = 10)`; that of the run's configuration unless given.
    #[arg(long)]
    sampler: Option<String>,
    /// Part of the data that real samples are of: train, validation, test; that of the run's configuration (eval.split) unless given.
    #[arg(long)]
    split: Option<String>,
    /// Weights of Inception-v3, for FID: pt_inception-2015-12-05-6726825d.pth or the same in safetensors; those of eval.inception unless given.
    #[arg(long, value_name = "FILE")]
    inception: Option<PathBuf>,
    /// Writes the samples and their features into this folder, as NumPy's arrays: x.npy, x_fake.npy, random.npy, random_fake.npy, ….
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Evaluate {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let mut run = self.which.open()?;
        if let Some(sampler) = &self.sampler {
            run = run.with_sampler(sampler)?;
        }
        if let Some(split) = &self.split {
            run = run.with_split(split.parse()?)?;
        }
        if let Some(file) = &self.inception {
            run = run.with_weights_of("inception", file)?;
        }
        let evaluation = run.measure(self.n as usize, self.seed)?;
        if let Some(folder) = &self.save {
            save(folder, &run, &evaluation)?;
        }
        let measured = evaluation.figures;
        let about = || json!({ "run": self.which.run.display().to_string(), "samples": self.n, "seed": self.seed, "sampler": run.config().sampler, "figures": figures::value(&measured) });
        let text = || {
            let weights = if run.averaged() { ", averaged weights" } else { "" };
            let head = format!(
                "{} on {}, {} samples ({}), seed {}{weights}",
                run.config().model,
                run.config().data,
                self.n,
                run.config().sampler,
                self.seed
            );
            format!("{head}\n{}", figures::table(&measured, &run))
        };
        Ok(Output::either(self.json, about, text))
    }
}

/// Writes what was measured.
fn save(folder: &Path, run: &Run, evaluation: &Evaluation) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, format!("it cannot be made: {e}")))?;
    let array = |name: String, shape: Vec<usize>, rows: &Tensor<2>| {
        let values: Vec<f32> = rows.clone().into_data().iter().collect();
        write(&folder.join(name), &npy(&Array { shape, values: &values }))
    };
    let samples = |rows: &Tensor<2>| shape(run, &[rows.dims()[0]]);
    array("x.npy".to_owned(), samples(&evaluation.x), &evaluation.x)?;
    array("x_fake.npy".to_owned(), samples(&evaluation.x_fake), &evaluation.x_fake)?;
    evaluation.features.iter().try_for_each(|features| {
        array(format!("{}.npy", features.extractor), features.real.dims().to_vec(), &features.real)?;
        array(format!("{}_fake.npy", features.extractor), features.fake.dims().to_vec(), &features.fake)
    })
}
