//! `asivae train`, and the training that the examples share with it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::course;
use super::describe::readable;
use super::exit::{Failure, Output};
use super::finished::Finished;
use super::resume::Limits;
use super::settings::{Chosen, Settings, at_least};
use crate::run::free_path;
use crate::train::Applied;
use crate::{Error, RunConfig, Trainer};

/// Trains a model on data: configuration, records, weights, figures and a picture are written to a folder.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae train as-introvae --data 8-gaussians
  asivae train as-introvae --data 8-gaussians --set beta_neg=0.5            a scalar of the model
  asivae train as-introvae --data 8-gaussians --set 'c=cyclical(cycles=4)'  another schedule
  asivae train as-introvae --data 8-gaussians --set c.rate=3                a parameter of the schedule
  asivae train as-introvae --data 8-gaussians --set 'div(s)=kl(s)'          a term
  asivae train as-introvae --data 8-gaussians --set moves.encoder.repeat=2  a move twice per step
  asivae train as-introvae --data 8-gaussians --drop 'encoder/rec(xg)'      without a term
  asivae train my_model.intro --data rings --like as-introvae              a model in a text file
  asivae train vae --data rings --set optim.lr=1e-3 --set 'networks.encoder=mlp(hidden = 64)'
  asivae train run.toml --seed 1                                            a configuration; `asivae init` writes one
  asivae train runs/as-introvae-8-gaussians-0/config.toml                   the same run again, bit for bit
  asivae train vae --data rings --from runs/vae-8-gaussians-0               with the weights of another run
  asivae train as-introvae --data 8-gaussians --eval-every 500 --set early_stop.metric=kl_nats

`asivae describe MODEL` lists what can be set of a model, `asivae init MODEL --data NAME` what can be set of a run, with comments.
Settings of the model's preset on these data apply first; what is given here wins.")]
pub(super) struct Train {
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    options: Training,
}

/// What a training takes from the command line.
#[derive(Args)]
pub(crate) struct Training {
    #[command(flatten)]
    settings: Settings,
    /// Folder of the run; runs/MODEL-DATA-SEED where none is given, numbered where that is taken.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replaces the run that the folder holds, once the new one has its first result.
    #[arg(long)]
    force: bool,
    /// Goes on with the run that the folder holds, where it is this very run; begins it otherwise. What a job queue calls again and again.
    #[arg(long = "continue", requires = "out", conflicts_with = "force")]
    go_on: bool,
    /// Begins with the weights of another run, where names and shapes agree; RUN@3000 and RUN@best are those of a checkpoint.
    #[arg(long, value_name = "RUN")]
    from: Option<PathBuf>,
    /// Measures the run and draws samples every so many steps; 0 for at the end alone.
    #[arg(long, value_name = "N", value_parser = at_least::<0>, allow_negative_numbers = true)]
    eval_every: Option<usize>,
    #[command(flatten)]
    limits: Limits,
    /// Prints JSON at the end.
    #[arg(long)]
    json: bool,
    /// Shows no progress.
    #[arg(long, short)]
    quiet: bool,
}

impl Train {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let json = self.options.json();
        train(self.chosen.trainer()?, self.options).map(|finished| finished.output(json))
    }
}

/// Trains with a progress bar; measures, draws and saves what came of it.
pub(crate) fn train(trainer: Trainer, options: Training) -> Result<Finished, Failure> {
    let (trainer, out, quiet) = options.apply(trainer)?;
    if !quiet {
        announce(&trainer);
    }
    course::go(trainer, &out, quiet)
}

impl Training {
    /// Whether nothing is asked for that would change what is trained, the seed aside.
    pub(crate) fn as_declared(&self) -> bool {
        self.settings.as_declared()
    }

    /// Whether to print JSON.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// The trainer with these settings, the folder of its run, and whether to be quiet.
    fn apply(self, trainer: Trainer) -> Result<(Trainer, PathBuf, bool), Error> {
        let mut trainer = self.limits.apply(self.settings.apply(trainer)?);
        if let Some(every) = self.eval_every {
            trainer = trainer.set("eval.every", every)?;
        }
        if let Some(from) = self.from {
            trainer = trainer.from(from);
        }
        let config = trainer.config();
        let usual = || {
            free_path(&Path::new("runs").join(file_name(&format!("{}-{}-{}", config.model, config.data, config.seed))))
        };
        let out = self.out.unwrap_or_else(usual);
        if self.go_on {
            trainer = trainer.or_resume(&out)?;
        }
        Ok((trainer.force(self.force), out, self.quiet))
    }
}

/// What is about to be trained, and which settings apply.
fn announce(trainer: &Trainer) {
    let config = trainer.config();
    eprintln!(
        "{} on {}: {} steps of {} samples, seed {}, {}",
        config.model, config.data, config.train.steps, config.train.batch, config.seed, config.device
    );
    let mut origins: Vec<&str> = trainer.applied().iter().map(|a| a.origin.as_str()).collect();
    origins.dedup();
    for origin in origins {
        let settings = trainer
            .applied()
            .iter()
            .filter(|a| a.origin == origin && !(origin.ends_with(".toml") && is_default(config, a)));
        let settings: Vec<String> = settings.map(|a| format!("{}={}", a.key, readable(&a.value))).collect();
        eprintln!("  {origin}:");
        for line in lines(&settings) {
            eprintln!("    {line}");
        }
    }
    if let Some(warmup) = config.warmup.as_ref().filter(|warmup| warmup.steps > 0) {
        eprintln!("  the first {} steps play `{}`", warmup.steps.min(config.train.steps), warmup.model);
    }
    for sampler in trainer.samplers_of_learned_priors().unwrap_or_default() {
        let own = &config.sampler;
        eprintln!("note: samples come from `{own}`, not from the prior that is learned; --set sampler={sampler}");
    }
    if let Some(warmup) = config.warmup.as_ref().filter(|warmup| warmup.steps >= config.train.steps) {
        eprintln!(
            "note: all {} steps are warm-up by `{}`; shorten it by --set warmup.steps=N",
            config.train.steps, warmup.model
        );
    }
}

/// Whether a setting is what it would be anyway: a record has all of them written out.
fn is_default(config: &RunConfig, applied: &Applied) -> bool {
    let usual = RunConfig::new(&config.model, &config.data);
    RunConfig::keys().iter().any(|key| key.name == applied.key && key.value(&usual) == applied.value)
}

/// Settings side by side, as many as a line holds.
fn lines(settings: &[String]) -> Vec<String> {
    const WIDTH: usize = 110;
    let mut lines: Vec<String> = Vec::new();
    for setting in settings {
        match lines.last_mut() {
            Some(line) if line.len() + 2 + setting.len() <= WIDTH => *line = format!("{line}  {setting}"),
            _ => lines.push(setting.clone()),
        }
    }
    lines
}

/// `blobs(n = 5)` has signs that a folder's name should not.
fn file_name(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if plain(c) { c } else { '-' }).collect();
    text.replace("--", "-")
}

#[test]
fn parameters_of_data_make_a_plain_folder() {
    assert_eq!(file_name("vae-8-gaussians-0"), "vae-8-gaussians-0");
    assert_eq!(file_name("vae-blobs(n = 5, r = 2.5)-0"), "vae-blobs-n-5-r-2.5-0");
}
