//! What a study takes from the command line, and how it is shown.

use std::path::PathBuf;

use clap::Args;

use super::compare::{shown, threshold};
use super::exit::{Failure, Output};
use super::settings::{at_least, setting};
use crate::study::{Halving, Worker, seeds};
use crate::{DeviceChoice, Error, Study};

/// What a study takes from the command line.
#[derive(Args)]
pub(crate) struct Studied {
    /// Values of a part of the model or of a setting of the run, between commas; with one value it is the same in all runs. Can be given more than once.
    #[arg(long, value_name = "NAME=VALUES", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Leaves a term out of all runs by its name in the records; can be given more than once.
    #[arg(long, value_name = "TERM")]
    drop: Vec<String>,
    /// Seeds of each variant: 0..5 are five, the end left out; 1,4,7 are three [default: 0..3].
    #[arg(long)]
    seeds: Option<String>,
    /// Steps of every run, warm-up included.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    steps: Option<usize>,
    /// Samples per batch.
    #[arg(long, value_name = "N", value_parser = at_least::<2>, allow_negative_numbers = true)]
    batch: Option<usize>,
    /// Measures each run and draws samples every so many steps; 0 for at the end alone.
    #[arg(long, value_name = "N", value_parser = at_least::<0>, allow_negative_numbers = true)]
    eval_every: Option<usize>,
    /// Where to compute: cpu, cuda, cuda:N or wgpu.
    #[arg(long)]
    device: Option<String>,
    /// Threads of the CPU for each run.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Folder of the study.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// So many runs at once; as many as there are cores for their threads unless given.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    jobs: Option<usize>,
    /// Trains so many of the variants, drawn at random.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    random: Option<usize>,
    /// Seed by which these are drawn.
    #[arg(long, value_name = "SEED", default_value_t = 0, requires = "random")]
    random_seed: u64,
    /// Trains all variants for a while and goes on with the better ones by this metric, rung by rung (successive halving).
    #[arg(long, value_name = "METRIC")]
    halving: Option<String>,
    /// One variant in so many goes on from rung to rung.
    #[arg(long, value_name = "N", value_parser = at_least::<2>, allow_negative_numbers = true, requires = "halving")]
    factor: Option<usize>,
    /// Steps of the first rung; chosen such that about as many variants as --factor reach the end, unless given.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true, requires = "halving")]
    first_rung: Option<usize>,
    /// Metric by which variants are ranked; compat_kl, or the first that was measured, unless given.
    #[arg(long)]
    metric: Option<String>,
    /// Variant that the others are compared with, by its name in --dry-run; the first one unless given.
    #[arg(long, value_name = "VARIANT")]
    baseline: Option<String>,
    /// A figure that a run has to pass on its way: compat_kl=50; how long that took is in the table.
    #[arg(long, value_name = "METRIC=VALUE", value_parser = threshold)]
    threshold: Option<(String, f64)>,
    #[command(flatten)]
    pub(super) how: How,
}

/// Trains what is not trained yet of a study with these settings, and prints what came of it.
pub(crate) fn go(study: Study, options: Studied, worker: &Worker) -> Result<Output, Failure> {
    let (study, how) = (options.apply(study)?, options.how);
    if let Some(plan) = announced(&study, how)? {
        return Ok(plan);
    }
    let came = study.train(worker).map_err(Failure::running)?;
    let output = shown(&came.results, Some(&came.written), how.json);
    Ok(output.incomplete(came.lost()).interrupted(came.interrupted))
}

/// What is printed.
#[derive(Args, Clone, Copy)]
pub(super) struct How {
    /// Prints the plan, and trains nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints JSON at the end.
    #[arg(long)]
    pub(super) json: bool,
    /// Shows no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// Shows the plan of a study; what a command ends with where that is all.
pub(super) fn announced(study: &Study, how: How) -> Result<Option<Output>, Error> {
    let plan = study.plan()?;
    if how.quiet && !how.dry_run {
        return Ok(None);
    }
    let about = study.shown(&plan)?;
    if how.dry_run {
        return Ok(Some(Output::either(how.json, || about.value(), || about.text() + &about.listed())));
    }
    eprint!("{}", about.text());
    Ok(None)
}

impl Studied {
    /// The study with these settings.
    pub(super) fn apply(&self, study: Study) -> Result<Study, Error> {
        let mut study = study.quiet(self.how.quiet);
        for (key, values) in &self.set {
            study = study.set_or_vary(key, values)?;
        }
        for term in &self.drop {
            study = study.drop_term(term);
        }
        let numbers = [
            ("train.steps", self.steps),
            ("train.batch", self.batch),
            ("eval.every", self.eval_every),
            ("threads", self.threads),
        ];
        for (key, number) in numbers {
            if let Some(number) = number {
                study = study.set_last(key, number);
            }
        }
        if let Some(device) = &self.device {
            study = study.set_last("device", device.parse::<DeviceChoice>()?);
        }
        if let Some(text) = &self.seeds {
            study = study.seeds(seeds(text)?);
        }
        if let Some(out) = &self.out {
            study = study.out(out);
        }
        if let Some(jobs) = self.jobs {
            study = study.jobs(jobs);
        }
        if let Some(count) = self.random {
            study = study.random(count, self.random_seed);
        }
        if let Some(metric) = &self.halving {
            let usual = Halving::by(metric);
            study =
                study.halving(Halving { factor: self.factor.unwrap_or(usual.factor), first: self.first_rung, ..usual });
        }
        if let Some(metric) = &self.metric {
            study = study.metric(metric);
        }
        if let Some((metric, value)) = &self.threshold {
            study = study.threshold(metric, *value);
        }
        if let Some(baseline) = &self.baseline {
            study = study.baseline(baseline);
        }
        Ok(study)
    }
}
