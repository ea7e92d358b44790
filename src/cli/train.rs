//! `asivae train`, and the training that the examples share with it.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::describe::readable;
use super::exit::{Failure, Output};
use super::figures;
use super::finished::Finished;
use super::progress::Progress;
use super::settings::{Chosen, Settings};
use crate::run::{RunDirectory, free_path};
use crate::train::Measured;
use crate::{Error, Run, Title, Trainer, picture};
use clap::Args;

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

`asivae describe MODEL` lists what can be set. The run's own keys: seed, latent, train.*, optim.*, ema.*, warmup.*, networks.*.
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
    /// Prints JSON at the end.
    #[arg(long)]
    json: bool,
    /// Shows no progress.
    #[arg(long, short)]
    quiet: bool,
}

/// Samples of each side by which a finished run is measured: as many as the papers' tables have.
const EVALUATED: usize = 5_000;
/// Samples of each side in its picture.
const DRAWN: usize = 2_000;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

impl Train {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let json = self.options.json();
        train(self.chosen.trainer()?, self.options).map(|finished| finished.output(json))
    }
}

/// Trains with a progress bar; measures, draws and saves what came of it.
pub(crate) fn train(trainer: Trainer, options: Training) -> Result<Finished, Failure> {
    let (trainer, out, quiet) = options.apply(trainer)?;
    let steps = trainer.config().train.steps;
    if !quiet {
        announce(&trainer);
    }
    catch_interrupts();
    let progress = Progress::new(steps, quiet);
    let done = Rc::new(Cell::new(0));
    let hook = {
        let (mut progress, done) = (progress.clone(), Rc::clone(&done));
        move |report: &crate::StepReport| {
            progress.show(report);
            done.set(report.step + 1);
            if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    };
    let start = Instant::now();
    let trained = trainer.out(&out).on_step(hook).run();
    progress.finish();
    let seconds = start.elapsed().as_secs_f64();
    // Before the first step it was the input that was wrong, unless the numbers were.
    let failure = |error| match error {
        Error::NotFinite(_) => Failure::running(error),
        _ if done.get() > 0 => Failure::running(error),
        _ => error.into(),
    };
    let run = trained.map_err(failure)?;
    let interrupted = done.get() < steps;
    if interrupted {
        eprintln!("interrupted after step {} of {steps}; what was trained is saved in {}", done.get(), out.display());
    }
    let (figures, picture) = conclude(&run, &out, done.get()).map_err(Failure::running)?;
    Ok(Finished { run, figures, picture, steps: done.get(), interrupted, seconds, record: None })
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
        let trainer = self.settings.apply(trainer)?;
        let config = trainer.config();
        let usual = || {
            free_path(&Path::new("runs").join(file_name(&format!("{}-{}-{}", config.model, config.data, config.seed))))
        };
        let out = self.out.unwrap_or_else(usual);
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
        let settings = trainer.applied().iter().filter(|a| a.origin == origin);
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

/// Ctrl-C and a termination signal end the run at its next step; a second one ends the process.
fn catch_interrupts() {
    let caught = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nending the run at its next step; once more ends it at once");
    });
    if let Err(error) = caught {
        eprintln!("note: Ctrl-C will not save the run: {error}");
    }
}

/// Figures and picture of a run, saved in its folder.
fn conclude(run: &Run, out: &Path, steps: usize) -> Result<(Vec<Measured>, Option<PathBuf>), Error> {
    let config = run.config();
    let figures = match run.evaluate(EVALUATED, config.seed) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("note: no figures and no picture: {error}");
            return Ok((Vec::new(), None));
        }
    };
    let directory = RunDirectory::open(out)?;
    directory.write_evaluation(&figures)?;
    let title = Title {
        heading: format!("{} on {}, {steps} steps, seed {}", config.model, config.data, config.seed),
        figures: figures::line(&figures, run),
    };
    let path = directory.picture();
    picture(&run.points(DRAWN, config.seed)?, &run.real_points(DRAWN, config.seed), run.history(), &title, &path)?;
    Ok((figures, Some(path)))
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
