//! `asivae ablate`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::compare::shown;
use super::exit::{Failure, Output};
use super::settings::{at_least, setting};
use crate::study::{Base, Halving, Launched, State, Worker, seeds};
use crate::words::quoted;
use crate::{DeviceChoice, Error, Study};

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
    /// Metric by which variants are ranked.
    #[arg(long)]
    metric: Option<String>,
    /// Variant that the others are compared with; the first one unless given.
    #[arg(long, value_name = "VARIANT")]
    baseline: Option<String>,
    /// Prints the plan, and trains nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints JSON at the end.
    #[arg(long)]
    json: bool,
    /// Shows no progress.
    #[arg(long, short)]
    quiet: bool,
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

/// Shows the plan of a study, trains what is not trained yet, and prints what came of it.
pub(crate) fn go(study: Study, options: Studied, worker: &Worker) -> Result<Output, Failure> {
    let json = options.json;
    match options.announce(study)? {
        Announced::Shown(output) => Ok(output),
        Announced::Next(study) => {
            let came = study.train(worker).map_err(Failure::running)?;
            // A run that comes to a value that is not finite is a result; one whose process ends without a result is none.
            let lost = came.results.runs().any(|run| matches!(run.state, State::Failed { step: None, .. }));
            let output = shown(&came.results, Some(&came.written), json);
            Ok(output.incomplete(lost).interrupted(came.interrupted))
        }
    }
}

/// A study whose plan was looked at.
enum Announced {
    /// That was all that was asked for.
    Shown(Output),
    /// It is to be trained.
    Next(Study),
}

impl Studied {
    /// Shows the plan of a study with these settings.
    fn announce(self, study: Study) -> Result<Announced, Error> {
        let (dry, json, quiet) = (self.dry_run, self.json, self.quiet);
        let study = self.apply(study)?;
        let plan = study.plan()?;
        if dry || !quiet {
            let about = study.shown(&plan)?;
            if dry {
                let output = Output::either(json, || about.value(), || about.text() + &about.listed());
                return Ok(Announced::Shown(output));
            }
            eprint!("{}", about.text());
        }
        Ok(Announced::Next(study))
    }

    /// The study with these settings.
    fn apply(self, study: Study) -> Result<Study, Error> {
        let mut study = study.quiet(self.quiet);
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
                study = study.set(key, number);
            }
        }
        if let Some(device) = &self.device {
            study = study.set("device", device.parse::<DeviceChoice>()?);
        }
        if let Some(text) = &self.seeds {
            study = study.seeds(seeds(text)?);
        }
        if let Some(out) = self.out {
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
        if let Some(metric) = self.metric {
            study = study.metric(metric);
        }
        if let Some(baseline) = self.baseline {
            study = study.baseline(baseline);
        }
        Ok(study)
    }
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
        let json = self.options.json;
        let study = match self.options.announce(study)? {
            Announced::Shown(output) => return Ok(output),
            Announced::Next(study) => study.all_at_once()?,
        };
        let handed = match self.launcher {
            Launcher::Slurm => study.submit(&self.slurm_options).map_err(Failure::running)?,
            _ => study.write_commands()?,
        };
        Ok(launched(handed, &study, json))
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
