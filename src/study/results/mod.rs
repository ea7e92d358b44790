//! What comes of many runs: figures over seeds, what differs, what can be said of it.

mod cells;
mod compare;
mod course;
mod differ;
mod equations;
mod frame;
mod grid;
mod heat;
mod outcome;
mod page;
mod paired;
mod reached;
mod statistics;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod verdict;
mod written;

use std::path::PathBuf;

use asivae_grammar::did_you_mean;

use crate::cli::figures::rank;
use crate::plugin::{self, Better, MetricPlugin};
use crate::run::Recorded;
use crate::{Error, Result};
pub use compare::compare;
pub(crate) use compare::compare_runs;
pub use differ::Changed;
pub use equations::{Edit, Equation};
use outcome::METRIC;
pub use outcome::{Course, Outcome, Record, State};
pub use paired::Difference;
pub use reached::{Reached, Threshold};
pub use statistics::Summary;
pub use verdict::Verdict;
pub use written::Written;

/// What came of runs that belong together, variant by variant.
#[derive(Clone, Debug)]
pub struct Results {
    /// What it is called.
    pub title: String,
    /// What the variants differ in; empty where that is not known.
    pub axes: Vec<String>,
    /// The variants, in the order in which they were given.
    pub variants: Vec<Variant>,
    /// Place of the variant that the others are held against, where there are others.
    pub baseline: Option<usize>,
    /// The figure by which variants are ranked; none where none was measured.
    pub metric: Option<String>,
    /// What a run has to pass on its way, where its figures were measured on it.
    pub threshold: Option<Threshold>,
    /// Columns whose course is shown, beside figures and objectives.
    pub curves: Vec<String>,
    /// What has to be known of all of it.
    pub notes: Vec<String>,
}

/// Runs that differ in nothing but their seeds.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Its value on each axis.
    pub places: Vec<String>,
    /// Its runs, by seed.
    pub runs: Vec<Outcome>,
}

/// A run that belongs to a variant.
#[derive(Clone, Debug)]
pub struct Member {
    /// Name of the variant.
    pub variant: String,
    /// Its value on each axis.
    pub places: Vec<String>,
    /// Seed of the run.
    pub seed: u64,
    /// Its folder, which need not be there.
    pub folder: PathBuf,
    /// How far it came, where its folder cannot say: that it was killed. It wins over what the folder says.
    pub state: Option<State>,
}

/// What is asked of results.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The figure by which variants are ranked; `compat_kl` unless given, or the first that was measured.
    pub metric: Option<String>,
    /// Name of the variant that the others are held against; the first unless given.
    pub baseline: Option<String>,
    /// A metric, and the value that a run has to pass.
    pub threshold: Option<(String, f64)>,
    /// Columns of the records whose course is wanted too: `encoder/kl(x)`.
    pub curves: Vec<String>,
}

