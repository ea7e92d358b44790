//! The table of settings: what is added here is known to the command line, files, help and schema.

use super::RunConfig;
use super::keys::{Field, Key};
use super::set::{MOST, whole};
use crate::error::{Error, Result};
use crate::plugin::{self, Better};

/// Beyond this Adam's step overflows float32 within a few steps.
pub(super) const LARGEST_RATE: f64 = 1e3;
/// Decays must stay below one.
const BELOW_ONE: f64 = 1.0 - 1e-9;
/// What float32 can hold: with zero, a parameter without a gradient would be divided by zero.
const SMALLEST_EPSILON: f64 = 1e-30;
const MOST_SAMPLES: usize = 1_000_000;

/// What an optional metric is called where there is none.
pub(super) const NONE: &str = "none";
/// What the part of the data is called where it depends on them.
const AUTO: &str = "auto";

const fn key(name: &'static str, about: &'static str, field: Field) -> Key {
    Key { name, about, field }
}

pub(super) static KEYS: [Key; 31] = [
    key(
        "seed",
        "Seed of every draw: the same seed, device and number of threads give the same run.",
        Field::Seed(|c| &mut c.seed),
    ),
    key(
        "device",
        "Where to compute: cpu, cuda, cuda:N or wgpu.",
        Field::Text(|c| c.device.to_string(), |c, v| v.parse().map(|v| c.device = v)),
    ),
    key("threads", "Threads of the processor, which share each batch.", Field::Whole(|c| &mut c.threads, 1..=MOST)),
    key(
        "latent",
        "The latent space: its size, 2, or channels, height and width, 4x8x8.",
        Field::Text(|c| c.latent.to_string(), latent),
    ),
    key(
        "sampler",
        "What draws the latents of samples: prior, gmm(components = 10).",
        Field::Text(|c| c.sampler.clone(), sampler),
    ),
    key("train.steps", "Steps of the whole run, warm-up included.", Field::Whole(|c| &mut c.train.steps, 1..=MOST)),
    key("train.batch", "Samples per batch.", Field::Whole(|c| &mut c.train.batch, 2..=1 << 24)),
    key(
        "train.micro_batch",
        "Samples that go through a move together, for small memories; the gradients of the parts of a batch are added; batch norm sees a part. 0 for the whole batch.",
        Field::Whole(|c| &mut c.train.micro_batch, 0..=1 << 24),
    ),
    key(
        "train.log_every",
        "Every how many steps all named values are recorded.",
        Field::Whole(|c| &mut c.train.log_every, 1..=MOST),
    ),
    key(
        "train.log_gradients",
        "Every how many steps the gradient norm of each term by itself is recorded too, on recorded steps; 0 for never.",
        Field::Whole(|c| &mut c.train.log_gradients, 0..=MOST),
    ),
    key(
        "train.progress_steps",
        "Steps in which `progress` goes from 0 to 1, where it stays; 0 for all steps of the run.",
        Field::Whole(|c| &mut c.train.progress_steps, 0..=MOST),
    ),
    key(
        "optim.lr",
        "Learning rate of Adam; optim.PLAYER.lr for a single network.",
        Field::Number(|c| &mut c.optim.lr, 0.0, LARGEST_RATE),
    ),
    key("optim.beta_1", "Decay of Adam's first moment.", Field::Number(|c| &mut c.optim.beta_1, 0.0, BELOW_ONE)),
    key("optim.beta_2", "Decay of Adam's second moment.", Field::Number(|c| &mut c.optim.beta_2, 0.0, BELOW_ONE)),
    key(
        "optim.epsilon",
        "Added to Adam's denominator.",
        Field::Number(|c| &mut c.optim.epsilon, SMALLEST_EPSILON, 1.0),
    ),
    key(
        "optim.milestones",
        "Steps at which the learning rate is multiplied by optim.decay.",
        Field::Steps(|c| &mut c.optim.milestones),
    ),
    key(
        "optim.decay",
        "Factor of the learning rate at each milestone.",
        Field::Number(|c| &mut c.optim.decay, 0.0, 1.0),
    ),
    key(
        "optim.clip_norm",
        "Largest global L2 norm of a player's gradient; 0 for no clipping.",
        Field::Number(|c| &mut c.optim.clip_norm, 0.0, f64::MAX),
    ),
    key(
        "ema.decay",
        "Decay per step of the moving average of the weights, which is sampled and measured then; 0 for none.",
        Field::Number(|c| &mut c.ema.decay, 0.0, BELOW_ONE),
    ),
    key(
        "warmup.model",
        "Model whose moves are played first, with the same networks and optimisers; none for no warm-up. Its parts are set by warmup.NAME.",
        Field::Text(|c| c.warmup.as_ref().map_or(NONE.to_owned(), |w| w.model.clone()), warmup_model),
    ),
    key(
        "warmup.steps",
        "Steps of the warm-up; they count in train.steps and in `progress`.",
        Field::Text(|c| c.warmup.as_ref().map_or(0, |w| w.steps).to_string(), warmup_steps),
    ),
    key(
        "eval.every",
        "Every how many steps the run is measured by all metrics and samples are drawn; 0 for at the end alone.",
        Field::Whole(|c| &mut c.eval.every, 0..=MOST),
    ),
    key(
        "eval.samples",
        "Real and generated samples by which it is measured, so many of each.",
        Field::Whole(|c| &mut c.eval.samples, 10..=MOST_SAMPLES),
    ),
    key(
        "eval.split",
        "Part of the data that real samples are of: train, validation, test; auto for test where there is one, else train.",
        Field::Text(|c| c.eval.split.map_or(AUTO.to_owned(), |split| split.to_string()), split),
    ),
    key(
        "eval.batch_norm",
        "Batch normalisation in samples and figures: eval (running statistics), train (those of the batch), recalibrated (running ones gathered anew).",
        Field::Text(|c| c.eval.batch_norm.to_string(), |c, v| v.parse().map(|mode| c.eval.batch_norm = mode)),
    ),
    key(
        "early_stop.metric",
        "Metric that must get better for the run to go on, measured every eval.every steps; none for no early stopping.",
        Field::Text(|c| optional(&c.early_stop.metric), |c, v| metric(v).map(|v| c.early_stop.metric = v)),
    ),
    key(
        "early_stop.patience",
        "So many times in a row it may be measured without having got better.",
        Field::Whole(|c| &mut c.early_stop.patience, 1..=MOST),
    ),
    key(
        "checkpoint.every",
        "Every how many steps the state is saved, for `asivae resume`; 0 for at the end alone.",
        Field::Whole(|c| &mut c.checkpoint.every, 0..=MOST),
    ),
    key(
        "checkpoint.keep_last",
        "So many of the last states are kept.",
        Field::Whole(|c| &mut c.checkpoint.keep_last, 1..=MOST),
    ),
    key(
        "checkpoint.keep_every",
        "States at a multiple of so many steps are kept too; 0 for none.",
        Field::Whole(|c| &mut c.checkpoint.keep_every, 0..=MOST),
    ),
    key(
        "checkpoint.best",
        "Metric by which the best state is kept too, measured every eval.every steps; none for no such state.",
        Field::Text(|c| optional(&c.checkpoint.best), |c, v| metric(v).map(|v| c.checkpoint.best = v)),
    ),
];

