//! The configuration of a run: everything needed to repeat it.

mod entries;
mod file;
mod keys;
mod print;
mod provenance;
mod set;
mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use super::device::DeviceChoice;
use super::normalised::BatchNorm;
use crate::data::Split;
use crate::network::Space;

pub(super) use entries::entries;
pub(crate) use file::ConfigFile;
pub use keys::{Holds, Key};
pub use provenance::Provenance;
pub(crate) use provenance::plugins_of;

/// The configuration of a run, resolved: every default and preset written out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunConfig {
    /// Name of the model.
    pub model: String,
    /// The text that declares it, where it is no registered one; what replaces parts of it stands in that text then.
    pub model_file: Option<String>,
    /// The run whose weights this one began with, where there is one.
    pub from: Option<String>,
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
    pub sampler: String,
    /// What replaces parts of the model, in order: `beta_neg=0.9`.
    pub set: Vec<String>,
    /// Terms of the model that are left out: `encoder/rec(xr)`.
    pub drop: Vec<String>,
    /// Length and size.
    pub train: Train,
    /// Adam and its learning rates.
    pub optim: Optim,
    /// Moving average of the weights.
    pub ema: Ema,
    /// Another model's moves before this one's, where wanted.
    pub warmup: Option<Warmup>,
    /// Architectures by network name: `mlp(hidden = 256, layers = 4)`.
    pub networks: BTreeMap<String, String>,
    /// Figures while the run goes on.
    pub eval: Eval,
    /// When the run ends before its last step.
    pub early_stop: EarlyStop,
    /// Which states are kept.
    pub checkpoint: Checkpoint,
}

/// Length and size of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Train {
    /// Steps, warm-up included.
    pub steps: usize,
    /// Samples per batch.
    pub batch: usize,
    /// Samples that go through a move together; the gradients of the parts of a batch are added. 0 for the whole batch.
    pub micro_batch: usize,
    /// Every how many steps all named values are recorded.
    pub log_every: usize,
    /// Every how many steps the gradient norm of each term by itself is recorded too, on recorded steps; never where it is 0. Each term costs a pass
    /// forwards and back, and changes nothing of the training.
    pub log_gradients: usize,
    /// Steps in which `progress` goes from 0 to 1, where it stays; the steps of the run where this is 0.
    pub progress_steps: usize,
}

impl Train {
    /// Whether gradients are recorded term by term at a step.
    pub(crate) fn logs_gradients(&self, step: usize) -> bool {
        self.log_gradients > 0 && step.is_multiple_of(self.log_gradients)
    }
}

/// Adam (Kingma & Ba 2015) and its learning rates.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    pub players: BTreeMap<String, f64>,
}

/// Moving average of the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ema {
    /// Decay per step; no average where it is 0. With one, samples and figures come from the averaged weights.
    pub decay: f64,
}

/// Another model's moves before this one's, with the same networks and optimisers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warmup {
    /// Registered name of that model.
    pub model: String,
    /// Steps; they count in `train.steps` and in `progress`.
    pub steps: usize,
    /// What replaces parts of that model.
    pub set: Vec<String>,
}

/// Figures while a run goes on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Eval {
    /// Every how many steps the run is measured by all metrics and samples are drawn; at the end alone where it is 0.
    pub every: usize,
    /// Real and generated samples, so many of each.
    pub samples: usize,
    /// How batch normalisation works in them.
    pub batch_norm: BatchNorm,
    /// Part of the data that real samples are of; where none is named, the test part if there is one, else what is trained on.
    pub split: Option<Split>,
    /// Files of weights by the name of the feature extractor that reads them: `inception`.
    pub weights: BTreeMap<String, String>,
}

/// When a run ends before its last step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EarlyStop {
    /// Metric that must get better; none where the run goes to its end.
    pub metric: Option<String>,
    /// So many times it may be measured without having got better.
    pub patience: usize,
}

/// Which states of a run are kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checkpoint {
    /// Every how many steps the state is saved; at the end alone where it is 0.
    pub every: usize,
    /// So many of the last ones are kept.
    pub keep_last: usize,
    /// Those at a multiple of so many steps are kept too; none where it is 0.
    pub keep_every: usize,
    /// Metric by which the best one is kept too, where one is named; it is measured every `eval.every` steps.
    pub best: Option<String>,
}

impl RunConfig {
    /// Defaults of a model on a data set: S-IntroVAE's 2-D settings (Daniel & Tamar 2021).
    pub fn new(model: &str, data: &str) -> Self {
        RunConfig {
            model: model.to_owned(),
            model_file: None,
            from: None,
            data: data.to_owned(),
            seed: 0,
            device: DeviceChoice::Cpu,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            latent: Space::Flat(2),
            sampler: "prior".to_owned(),
            set: Vec::new(),
            drop: Vec::new(),
            train: Train {
                steps: 30_000,
                batch: 512,
                micro_batch: 0,
                log_every: 10,
                log_gradients: 0,
                progress_steps: 0,
            },
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
            eval: Eval {
                every: 2_000,
                samples: 5_000,
                split: None,
                batch_norm: BatchNorm::Eval,
                weights: BTreeMap::new(),
            },
            early_stop: EarlyStop { metric: None, patience: 5 },
            checkpoint: Checkpoint { every: 1_000, keep_last: 2, keep_every: 0, best: None },
        }
    }

    /// The learning rate of a player at a step.
    pub fn learning_rate(&self, player: &str, step: usize) -> f64 {
        let base = self.optim.players.get(player).copied().unwrap_or(self.optim.lr);
        let passed = self.optim.milestones.iter().filter(|&&m| step >= m).count();
        base * self.optim.decay.powi(passed as i32)
    }
}

/// A setting that applied, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// `preset as-introvae/8-gaussians`, `set`.
    pub origin: String,
}