impl Results {
    /// Reads runs. Variants stand in the order of their first run; the runs of each by seed.
    ///
    /// # Errors
    ///
    /// All at once: records that cannot be read; a metric, a baseline or a column that is not there.
    pub fn read(
        title: impl Into<String>,
        axes: Vec<String>,
        members: Vec<Member>,
        options: &Options,
    ) -> Result<Results> {
        let mut variants: Vec<Variant> = Vec::new();
        let mut errors = Vec::new();
        for Member { variant, places, seed, folder, state } in members {
            let run = match Outcome::read(seed, &folder, state, &options.curves) {
                Ok(run) => run,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            match variants.iter_mut().find(|known| known.name == variant) {
                Some(known) => known.runs.push(run),
                None => variants.push(Variant { name: variant, places, runs: vec![run] }),
            }
        }
        variants.iter_mut().for_each(|variant| variant.runs.sort_by_key(|run| run.seed));
        let mut results = Results {
            title: title.into(),
            axes,
            variants,
            baseline: None,
            metric: None,
            threshold: None,
            curves: options.curves.clone(),
            notes: Vec::new(),
        };
        if errors.is_empty() {
            errors = results.choose(options);
        }
        match errors.len() {
            0 => Ok(results),
            1 => Err(errors.remove(0)),
            _ => Err(Error::Several(errors)),
        }
    }

    /// Metric, baseline, threshold; what of them is not there.
    fn choose(&mut self, options: &Options) -> Vec<Error> {
        let mut errors = Vec::new();
        let known = self.metrics();
        match &options.metric {
            // One that is registered was not measured: runs that are unfinished or failed have no figures.
            Some(name) if !known.contains(name) && plugin::find::<MetricPlugin>(name).is_ok() => {
                self.metric = Some(name.clone());
            }
            Some(name) if !known.contains(name) => errors.push(Error::Unknown(did_you_mean("metric", name, &known))),
            Some(name) => self.metric = Some(name.clone()),
            None => self.metric = known.first().cloned(),
        }
        let names: Vec<&str> = self.variants.iter().map(|variant| variant.name.as_str()).collect();
        self.baseline = match &options.baseline {
            Some(name) => {
                let place = names.iter().position(|known| known == name);
                if place.is_none() {
                    errors.push(Error::Unknown(did_you_mean("variant", name, &names)));
                }
                place
            }
            None => (names.len() > 1).then_some(0),
        };
        for column in &options.curves {
            if self.runs().all(|run| run.course(column).is_empty()) {
                errors.push(Error::Unknown(did_you_mean("column", column, &self.columns())));
            }
        }
        match reached::threshold(self, options.threshold.as_ref()) {
            Ok(threshold) => self.threshold = threshold,
            Err(error) => errors.push(error),
        }
        self.notes = self.remarks();
        errors
    }

    /// All runs.
    pub fn runs(&self) -> impl Iterator<Item = &Outcome> {
        self.variants.iter().flat_map(|variant| &variant.runs)
    }

    /// Names of all figures that some run has at its end, the telling ones first.
    pub fn metrics(&self) -> Vec<String> {
        let records = self.runs().filter(|run| run.state.counts()).filter_map(|run| run.record.as_ref());
        let mut names: Vec<String> =
            records.flat_map(|record| &record.figures).map(|figure| figure.name.clone()).collect();
        names.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
        names.dedup();
        names
    }

    /// Which direction of a figure is better.
    pub fn better(&self, metric: &str) -> Better {
        let has = |run: &&Outcome| run.figure(metric).is_some();
        let figures = self.runs().find(has).and_then(|run| run.record.as_ref()).map_or(&[][..], |r| &r.figures);
        outcome::better_of(metric, figures)
    }

    /// A variant's figure over its seeds; none where no run of it has one.
    pub fn summary(&self, variant: &Variant, metric: &str) -> Option<Summary> {
        Summary::of(&variant.values(metric).into_iter().map(|(_, value)| value).collect::<Vec<_>>())
    }

    /// The variant whose mean is best among those with the fewest failed runs; none where that cannot be said, on different data for one.
    pub fn best(&self, metric: &str) -> Option<usize> {
        let sign = match self.better(metric) {
            Better::Lower => 1.0,
            Better::Higher => -1.0,
            Better::Neither => return None,
        };
        if self.variants.len() < 2 || self.data().len() > 1 {
            return None;
        }
        let means = self.variants.iter().map(|variant| self.summary(variant, metric).map(|summary| summary.mean));
        let failed = |place: usize| self.variants[place].failed();
        let means: Vec<(usize, usize, f64)> =
            means.enumerate().filter_map(|(place, mean)| Some((place, failed(place), sign * mean?))).collect();
        let best = means.iter().min_by(|a, b| a.1.cmp(&b.1).then(a.2.total_cmp(&b.2))).filter(|_| means.len() > 1);
        best.map(|(place, ..)| *place)
    }

    /// Data sets that runs were trained on, each once.
    pub fn data(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for record in self.runs().filter_map(|run| run.record.as_ref()) {
            if !names.contains(&record.config.data.as_str()) {
                names.push(&record.config.data);
            }
        }
        names
    }

    /// What has to be known before figures are held against each other.
    fn remarks(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let data = self.data();
        if data.len() > 1 {
            let text = "The runs are on different data, whose figures cannot be compared";
            notes.push(format!("{text}: {}.", data.join(", ")));
        }
        let records = self.runs().filter(|run| run.state.counts()).filter_map(|run| run.record.as_ref());
        let mut samples: Vec<usize> = records.flat_map(|r| &r.figures).map(|figure| figure.samples).collect();
        samples.sort_unstable();
        samples.dedup();
        if samples.len() > 1 {
            let text: Vec<String> = samples.iter().map(usize::to_string).collect();
            notes.push(format!("Figures were measured on different numbers of samples: {}.", text.join(", ")));
        }
        notes
    }

    /// Names of all columns on record.
    fn columns(&self) -> Vec<String> {
        let folders = self.runs().filter(|run| run.record.is_some()).map(|run| &run.folder);
        let rows = folders.filter_map(|folder| Recorded::read(folder).ok()).flat_map(|recorded| recorded.rows);
        let mut names: Vec<String> = rows.flat_map(|row| row.values.into_keys()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Variant {
    /// A figure of each run that came to an end, by seed.
    pub fn values(&self, metric: &str) -> Vec<(u64, f64)> {
        self.runs.iter().filter_map(|run| Some((run.seed, run.figure(metric)?))).collect()
    }

    /// The run that stands for it: the one whose figure is in the middle; one that has pictures where no run has figures.
    pub fn median_run(&self, metric: Option<&str>) -> Option<&Outcome> {
        let value = |run: &Outcome| metric.and_then(|metric| run.figure(metric));
        let mut measured: Vec<(f64, &Outcome)> = self.runs.iter().filter_map(|run| Some((value(run)?, run))).collect();
        measured.sort_by(|a, b| a.0.total_cmp(&b.0));
        let middle = measured.get(measured.len().saturating_sub(1) / 2).map(|(_, run)| *run);
        let drawn = |run: &&Outcome| run.record.as_ref().is_some_and(|record| !record.pictures.is_empty());
        middle.or_else(|| self.runs.iter().find(drawn))
    }

    /// How many of its runs failed.
    pub fn failed(&self) -> usize {
        self.runs.iter().filter(|run| matches!(run.state, State::Failed { .. })).count()
    }

    /// How many of its runs came to an end with this figure, in words: `4 of 5`.
    pub fn share(&self, metric: &str) -> String {
        format!("{} of {}", self.values(metric).len(), self.runs.len())
    }
}

/// Without what stands before the slash: `metric/kl_nats` as `kl_nats`.
fn own_name(column: &str) -> &str {
    column.strip_prefix(METRIC).unwrap_or(column)
}
