//! The configuration of a run: everything needed to repeat it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::device::DeviceChoice;
use crate::error::{Error, Result};
use crate::network::Space;
use crate::plugin;

/// The configuration of a run, resolved: every default and preset written out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// Version of this format.
    pub version: u32,
    /// Registered name of the model.
    pub model: String,
    /// Registered name of the data set.
    pub data: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Where tensors live.
    pub device: DeviceChoice,
    /// Threads of the CPU backend; results repeat bit for bit for one number of threads.
    pub threads: usize,
    /// The latent space: its size, `2`, or channels, height and width, `4x8x8`.
    pub latent: Space,
    /// What draws the latents of samples, where no other is asked for: `prior`, `gmm(components = 10)`.
    #[serde(default = "prior")]
    pub sampler: String,
    /// What replaces parts of the model, in order: `beta_neg=0.9`.
    pub set: Vec<String>,
    /// Terms of the model that are left out: `encoder/rec(xr)`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub drop: Vec<String>,
    /// Length and size.
    pub train: Train,
    /// Adam and its learning rates.
    pub optim: Optim,
    /// Moving average of the weights.
    pub ema: Ema,
    /// Another model's moves before this one's, where wanted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub warmup: Option<Warmup>,
    /// Architectures by network name: `mlp(hidden = 256, layers = 4)`.
    pub networks: BTreeMap<String, String>,
}

/// Length and size of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Train {
    /// Steps, warm-up included.
    pub steps: usize,
    /// Samples per batch.
    pub batch: usize,
    /// Every how many steps all named values are recorded.
    pub log_every: usize,
    /// Every how many steps the gradient norm of each term by itself is recorded too, on recorded steps; never where it is 0. Each term costs a pass
    /// forwards and back, and changes nothing of the training.
    #[serde(skip_serializing_if = "is_never", default)]
    pub log_gradients: usize,
}

impl Train {
    /// Whether gradients are recorded term by term at a step.
    pub(crate) fn logs_gradients(&self, step: usize) -> bool {
        self.log_gradients > 0 && step.is_multiple_of(self.log_gradients)
    }
}

/// So that a configuration without this setting reads as it always did.
fn is_never(every: &usize) -> bool {
    *every == 0
}

/// Adam (Kingma & Ba 2015) and its learning rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Optim {
    /// Learning rate.
    pub lr: f64,
    /// Decay of the first moment.
    pub beta_1: f64,
    /// Decay of the second moment.
    pub beta_2: f64,
    /// Added to the denominator; PyTorch's default, not Burn's.
    pub epsilon: f64,
    /// Steps at which the learning rate is multiplied by `decay`.
    pub milestones: Vec<usize>,
    /// Factor at each milestone.
    pub decay: f64,
    /// Largest global L2 norm of a player's gradient; no clipping where it is 0.
    pub clip_norm: f64,
    /// Learning rates of single players.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub players: BTreeMap<String, f64>,
}

/// Moving average of the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ema {
    /// Decay per step; no average where it is 0. With one, samples and figures come from the averaged weights.
    pub decay: f64,
}

/// Another model's moves before this one's, with the same networks and optimisers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warmup {
    /// Registered name of that model.
    pub model: String,
    /// Steps; they count in `train.steps` and in `progress`.
    pub steps: usize,
    /// What replaces parts of that model.
    pub set: Vec<String>,
}

/// The sampler of every model that has no other.
fn prior() -> String {
    "prior".to_owned()
}

impl RunConfig {
    /// Defaults of a model on a data set: S-IntroVAE's 2-D settings (Daniel & Tamar 2021).
    pub fn new(model: &str, data: &str) -> Self {
        RunConfig {
            version: 1,
            model: model.to_owned(),
            data: data.to_owned(),
            seed: 0,
            device: DeviceChoice::Cpu,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            latent: Space::Flat(2),
            sampler: prior(),
            set: Vec::new(),
            drop: Vec::new(),
            train: Train { steps: 30_000, batch: 512, log_every: 10, log_gradients: 0 },
            optim: Optim {
                lr: 2e-4,
                beta_1: 0.9,
                beta_2: 0.999,
                epsilon: 1e-8,
                milestones: Vec::new(),
                decay: 0.1,
                clip_norm: 0.0,
                players: BTreeMap::new(),
            },
            ema: Ema { decay: 0.0 },
            warmup: None,
            networks: BTreeMap::new(),
        }
    }

