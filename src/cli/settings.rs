//! What to train, and with which settings: the arguments that `train` and `check` share.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::plugin::{self, Kind, ModelPlugin};
use crate::run::holds_run;
use crate::{DeviceChoice, Error, Trainer};

/// What is trained, and on what.
#[derive(Args)]
pub(super) struct Chosen {
    /// Registered name of a model, a text file that declares one, my_model.intro, or a configuration, run.toml.
    pub(super) model: String,
    /// Registered name of a data set; `asivae list` has them all. A configuration names its own.
    #[arg(long)]
    pub(super) data: Option<String>,
    /// Takes the run settings (steps, batch, learning rates, warm-up, networks) that another model has on these data; a text file has none.
    #[arg(long, value_name = "MODEL")]
    pub(super) like: Option<String>,
}

/// Settings of the run and of the model.
#[derive(Args)]
pub(super) struct Settings {
    /// Steps of the whole run, warm-up included.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    steps: Option<usize>,
    /// Samples per batch.
    #[arg(long, value_name = "N", value_parser = at_least::<2>, allow_negative_numbers = true)]
    batch: Option<usize>,
    /// Samples that go through a move together, for small memories; gradients are added. 0 for the whole batch.
    #[arg(long, value_name = "N")]
    micro_batch: Option<usize>,
    /// Seed of every draw: the same seed, device and number of threads give the same run.
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    seed: Option<u64>,
    /// Where to compute: cpu, cuda, cuda:N or wgpu.
    #[arg(long)]
    device: Option<String>,
    /// Threads of the CPU.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Replaces a part of the model or a setting of the run; can be given more than once.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Leaves a term out by its name in the records: 'rec(xr)', or 'encoder/rec(xr)' in one move alone; can be given more than once.
    #[arg(long, value_name = "TERM")]
    drop: Vec<String>,
}

impl Chosen {
    /// A trainer of the model, registered or read from a file.
    pub(super) fn trainer(&self) -> Result<Trainer, Error> {
        let path = Path::new(&self.model);
        if holds_run(path) {
            let message = format!(
                "it is the folder of a run: `asivae resume {0}` goes on with it, `asivae train {0}/config.toml` repeats it",
                self.model
            );
            return Err(Error::io(path, message));
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        let trainer = match ending {
            Some("toml") => Trainer::configured(&self.model, self.data.as_deref())?,
            Some("intro") => Trainer::read(&self.model, self.data()?)?,
            _ => plugin::find::<ModelPlugin>(&self.model)
                .and_then(|_| Trainer::named(&self.model, self.data()?))
                .map_err(|error| match error {
                    Error::Unknown(message) if Path::new(&self.model).is_file() => Error::Unknown(format!(
                        "{message}; a text file that declares a model is called *.intro, a configuration *.toml"
                    )),
                    other => other,
                })?,
        };
        match &self.like {
            Some(model) => trainer.like(model),
            None => Ok(trainer),
        }
    }

    /// The text that declares the model, where it is one.
    pub(super) fn text_file(&self) -> Option<PathBuf> {
        let path = Path::new(&self.model);
        path.extension().is_some_and(|ending| ending == "intro").then(|| path.to_owned())
    }

    fn data(&self) -> Result<&str, Error> {
        let known: Vec<&str> =
            plugin::infos().into_iter().filter(|info| info.kind == Kind::Dataset).map(|info| info.name).collect();
        let missing =
            || Error::setting("--data", format!("expected the name of a data set; known are {}", known.join(", ")));
        self.data.as_deref().ok_or_else(missing)
    }
}

impl Settings {
    /// Whether nothing is asked for that would change what is trained, the seed aside.
    pub(super) fn as_declared(&self) -> bool {
        let Settings { steps, batch, micro_batch: _, seed: _, device, threads: _, set, drop } = self;
        set.is_empty() && drop.is_empty() && steps.is_none() && batch.is_none() && device.is_none()
    }

    /// The trainer with these settings.
    pub(super) fn apply(&self, mut trainer: Trainer) -> Result<Trainer, Error> {
        trainer = trainer.set_all(self.set.iter().map(|(key, value)| (key.as_str(), value.as_str())))?;
        for term in &self.drop {
            trainer = trainer.drop_term(term)?;
        }
        if let Some(steps) = self.steps {
            trainer = trainer.set("train.steps", steps)?;
        }
        if let Some(batch) = self.batch {
            trainer = trainer.set("train.batch", batch)?;
        }
        if let Some(micro_batch) = self.micro_batch {
            trainer = trainer.set("train.micro_batch", micro_batch)?;
        }
        if let Some(seed) = self.seed {
            trainer = trainer.seed(seed);
        }
        if let Some(device) = &self.device {
            trainer = trainer.device(device.parse::<DeviceChoice>()?);
        }
        if let Some(threads) = self.threads {
            trainer = trainer.threads(threads);
        }
        Ok(trainer)
    }
}

/// A whole number, `MIN` or more.
pub(super) fn at_least<const MIN: usize>(text: &str) -> Result<usize, String> {
    let number = text.replace('_', "").parse().ok().filter(|n| *n >= MIN);
    number.ok_or_else(|| format!("expected a whole number, at least {MIN}"))
}

/// A time with its unit: `2h`, `90m`, `1h 30m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("expected a time with its unit, 2h, 90m, 30s: {error}"))
}

pub(super) fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
        _ => Err("expected NAME=VALUE, as in beta_neg=0.5".to_owned()),
    }
}

#[test]
fn a_setting_is_split_at_its_first_equals_sign() {
    let split = setting("c=cyclical(cycles = 4)");
    assert_eq!(split, Ok(("c".to_owned(), "cyclical(cycles = 4)".to_owned())));
    assert!(setting("c").is_err());
}
