//! `asivae resume`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::course;
use super::exit::{Failure, Output};
use super::settings::{at_least, duration, setting};
use crate::Trainer;

/// Goes on with a run that was killed, interrupted or paused, from its last checkpoint.
///
/// On the same device and number of threads the weights and records are those of a run that was never stopped, bit for bit.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae resume runs/as-introvae-8-gaussians-0
  asivae resume runs/as-introvae-8-gaussians-0 --max-time 2h          for as long as a job queue allows
  asivae resume runs/as-introvae-8-gaussians-0 --steps 60000          a finished run, extended: schedules are stretched
  asivae resume runs/as-introvae-8-gaussians-0 --steps 60000 --keep-progress    schedules stay at their end
  asivae resume runs/as-introvae-8-gaussians-0 --set early_stop.metric=none     a run that was stopped early

With other losses, schedules or data a run is a new one: `asivae train MODEL --data NAME --from RUN`.")]
pub(super) struct Resume {
    /// Folder of the run.
    run: PathBuf,
    /// Steps of the whole run; more than it had extend it, and stretch `progress` over all of them.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    steps: Option<usize>,
    /// In an extended run, `progress` stays at 1 in the steps that are added.
    #[arg(long, requires = "steps")]
    keep_progress: bool,
    /// Changes what a run may change on its way: eval.*, early_stop.*, checkpoint.*; can be given more than once.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    limits: Limits,
    /// Where to compute, if not where the run was: results are no longer the same bit for bit.
    #[arg(long)]
    device: Option<String>,
    /// Prints JSON at the end.
    #[arg(long)]
    json: bool,
    /// Shows no progress.
    #[arg(long, short)]
    quiet: bool,
}

/// When a run pauses.
#[derive(Args)]
pub(super) struct Limits {
    /// Pauses once so many steps are done; `asivae resume` goes on.
    #[arg(long, value_name = "STEP", value_parser = at_least::<1>, allow_negative_numbers = true)]
    stop_at: Option<usize>,
    /// Pauses once so much time has passed, 2h, 90m, 30s; `asivae resume` goes on.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_time: Option<Duration>,
}

impl Limits {
    /// The trainer with these limits.
    pub(super) fn apply(&self, mut trainer: Trainer) -> Trainer {
        if let Some(step) = self.stop_at {
            trainer = trainer.stop_at(step);
        }
        if let Some(time) = self.max_time {
            trainer = trainer.max_time(time);
        }
        trainer
    }
}

impl Resume {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let set = self.set.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let mut trainer = Trainer::resume(&self.run)?.set_all(set)?;
        if let Some(steps) = self.steps {
            trainer = trainer.steps(steps);
        }
        if self.keep_progress {
            trainer = trainer.keep_progress();
        }
        if let Some(device) = &self.device {
            trainer = trainer.device(device.parse()?);
        }
        if !self.quiet {
            let config = trainer.config();
            eprintln!(
                "{} on {}: {} steps, seed {}, {}",
                config.model, config.data, config.train.steps, config.seed, config.device
            );
        }
        let finished = course::go(self.limits.apply(trainer), &self.run, self.quiet)?;
        Ok(finished.output(self.json))
    }
}
