//! A study beside the figures of a paper.

mod judged;
mod page;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Outcome, Record, Results, Study};
use crate::cli::figures::rank;
use crate::run::write_file;
use crate::train::Measured;
use crate::{Error, Result, Run};
use judged::Ours;

/// The figures of a study beside those of a paper.
pub(crate) struct Comparison {
    title: String,
    quick: bool,
    rows: Vec<Row>,
    /// Settings that are otherwise than in the study, by hand or as a short form has them.
    changed: Vec<String>,
    /// Runs that cannot be trained, and why.
    failures: Vec<String>,
}

/// One metric of one variant.
struct Row {
    variant: String,
    metric: String,
    published: Option<f64>,
    /// Decimals with which the metric is published.
    decimals: usize,
    /// Of the moving average where the runs have one, else of the weights that were trained.
    ours: Ours,
    /// Of the weights as they were trained, where the former are not.
    last: Option<Ours>,
    /// Runs that ended in an error, or whose figure is no number.
    failed: usize,
    /// Runs that are not at their end.
    open: usize,
    runs: usize,
}

/// Folder of the figures of weights as they were trained, in that of the study.
const LAST: &str = "last";

impl Study {
    /// Its figures beside the published ones; of runs with a moving average of their weights the last weights are measured too, once.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read or written.
    pub(crate) fn compare(&self, results: &Results, quick: bool) -> Result<Comparison> {
        let [title, ..] = self.words();
        let mut rows = Vec::new();
        for variant in &results.variants {
            let runs = &variant.runs;
            let measured: Vec<Option<Both>> =
                runs.iter().map(|run| self.measured(&variant.name, run)).collect::<Result<_>>()?;
            for metric in &self.compared() {
                let published = self.published.get(&variant.name).and_then(|figures| figures.get(metric)).copied();
                let figures = |of: fn(&Both) -> Option<&Vec<Measured>>| {
                    let one = |(run, both): (&Outcome, &Option<Both>)| {
                        let figures = of(both.as_ref()?)?;
                        let figure = figures.iter().find(|figure| figure.name == *metric)?.value;
                        figure.is_finite().then_some((run.seed, figure))
                    };
                    Ours(runs.iter().zip(&measured).filter_map(one).collect())
                };
                let ours = figures(|both| Some(&both.ours));
                let last = figures(|both| both.last.as_ref());
                let errors = variant.failed();
                let ended = measured.iter().flatten().count();
                // Not every model has every figure.
                if published.is_none() && ours.0.is_empty() && last.0.is_empty() && errors == 0 {
                    continue;
                }
                rows.push(Row {
                    variant: variant.name.clone(),
                    metric: metric.clone(),
                    published,
                    decimals: self.decimals(metric),
                    failed: errors + ended - ours.0.len(),
                    open: runs.len() - errors - ended,
                    runs: runs.len(),
                    last: measured.iter().flatten().any(|both| both.last.is_some()).then_some(last),
                    ours,
                });
            }
        }
        let changed = self.last.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok(Comparison { title: title.to_owned(), quick, rows, changed, failures: results.missing() })
    }

    /// The metrics that are compared: those that were published, and that by which variants are ranked.
    fn compared(&self) -> Vec<String> {
        let mut metrics: Vec<String> = self.metric.iter().cloned().collect();
        let known = |name: &&String| crate::plugin::figure(name).is_ok();
        let published = self.published.values().flat_map(|figures| figures.keys()).filter(known);
        metrics.extend(published.cloned());
        metrics.sort_by_key(|name| (rank(name), name.clone()));
        metrics.dedup();
        metrics
    }

    /// Decimals with which a metric is published: a number keeps no zeros at its end, so the most that one of its figures has.
    fn decimals(&self, metric: &str) -> usize {
        let figures = self.published.values().filter_map(|figures| figures.get(metric));
        let decimals = |figure: &f64| figure.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        figures.map(decimals).max().unwrap_or(0)
    }

    /// The figures of a run that came to its end.
    fn measured(&self, variant: &str, run: &Outcome) -> Result<Option<Both>> {
        let Some(record) = run.record.as_ref().filter(|_| run.state.counts()) else { return Ok(None) };
        let averaged = record.figures.iter().any(|figure| figure.average);
        let path = self.folder().join(LAST).join(format!("{variant},seed={}.json", run.seed));
        let last = averaged.then(|| last_weights(&run.folder, &path, record)).transpose()?;
        Ok(Some(Both { ours: record.figures.clone(), last }))
    }
}

/// Figures of a run, and of its weights as they were trained where the former are of their average.
struct Both {
    ours: Vec<Measured>,
    last: Option<Vec<Measured>>,
}

/// Figures of the last weights, with what tells whether they are of this very run.
#[derive(Serialize, Deserialize)]
struct Kept {
    run: u32,
    figures: Vec<Value>,
}

/// The figures of the weights of a run as they were trained, from the file where they were kept, or measured and kept.
fn last_weights(folder: &Path, path: &PathBuf, recorded: &Record) -> Result<Vec<Measured>> {
    let wrong = |error: serde_json::Error| Error::io(path, error);
    let of_run = serde_json::to_vec(&(&recorded.config, &recorded.figures)).map_err(wrong)?;
    let run = crc32c::crc32c(&of_run);
    let kept = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    let figures = match kept.filter(|kept| kept.run == run) {
        Some(kept) => kept.figures,
        None => {
            let samples = recorded.figures.first().map_or(0, |figure| figure.samples);
            let measured = Run::open_weights(folder, false)?.evaluate(samples, recorded.config.seed)?;
            let figures: Vec<Value> =
                measured.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(wrong)?;
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above).map_err(|error| Error::io(above, error))?;
            }
            let kept = Kept { run, figures };
            write_file(path, &serde_json::to_vec_pretty(&kept).map_err(wrong)?)?;
            kept.figures
        }
    };
    // JSON has no word for what is no number.
    let figures = figures.into_iter().filter(|figure| !figure["value"].is_null());
    figures.map(|figure| serde_json::from_value(figure).map_err(wrong)).collect()
}
