//! How long runs took to get somewhere.

use asivae_grammar::did_you_mean;

use super::outcome::{METRIC, SECONDS};
use super::statistics::median;
use super::{Outcome, Results, Variant};
use crate::plugin::Better;
use crate::words::short;
use crate::{Error, Result};

/// A value of a metric that a run has to pass while it is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The metric.
    pub metric: String,
    /// The value; to have it is to have passed it.
    pub value: f64,
    /// Whether it was asked for. Where it was not, it is the worst of the variants' medians of what was measured last on the way: all variants get
    /// there, and how long they take can be held against each other.
    pub given: bool,
    /// Whether larger values pass.
    pub higher: bool,
}

/// When a run passed a threshold for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// Steps that were done.
    pub steps: usize,
    /// Seconds of training, where they are on record.
    pub seconds: Option<f64>,
}

impl Threshold {
    /// When a run passed it, in figures that were measured on the way.
    pub fn reached(&self, run: &Outcome) -> Option<Reached> {
        let passes = |value: f64| if self.higher { value >= self.value } else { value <= self.value };
        let (step, _) = run.course(&format!("{METRIC}{}", self.metric)).iter().find(|(_, value)| passes(*value))?;
        let clock = run.course(SECONDS).iter().find(|(at, _)| at == step);
        Some(Reached { steps: step + 1, seconds: clock.map(|(_, seconds)| *seconds) })
    }

    /// `compat_kl ≤ 50`
    pub fn text(&self) -> String {
        format!("{} {} {}", self.metric, if self.higher { "≥" } else { "≤" }, short(self.value))
    }
}

/// What is said of a variant: how many runs got there, and the median over all of them of the steps and seconds that it took.
///
/// A run that did not get there took longer than any that did: where these are half of them or more there is no median.
pub(super) struct Way {
    pub(super) reached: usize,
    pub(super) runs: usize,
    pub(super) steps: Option<f64>,
    pub(super) seconds: Option<f64>,
}

impl Way {
    pub(super) fn of(variant: &Variant, threshold: &Threshold) -> Way {
        let reached: Vec<Option<Reached>> = variant.runs.iter().map(|run| threshold.reached(run)).collect();
        let over = |value: &dyn Fn(Reached) -> Option<f64>| {
            let values: Vec<f64> =
                reached.iter().map(|reached| reached.and_then(value).unwrap_or(f64::INFINITY)).collect();
            median(&values).filter(|median| median.is_finite())
        };
        Way {
            reached: reached.iter().flatten().count(),
            runs: variant.runs.len(),
            steps: over(&|reached| Some(reached.steps as f64)),
            seconds: over(&|reached| reached.seconds),
        }
    }

    /// `3 of 5`
    pub(super) fn share(&self) -> String {
        format!("{} of {}", self.reached, self.runs)
    }
}

/// The threshold that was asked for, or the worst of the variants' medians of what was measured last; none where nothing was measured on the way.
///
/// # Errors
///
/// A metric that no run was measured by on its way, or of which no direction is better.
pub(super) fn threshold(results: &Results, given: Option<&(String, f64)>) -> Result<Option<Threshold>> {
    let mut measured: Vec<&str> = Vec::new();
    for record in results.runs().filter_map(|run| run.record.as_ref()) {
        measured.extend(record.courses.keys().filter_map(|column| column.strip_prefix(METRIC)));
    }
    measured.sort_unstable();
    measured.dedup();
    if let Some((metric, value)) = given {
        if !measured.contains(&metric.as_str()) {
            let why = match measured.is_empty() {
                true => "no run was measured on its way: eval.every says how often it is".to_owned(),
                false => did_you_mean("metric", metric, &measured),
            };
            return Err(Error::setting(format!("the threshold {metric}={value}"), why));
        }
        let higher = match results.better(metric) {
            Better::Lower => false,
            Better::Higher => true,
            Better::Neither => {
                let why = "neither direction of this metric is better";
                return Err(Error::setting(format!("the threshold {metric}={value}"), why));
            }
        };
        return Ok(Some(Threshold { metric: metric.clone(), value: *value, given: true, higher }));
    }
    let Some(metric) = results.metric.as_ref().filter(|metric| measured.contains(&metric.as_str())) else {
        return Ok(None);
    };
    let higher = match results.better(metric) {
        Better::Lower => false,
        Better::Higher => true,
        Better::Neither => return Ok(None),
    };
    let column = format!("{METRIC}{metric}");
    // Not the figures at the end, which other numbers of samples may have been drawn for. Of an even number of runs the worse of the two in the middle:
    // half of the runs are as good then.
    let last = |variant: &Variant| {
        let ended = variant.runs.iter().filter(|run| run.state.counts());
        let mut values: Vec<f64> =
            ended.filter_map(|run| run.course(&column).last().map(|(_, value)| *value)).collect();
        values.sort_by(|a, b| if higher { b.total_cmp(a) } else { a.total_cmp(b) });
        values.get(values.len() / 2).copied()
    };
    let medians = results.variants.iter().filter_map(last);
    let worst = medians.max_by(|a, b| if higher { b.total_cmp(a) } else { a.total_cmp(b) });
    Ok(worst.map(|value| Threshold { metric: metric.clone(), value, given: false, higher }))
}
