//! Halving at work: rung by rung, by figures that are kept as they were at each rung.
//!
//! A run that went on has other figures later. The choice at a rung is made by those that every run had at that rung, whenever it is made again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use super::halving::{Halving, Rung, best};
use super::plan::{Plan, seed_name};
use super::process::Worker;
use super::store::{Place, State};
use super::watched::Watched;
use super::work::{Work, Worked};
use crate::run::{Recorded, write_file};
use crate::{Error, Result};

/// Figures by metric, steps and run; nothing for a run that failed.
type Marks = BTreeMap<String, BTreeMap<usize, BTreeMap<String, Option<f64>>>>;

/// What the figures at the rungs stand in.
const FILE: &str = "rungs.json";

/// Runs that are trained rung by rung.
pub(super) struct Halved<'a> {
    pub(super) worker: &'a Worker,
    pub(super) plan: &'a Plan,
    pub(super) halving: &'a Halving,
    pub(super) rungs: &'a [Rung],
    pub(super) places: &'a [Place],
    marks: Marks,
    file: PathBuf,
}

impl<'a> Halved<'a> {
    /// Of a study in a folder, with the figures that are kept there.
    ///
    /// # Errors
    ///
    /// Figures or runs that cannot be read.
    pub(super) fn new(
        folder: &Path,
        worker: &'a Worker,
        plan: &'a Plan,
        halving: &'a Halving,
        rungs: &'a [Rung],
        places: &'a [Place],
    ) -> Result<Halved<'a>> {
        let file = folder.join(FILE);
        let mut marks = Marks::new();
        if file.exists() {
            let text = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
            marks = serde_json::from_str(&text).map_err(|error| Error::io(&file, error))?;
        }
        let mut halved = Halved { worker, plan, halving, rungs, places, marks, file };
        // Those of a run that begins again, with other settings for one, are over.
        for place in places {
            if place.state()? == State::NotBegun {
                let name = halved.name(place);
                halved.marks.values_mut().flat_map(BTreeMap::values_mut).for_each(|runs| {
                    runs.remove(&name);
                });
            }
        }
        Ok(halved)
    }

    /// Trains all variants to the first rung, the better ones to the next, and so on; what each run came to.
    ///
    /// # Errors
    ///
    /// A process that cannot be begun, files that cannot be read, a run without a figure at a rung.
    pub(super) fn done(mut self, jobs: usize, watched: &mut Watched) -> Result<(Worked, Vec<State>)> {
        let mut alive: Vec<usize> = (0..self.plan.variants.len()).collect();
        let mut states: Vec<State> = self.places.iter().map(Place::state).collect::<Result<_>>()?;
        for (number, rung) in self.rungs.iter().enumerate() {
            let chosen: Vec<usize> =
                (0..self.places.len()).filter(|run| alive.contains(&self.places[*run].variant)).collect();
            let runs: Vec<Place> = chosen.iter().map(|run| self.places[*run].clone()).collect();
            let variants = if alive.len() == 1 { "variant" } else { "variants" };
            let heading = format!(
                "rung {} of {}: {} {variants} to {} steps",
                number + 1,
                self.rungs.len(),
                alive.len(),
                rung.steps
            );
            watched.rung(&heading, rung.steps * runs.len(), runs.len());
            let (worked, reached) = Work::new(self.worker, self.plan, &runs, rung.steps)?.done(jobs, watched)?;
            for (run, state) in chosen.into_iter().zip(reached) {
                states[run] = state;
            }
            if worked == Worked::Interrupted {
                return Ok((worked, states));
            }
            if let Some(next) = self.rungs.get(number + 1) {
                self.keep(&runs, rung.steps)?;
                let lower = self.halving.lower_is_better()?;
                alive = best(&alive, next.variants, lower, |variant| self.figures(variant, rung.steps));
            }
        }
        Ok((Worked::Through, states))
    }

    /// Keeps the figures of runs at a rung; those that are kept already stay.
    fn keep(&mut self, runs: &[Place], steps: usize) -> Result<()> {
        for place in runs {
            let name = self.name(place);
            let figures = self.marks.entry(self.halving.metric.clone()).or_default().entry(steps).or_default();
            if let Entry::Vacant(empty) = figures.entry(name) {
                empty.insert(figure(place, &self.halving.metric, steps)?);
            }
        }
        let bytes = serde_json::to_vec_pretty(&self.marks).map_err(|error| Error::io(&self.file, error))?;
        write_file(&self.file, &bytes)
    }

    /// Figures of a variant at a rung, seed by seed.
    fn figures(&self, variant: usize, steps: usize) -> Vec<Option<f64>> {
        let kept = self.marks.get(&self.halving.metric).and_then(|rungs| rungs.get(&steps));
        let runs = self.places.iter().filter(|place| place.variant == variant);
        runs.map(|place| kept.and_then(|kept| kept.get(&self.name(place)).copied()).flatten()).collect()
    }

    fn name(&self, place: &Place) -> String {
        format!("{},{}", self.plan.variants[place.variant].name, seed_name(place.seed))
    }
}

/// A figure of a run after so many steps; none where it had failed by then.
fn figure(place: &Place, metric: &str, steps: usize) -> Result<Option<f64>> {
    let state = place.state()?;
    match state {
        State::Failed(None, _) => return Ok(None),
        State::Failed(Some(step), _) if step < steps => return Ok(None),
        _ => {}
    }
    let recorded = Recorded::read(&place.folder)?;
    // What its own rule ended before the rung has its last figure there too.
    let at_rung = match state {
        State::Paused(done) => done == steps,
        State::Finished => place.steps == steps,
        State::Stopped(_) => place.recorded() <= steps,
        _ => false,
    };
    let column = format!("metric/{metric}");
    let then =
        || recorded.rows.iter().find(|row| row.step + 1 == steps).and_then(|row| row.values.get(&column).copied());
    if at_rung {
        return Ok(recorded.figure(metric).filter(|figure| figure.is_finite()));
    }
    then().map(Some).ok_or_else(|| {
        let message = format!(
            "{} has gone on from {steps} steps, and no {metric} of it is on record there: its rungs were others; expected another --out, or --first-rung \
             at a multiple of eval.every",
            place.folder.display()
        );
        Error::setting("halving", message)
    })
}
