//! What the figures of a run say of going on: the best so far, and whether it still gets better.

use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::figures::Measured;
use crate::error::{Error, Result};

/// The best figure so far, for each metric that a run watches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Watch {
    /// By `checkpoint.best`.
    pub(super) best: Option<Best>,
    /// By `early_stop.metric`.
    goal: Option<Best>,
    /// So many times in a row it was not better.
    waited: usize,
}

/// A figure and when it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Best {
    /// Steps done.
    pub(super) steps: usize,
    pub(super) value: f64,
}

impl Watch {
    /// Takes in the figures after so many steps; whether the run is the best so far.
    ///
    /// # Errors
    ///
    /// A metric that these data or this model do not allow.
    pub(super) fn see(&mut self, config: &RunConfig, steps: usize, figures: &[Measured]) -> Result<bool> {
        if let Some(metric) = &config.early_stop.metric {
            let better = better(&mut self.goal, steps, find("early_stop.metric", metric, figures)?);
            self.waited = if better { 0 } else { self.waited + 1 };
        }
        match &config.checkpoint.best {
            Some(metric) => Ok(better(&mut self.best, steps, find("checkpoint.best", metric, figures)?)),
            None => Ok(false),
        }
    }

    /// Whether a run comes to measure what it watches.
    ///
    /// # Errors
    ///
    /// A metric that would never be measured.
    pub(super) fn check(config: &RunConfig) -> Result<()> {
        let (every, steps) = (config.eval.every, config.train.steps);
        if every > 0 && every <= steps {
            return Ok(());
        }
        let watched = [("early_stop.metric", &config.early_stop.metric), ("checkpoint.best", &config.checkpoint.best)];
        match watched.iter().find_map(|(key, metric)| Some((key, metric.as_ref()?))) {
            Some((key, metric)) => {
                let message = format!(
                    "`{metric}` is measured every eval.every steps; expected that to be 1 to train.steps = {steps}; found {every}"
                );
                Err(Error::setting(*key, message))
            }
            None => Ok(()),
        }
    }

    /// Why the run ends here, where it does.
    pub(super) fn verdict(&self, config: &RunConfig) -> Option<String> {
        let metric = config.early_stop.metric.as_ref()?;
        if self.waited < config.early_stop.patience {
            return None;
        }
        let best = match self.goal {
            Some(best) => format!("its best was {:.4} after {} steps", best.value, best.steps),
            None => "it was never a number".to_owned(),
        };
        Some(format!("`{metric}` has not got better {} times in a row; {best}", self.waited))
    }
}

fn better(best: &mut Option<Best>, steps: usize, figure: &Measured) -> bool {
    let higher = figure.better == "higher";
    let value = figure.value;
    // A figure that is no number is never better.
    let better =
        !value.is_nan() && best.is_none_or(|best| if higher { value > best.value } else { value < best.value });
    if better {
        *best = Some(Best { steps, value });
    }
    better
}

fn find<'a>(key: &str, metric: &str, figures: &'a [Measured]) -> Result<&'a Measured> {
    figures.iter().find(|figure| figure.name == metric).ok_or_else(|| {
        let known: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Error::setting(key, format!("`{metric}` cannot be measured on these data with this model; what can is {known}"))
    })
}
