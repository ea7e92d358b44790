//! Results for programs.

use serde_json::{Map, Value, json};

use super::reached::Way;
use super::{Difference, Outcome, Results, State, Summary};

impl Results {
    /// All of it as JSON.
    pub fn json(&self) -> Value {
        let metrics = self.metrics();
        let variants = self.variants.iter().map(|variant| {
            let figures = metrics.iter().map(|metric| (metric.clone(), summary(self.summary(variant, metric))));
            let way = self.threshold.as_ref().map(|threshold| {
                let way = Way::of(variant, threshold);
                json!({ "reached": way.reached, "runs": way.runs, "steps": way.steps, "seconds": way.seconds })
            });
            json!({
                "name": variant.name,
                "places": variant.places,
                "runs": variant.runs.iter().map(|run| self.run_json(run, &metrics)).collect::<Vec<_>>(),
                "figures": figures.collect::<Map<_, _>>(),
                "threshold": way,
            })
        });
        let verdicts = self.verdicts();
        let name = |place: usize| self.variants[place].name.clone();
        json!({
            "title": self.title,
            "axes": self.axes,
            "metric": self.metric,
            "best": self.metric.as_ref().and_then(|metric| self.best(metric)).map(name),
            "baseline": self.baseline.map(name),
            "threshold": self.threshold.as_ref().map(|t| json!({ "metric": t.metric, "value": t.value, "given": t.given })),
            "notes": self.notes,
            "variants": variants.collect::<Vec<_>>(),
            "comparisons": verdicts.iter().map(|verdict| json!({
                "variant": name(verdict.variant),
                "difference": verdict.difference.map(difference),
                "without_pair": verdict.alone,
                "better": verdict.better,
                "sentence": verdict.sentence,
            })).collect::<Vec<_>>(),
            "settings": self.differences().iter().map(|changed| json!({ "key": changed.key, "values": changed.values })).collect::<Vec<_>>(),
            "equations": self.equations().iter().map(|equation| json!({
                "variants": equation.variants.iter().map(|place| name(*place)).collect::<Vec<_>>(),
                "lines": equation.lines.iter().map(super::Edit::text).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }

    fn run_json(&self, run: &Outcome, metrics: &[String]) -> Value {
        let figures = metrics.iter().filter_map(|metric| Some((metric.clone(), json!(run.figure(metric)?))));
        let (failed_at, reason) = match &run.state {
            State::Failed { step, reason } => (*step, Some(reason)),
            State::Stopped(reason) => (None, Some(reason)),
            _ => (None, None),
        };
        let reached = self.threshold.as_ref().and_then(|threshold| threshold.reached(run));
        json!({
            "seed": run.seed,
            "folder": run.folder.display().to_string(),
            "state": run.state.word(),
            "failed_at": failed_at,
            "reason": reason,
            "steps": run.steps(),
            "seconds": run.seconds(),
            "figures": figures.collect::<Map<_, _>>(),
            "reached": reached.map(|reached| json!({ "steps": reached.steps, "seconds": reached.seconds })),
        })
    }
}

fn summary(summary: Option<Summary>) -> Value {
    match summary {
        Some(s) => json!({ "n": s.n, "mean": s.mean, "deviation": s.deviation, "median": s.median }),
        None => json!({ "n": 0 }),
    }
}

fn difference(d: Difference) -> Value {
    json!({
        "pairs": d.pairs,
        "mean": d.mean,
        "mean_interval": [d.mean_interval.0, d.mean_interval.1],
        "median": d.median,
        "median_interval": [d.median_interval.0, d.median_interval.1],
        "p": d.p,
        "p_holm": d.holm,
    })
}
