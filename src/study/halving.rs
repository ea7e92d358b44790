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
    /// The first rung, in steps; chosen such that about `factor` variants reach the end, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
        let (factor, count) = (self.factor.max(2), plan.variants.len());
        let steps = plan.variants.iter().map(|variant| variant.steps).max().unwrap_or(1);
        if plan.variants.iter().any(|variant| variant.steps != steps) {
            return Err(Error::setting("halving", "the variants differ in train.steps; expected the same for all"));
        }
        let mut left = count;
        let rung = |steps: usize| {
            let variants = left;
            left = left.div_ceil(factor);
            Rung { steps, variants }
        };
        Ok(self.ends(steps, count).into_iter().map(rung).collect())
    }

    /// The last steps of the rungs: from the first one upwards where it is given, else from the end of the runs downwards.
    fn ends(&self, steps: usize, count: usize) -> Vec<usize> {
        let factor = self.factor.max(2);
        let mut ends = vec![steps];
        match self.first {
            Some(first) => {
                // The end of the runs is the rung that it is nearest to.
                let first = first.clamp(1, steps);
                let above = ((steps as f64 / first as f64).ln() / (factor as f64).ln()).round() as u32;
                ends.splice(0..0, (0..above).map(|rung| first * factor.pow(rung)));
                if above == 0 && first < steps {
                    ends.insert(0, first);
                }
            }
            None => {
                while factor.pow(ends.len() as u32) <= count && ends[0] > factor {
                    ends.insert(0, ends[0] / factor);
                }
            }
        }
        ends
    }
}

/// A rung: so many variants are trained to so many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rung {
    pub(super) steps: usize,
    pub(super) variants: usize,
}

/// The variants that go on, by number: those with the fewest runs without a figure, and of these the best by its mean over seeds.
pub(super) fn best(
    candidates: &[usize],
    keep: usize,
    lower: bool,
    figures: impl Fn(usize) -> Vec<Option<f64>>,
) -> Vec<usize> {
    // Failures first, then the mean of what is left.
    let score = |variant: usize| {
        let all = figures(variant);
        let measured: Vec<f64> = all.iter().flatten().map(|figure| if lower { *figure } else { -figure }).collect();
        (all.len() - measured.len(), measured.iter().sum::<f64>() / measured.len().max(1) as f64)
    };
    let mut order: Vec<((usize, f64), usize)> = candidates.iter().map(|variant| (score(*variant), *variant)).collect();
    order.sort_by(|(a, first), (b, second)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(first.cmp(second)));
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

    #[test]
    fn rungs_grow_by_the_factor_and_the_last_is_the_end() {
        let ends = |first: Option<usize>, steps: usize| Halving { first, ..Halving::by("compat_kl") }.ends(steps, 120);
        assert_eq!(ends(Some(1_000), 10_000), [1_000, 3_000, 10_000]);
        assert_eq!(ends(Some(1_000), 9_000), [1_000, 3_000, 9_000]);
        assert_eq!(ends(Some(1_000), 6_000), [1_000, 3_000, 6_000]);
        assert_eq!(ends(Some(1_000), 1_200), [1_000, 1_200]);
        assert_eq!(ends(Some(1_000), 200), [200]);
        // 120 variants, a third each time: four times until one or two are left.
        assert_eq!(ends(None, 8_100), [100, 300, 900, 2_700, 8_100]);
    }
}