fn latent(config: &mut RunConfig, value: &str) -> Result<()> {
    config.latent = value.parse().map_err(|message: String| Error::setting("latent", message))?;
    Ok(())
}

fn sampler(config: &mut RunConfig, value: &str) -> Result<()> {
    plugin::sampler(value)?;
    config.sampler = value.to_owned();
    Ok(())
}

fn split(config: &mut RunConfig, value: &str) -> Result<()> {
    config.eval.split = match value {
        AUTO => None,
        _ => Some(value.parse().map_err(|error: Error| Error::setting("eval.split", format!("{error}, {AUTO}")))?),
    };
    Ok(())
}

fn warmup_model(config: &mut RunConfig, value: &str) -> Result<()> {
    match value {
        NONE => config.warmup = None,
        _ => config.warmup_mut().model = value.to_owned(),
    }
    Ok(())
}

fn warmup_steps(config: &mut RunConfig, value: &str) -> Result<()> {
    let steps = whole("warmup.steps", value, &(0..=MOST))?;
    // Nothing is no warm-up.
    if steps > 0 || config.warmup.is_some() {
        config.warmup_mut().steps = steps;
    }
    Ok(())
}

fn optional(metric: &Option<String>) -> String {
    metric.clone().unwrap_or(NONE.to_owned())
}

/// A metric that says which of its values are better, or none.
fn metric(value: &str) -> Result<Option<String>> {
    if value == NONE {
        return Ok(None);
    }
    let found = plugin::figure(value)?;
    if found.better == Better::Neither {
        let message =
            format!("`{value}` does not say whether lower or higher is better; `asivae list metrics` shows which do");
        return Err(Error::setting("metric", message));
    }
    Ok(Some(value.to_owned()))
}
