//! Successive halving: all variants for a while, then the better ones for longer.

use serde::{Deserialize, Serialize};

use super::plan::{Plan, Planned};
use crate::plugin::{self, Better, MetricPlugin};
use crate::{Error, Result};

/// Successive halving (Jamieson & Talwalkar, *Non-stochastic best arm identification and hyperparameter optimization*, AISTATS 2016): all variants are
/// trained to a first step; the best of them by a metric, one in `factor`, go on to `factor` times as many steps, and so on to the end.
///
/// Runs are paused and continued, not begun anew: schedules and `progress` are those of the whole run at every step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halving {
    /// The metric.
    pub metric: String,
    /// One in so many goes on.
    #[serde(default = "third")]
    pub factor: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// The first rung, in steps; chosen such that about `factor` variants reach the end, unless given.
    pub first: Option<usize>,
}

fn third() -> usize {
    3
}

impl Halving {
    /// By a metric, a third going on each time.
    pub fn by(metric: &str) -> Halving {
        Halving { metric: metric.to_owned(), factor: third(), first: None }
    }

    /// Whether lower values are better.
    pub(super) fn lower_is_better(&self) -> Result<bool> {
        match plugin::find::<MetricPlugin>(&self.metric)?.better {
            Better::Lower => Ok(true),
            Better::Higher => Ok(false),
            Better::Neither => {
                let message = format!(
                    "`{}` does not say whether lower or higher is better; `asivae list metrics` shows which do",
                    self.metric
                );
                Err(Error::setting("halving", message))
            }
        }
    }

    /// The rungs of a plan: steps, and how many variants are trained to them.
    pub(super) fn rungs(&self, plan: &Plan) -> Result<Vec<Rung>> {
        let factor = self.factor.max(2);
        let steps = plan.variants.iter().map(|variant| variant.steps).max().unwrap_or(1);
        if plan.variants.iter().any(|variant| variant.steps != steps) {
            return Err(Error::setting("halving", "the variants differ in train.steps; expected the same for all"));
        }
        let count = plan.variants.len();
        let mut rungs = vec![Rung { steps, variants: 0 }];
        let enough = |rungs: &[Rung]| match self.first {
            Some(first) => rungs[0].steps <= first,
            None => factor.pow(rungs.len() as u32) > count,
        };
        while !enough(&rungs) && rungs[0].steps > factor {
            rungs.insert(0, Rung { steps: rungs[0].steps / factor, variants: 0 });
        }
        if let Some(first) = self.first {
            rungs[0].steps = first.min(steps);
        }
        let mut left = count;
        for rung in &mut rungs {
            rung.variants = left;
            left = left.div_ceil(factor);
        }
        Ok(rungs)
    }
}

/// A rung: so many variants are trained to so many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rung {
    pub(super) steps: usize,
    pub(super) variants: usize,
}

/// The variants that go on, by number: the best by the mean of a figure over seeds. A run that has none counts as the worst there is.
pub(super) fn best(
    candidates: &[usize],
    keep: usize,
    lower: bool,
    figures: impl Fn(usize) -> Vec<Option<f64>>,
) -> Vec<usize> {
    let score = |variant: usize| {
        let figures = figures(variant);
        let worst = f64::INFINITY;
        let signed = |figure: Option<f64>| figure.map_or(worst, |figure| if lower { figure } else { -figure });
        let sum: f64 = figures.iter().copied().map(signed).sum();
        sum / figures.len().max(1) as f64
    };
    let mut order: Vec<(f64, usize)> = candidates.iter().map(|variant| (score(*variant), *variant)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order.truncate(keep);
    let mut kept: Vec<usize> = order.into_iter().map(|(_, variant)| variant).collect();
    kept.sort_unstable();
    kept
}

/// Steps of all runs of a plan, halved or not.
pub(super) fn all_steps(plan: &Plan, rungs: &[Rung]) -> usize {
    let seeds = plan.seeds.len();
    if rungs.is_empty() {
        return plan.variants.iter().map(|variant: &Planned| variant.steps * seeds).sum();
    }
    let mut before = 0;
    let mut sum = 0;
    for rung in rungs {
        sum += rung.variants * (rung.steps - before) * seeds;
        before = rung.steps;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_go_on_and_a_run_without_a_figure_is_the_worst() {
        let figures = [vec![Some(3.0)], vec![None], vec![Some(1.0)], vec![Some(2.0)], vec![Some(9.0)]];
        let of = |variant: usize| figures[variant].clone();
        assert_eq!(best(&[0, 1, 2, 3, 4], 2, true, of), [2, 3]);
        assert_eq!(best(&[0, 1, 2, 3, 4], 2, false, of), [0, 4]);
        assert_eq!(best(&[1, 4], 1, true, of), [4]);
    }
}