    /// Sections whose keys are the run's; every other key is the model's.
    const SECTIONS: [&'static str; 5] = ["train", "optim", "ema", "warmup", "networks"];

    /// All keys of the run that are the same for every model.
    pub const KEYS: [&'static str; 22] = [
        "seed",
        "latent",
        "sampler",
        "train.steps",
        "train.batch",
        "train.log_every",
        "train.log_gradients",
        "optim.lr",
        "optim.beta_1",
        "optim.beta_2",
        "optim.epsilon",
        "optim.milestones",
        "optim.decay",
        "optim.clip_norm",
        "ema.decay",
        "warmup.model",
        "warmup.steps",
        "networks.encoder",
        "networks.decoder",
        "networks.*",
        "optim.encoder.lr",
        "optim.decoder.lr",
    ];

    /// Whether a key is the run's rather than the model's.
    pub(crate) fn owns(key: &str) -> bool {
        let head = key.split_once('.').map(|(head, _)| head);
        head.is_some_and(|head| Self::SECTIONS.contains(&head)) || ["seed", "latent", "sampler"].contains(&key)
    }

    /// Sets a key of the run.
    ///
    /// # Errors
    ///
    /// An unknown key, or a value that it cannot take.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let value = value.trim();
        match key {
            "seed" => self.seed = whole(key, value, 0..=usize::MAX)? as u64,
            "latent" | "networks.latent" => {
                self.latent = value.parse().map_err(|message| Error::setting(key, message))?
            }
            "sampler" => {
                plugin::sampler(value)?;
                self.sampler = value.to_owned();
            }
            "train.steps" => self.train.steps = whole(key, value, 1..=usize::MAX)?,
            "train.batch" => self.train.batch = whole(key, value, 2..=1 << 24)?,
            "train.log_every" => self.train.log_every = whole(key, value, 1..=usize::MAX)?,
            "train.log_gradients" => self.train.log_gradients = whole(key, value, 0..=usize::MAX)?,
            "optim.lr" => self.optim.lr = number(key, value, 0.0, LARGEST_RATE)?,
            "optim.beta_1" => self.optim.beta_1 = number(key, value, 0.0, BELOW_ONE)?,
            "optim.beta_2" => self.optim.beta_2 = number(key, value, 0.0, BELOW_ONE)?,
            "optim.epsilon" => self.optim.epsilon = number(key, value, SMALLEST_EPSILON, 1.0)?,
            "optim.milestones" => self.optim.milestones = milestones(key, value)?,
            "optim.decay" => self.optim.decay = number(key, value, 0.0, 1.0)?,
            "optim.clip_norm" => self.optim.clip_norm = number(key, value, 0.0, f64::MAX)?,
            "ema.decay" => self.ema.decay = number(key, value, 0.0, BELOW_ONE)?,
            "warmup.model" if value == "none" => self.warmup = None,
            "warmup.model" => self.warmup_mut().model = value.to_owned(),
            "warmup.steps" => self.warmup_mut().steps = whole(key, value, 0..=usize::MAX)?,
            _ => return self.set_open(key, value),
        }
        Ok(())
    }

    /// Keys whose last part is a name: of a network, or of a part of the warm-up's model.
    fn set_open(&mut self, key: &str, value: &str) -> Result<()> {
        match key.split_once('.') {
            Some(("networks", name)) => {
                if name == "*" {
                    // All that it suits: what was set of single ones before is over.
                    let inputless = plugin::is_inputless(value);
                    self.networks.retain(|_, other| plugin::is_inputless(other) != inputless);
                }
                self.networks.insert(name.to_owned(), value.to_owned());
            }
            Some(("warmup", name)) => self.warmup_mut().set.push(format!("{name}={value}")),
            Some(("optim", rest)) if rest.strip_suffix(".lr").is_some_and(|player| !player.is_empty()) => {
                let player = rest.strip_suffix(".lr").unwrap_or(rest).to_owned();
                self.optim.players.insert(player, number(key, value, 0.0, LARGEST_RATE)?);
            }
            _ => return Err(Error::Unknown(asivae_grammar::did_you_mean("setting", key, &Self::KEYS))),
        }
        Ok(())
    }

    fn warmup_mut(&mut self) -> &mut Warmup {
        self.warmup.get_or_insert_with(|| Warmup { model: "vae".to_owned(), steps: 0, set: Vec::new() })
    }

    /// The learning rate of a player at a step.
    pub fn learning_rate(&self, player: &str, step: usize) -> f64 {
        let base = self.optim.players.get(player).copied().unwrap_or(self.optim.lr);
        let passed = self.optim.milestones.iter().filter(|&&m| step >= m).count();
        base * self.optim.decay.powi(passed as i32)
    }
}

/// Beyond this Adam's step overflows float32 within a few steps.
const LARGEST_RATE: f64 = 1e3;
/// Decays must stay below one.
const BELOW_ONE: f64 = 1.0 - 1e-9;
/// What float32 can hold: with zero, a parameter without a gradient would be divided by zero.
const SMALLEST_EPSILON: f64 = 1e-30;

fn whole(key: &str, value: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize> {
    let expected = || {
        let most = if *range.end() == usize::MAX { String::new() } else { format!(" and at most {}", range.end()) };
        Error::setting(key, format!("expected a whole number, at least {}{most}; found `{value}`", range.start()))
    };
    value.replace('_', "").parse::<usize>().ok().filter(|v| range.contains(v)).ok_or_else(expected)
}

fn number(key: &str, value: &str, min: f64, max: f64) -> Result<f64> {
    let expected = || {
        let most = if max == f64::MAX { String::new() } else { format!(" and at most {max}") };
        Error::setting(key, format!("expected a finite number, at least {min}{most}; found `{value}`"))
    };
    value.parse::<f64>().ok().filter(|v| (min..=max).contains(v)).ok_or_else(expected)
}

fn milestones(key: &str, value: &str) -> Result<Vec<usize>> {
    let Some(inner) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return Err(Error::setting(key, format!("expected a list of steps, `[4000, 5500]`; found `{value}`")));
    };
    let parts = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| whole(key, part, 1..=usize::MAX)).collect()
}

/// A setting that applied, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// `preset as-introvae/8-gaussians`, `set`.
    pub origin: String,
}
