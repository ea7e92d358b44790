//! `asivae ablate`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::exit::{Failure, Output};
use super::studied::{Studied, announced, go};
use crate::study::{Base, Launched, Worker};
use crate::words::quoted;
use crate::{Error, Study};

/// Trains a grid of variants, each with several seeds, and compares them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae ablate as-introvae --data 8-gaussians --set c=linear_ramp,tanh_ramp,cosine --seeds 0..5
  asivae ablate as-introvae --data 8-gaussians --set beta_neg=0.5,0.9 --set 'c=constant(value = 1),cosine' --steps 3000
  asivae ablate s-introvae --data rings --set beta_neg=0.1..1.0:5        five values at equal distances
  asivae ablate vae --data rings --set 'optim.lr=log(1e-4..1e-2, 7)'     seven at equal ratios
  asivae ablate as-introvae --data 8-gaussians --set model=as-introvae,s-introvae,vae
  asivae ablate as-introvae --data 8-gaussians,rings --set 'beta_kl=0.1..0.9:9' --halving compat_kl
  asivae ablate as-introvae --data 8-gaussians --set 'beta_kl=0.1..0.9:9' --set 'beta_neg=0.1..0.9:9' --random 20
  asivae ablate study.toml --out study                                   a configuration with a table [study]
  asivae ablate as-introvae --data 8-gaussians --set c=tanh_ramp,cosine --dry-run
  asivae ablate study.toml --out study --launcher script                 a command for each run, for any queue
  asivae ablate study.toml --out study --launcher slurm --jobs 20 --slurm-options '--time=2:00:00 --partition=gpu'

A comma outside of brackets separates values. The same command goes on where it was and repeats nothing; with more values or seeds it trains what
is new. Each run has one thread of the processor unless --threads says otherwise, and as many are at work as there are cores.")]
pub(super) struct Ablate {
    /// Registered name of a model, a text file that declares one, a configuration or a study, study.toml, or the folder of a study.
    model: PathBuf,
    /// Data sets, between commas; a configuration names its own.
    #[arg(long)]
    data: Option<String>,
    /// Takes the run settings (steps, batch, learning rates, warm-up, networks) that another model has on these data.
    #[arg(long, value_name = "MODEL")]
    like: Option<String>,
    /// Who trains the runs; with `script` and `slurm`, asivae ablate FOLDER trains here what is left and says what came of it.
    #[arg(long, value_enum, default_value_t = Launcher::Local)]
    launcher: Launcher,
    /// Options of sbatch for every task, '--time=2:00:00 --partition=gpu'; can be given more than once.
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    slurm_options: Vec<String>,
    #[command(flatten)]
    options: Studied,
}

/// Who trains the runs of a study.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Launcher {
    /// This machine, until all is done.
    Local,
    /// A job array of Slurm, with a task for each run.
    Slurm,
    /// Nobody yet: a file is written with a command for each run.
    Script,
}

impl Ablate {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let mut study = self.base()?;
        if let Some(data) = self.data.as_deref().filter(|_| self.is_file()) {
            study = study.set_or_vary("data", data)?;
        }
        if self.launcher != Launcher::Slurm && !self.slurm_options.is_empty() {
            return Err(Error::setting("--slurm-options", "expected --launcher slurm with it").into());
        }
        if self.launcher == Launcher::Local {
            return go(study, self.options, &Worker::CommandLine);
        }
        let (study, how) = (self.options.apply(study)?.all_at_once()?, self.options.how);
        if let Some(plan) = announced(&study, how)? {
            return Ok(plan);
        }
        let handed = match self.launcher {
            Launcher::Slurm => study.submit(&self.slurm_options).map_err(Failure::running)?,
            _ => study.write_commands()?,
        };
        Ok(launched(handed, &study, how.json))
    }

    fn ending(&self) -> Option<&str> {
        self.model.extension().and_then(|ending| ending.to_str())
    }

    fn is_file(&self) -> bool {
        self.ending() == Some("toml") || self.model.is_dir()
    }

    /// The study before anything is set.
    fn base(&self) -> Result<Study, Error> {
        let record = self.model.join("study.toml");
        if self.model.is_dir() {
            if !record.is_file() {
                return Err(Error::io(&self.model, "it is no folder of a study: it has no study.toml"));
            }
            return Ok(Study::read(&record)?.out(&self.model));
        }
        if self.ending() == Some("toml") {
            if self.like.is_some() {
                return Err(Error::setting(
                    "--like",
                    "a configuration says by itself what it is like: like = \"MODEL\"",
                ));
            }
            let study = Study::read(&self.model)?;
            let stem = self.model.file_stem().map(Path::new).unwrap_or(Path::new("study"));
            // The record of a study belongs to its folder.
            let beside = self.model.parent().filter(|folder| folder.join("runs").is_dir());
            return Ok(study.out(beside.map_or_else(|| Path::new("runs").join(stem), Path::to_path_buf)));
        }
        let data = self
            .data
            .clone()
            .ok_or_else(|| Error::setting("--data", "expected the name of a data set, or several between commas"))?;
        let like = self.like.clone();
        let first = crate::study::split(&data).first().map_or(String::new(), |first| first.trim().to_owned());
        let model = self.model.display().to_string();
        let base = match self.ending() {
            Some("intro") => Base::Declared { path: self.model.clone(), data: first.clone(), like },
            _ => Base::Named { model: model.clone(), data: first.clone(), like },
        };
        let name = self.model.file_stem().map_or(model, |stem| stem.to_string_lossy().into_owned());
        let study = Study::of(base).out(Path::new("runs").join(format!("{name}-study")));
        if first.len() < data.len() { study.set_or_vary("data", &data) } else { Ok(study) }
    }
}

/// What was handed to a queue, and how to go on.
fn launched(launched: Launched, study: &Study, json: bool) -> Output {
    let file = launched.file.as_ref().map(|file| file.display().to_string());
    let text = || {
        let Launched { runs, done, elsewhere, handed, advice, .. } = &launched;
        let elsewhere = if *elsewhere > 0 { format!(", {elsewhere} at work or queued") } else { String::new() };
        let head = format!("{runs} runs, {done} done{elsewhere}");
        let folder = quoted(&study.folder().display().to_string());
        let collect =
            format!("asivae ablate {folder} --dry-run says how far they are; without it, what is left is trained here");
        match (&launched.job, &file) {
            (Some(job), Some(file)) => format!("{head}; job {job} has {handed}, by {file}\n{advice}{collect}"),
            (None, Some(file)) => format!("{head}; {handed} commands in {file}\n{advice}{collect}"),
            _ => format!("{head}; nothing is left"),
        }
    };
    let value = || {
        json!({
            "runs": launched.runs,
            "done": launched.done,
            "elsewhere": launched.elsewhere,
            "handed": launched.handed,
            "file": file,
            "job": launched.job,
            "folder": study.folder().display().to_string(),
        })
    };
    Output::either(json, value, text)
}
