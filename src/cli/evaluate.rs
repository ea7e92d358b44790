//! `asivae evaluate`

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::figures;
use super::which::Which;

/// Measures a run or an export by every metric that its data allow.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae evaluate runs/as-introvae-8-gaussians-0
  asivae evaluate runs/as-introvae-8-gaussians-0 -n 20000 --seed 7 --json
  asivae evaluate runs/as-introvae-8-gaussians-0 --weights last          not their moving average
  asivae evaluate runs/vae-digits-0 --batch-norm recalibrated            statistics gathered anew
  asivae evaluate runs/vae-8-gaussians-0 --sampler 'gmm(components = 8)'")]
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
        let measured = run.evaluate(self.n as usize, self.seed)?;
        let about = || json!({ "run": self.which.run.display().to_string(), "samples": self.n, "seed": self.seed, "sampler": run.config().sampler, "batch_norm": run.batch_norm(), "figures": figures::value(&measured) });
        let text = || {
            let weights = if run.averaged() { ", averaged weights" } else { "" };
            let norm = run.batch_norm().map(|mode| format!(", batch norm {mode}")).unwrap_or_default();
            let head = format!(
                "{} on {}, {} samples ({}), seed {}{weights}{norm}",
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
