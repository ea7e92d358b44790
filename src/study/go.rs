//! A study from its plan to its results.

use super::Study;
use super::halving::{self, Rung};
use super::plan::Plan;
use super::store::{Place, State, Store};
use super::watched::Watched;
use super::work::{Worked, Worker, catch_interrupts, work, work_if_asked};
use clap::Parser;

use crate::cli::{Studied, go, guarded};
use crate::run::Recorded;
use crate::{Error, Result};

/// What came of a study.
pub struct Outcome {
    /// Its runs: name of the variant, run, how far it came.
    pub runs: Vec<(String, Place, State)>,
    /// Whether an interrupt ended it before its end.
    pub interrupted: bool,
}

impl Study {
    /// Trains what is not trained yet, each run in a process of its own: this program, called again.
    ///
    /// # Errors
    ///
    /// What is wrong in the plan, a folder that cannot be written, a process that cannot be begun. A run that fails is no error.
    pub fn run(&self) -> Result<Outcome> {
        work_if_asked();
        self.train(&Worker::Again)
    }

    /// Reads the command line, shows the plan, trains, prints what came of it, and ends the process: a study as a program.
    pub fn main(self) {
        #[derive(clap::Parser)]
        #[command(about = "Trains the variants of this study, each with several seeds, and compares them")]
        struct Options {
            #[command(flatten)]
            options: Studied,
        }
        work_if_asked();
        guarded(|| go(self, Options::parse().options, &Worker::Again));
    }

    /// The same by processes that are called so.
    pub(crate) fn train(&self, worker: &Worker) -> Result<Outcome> {
        let plan = self.plan()?;
        let rungs = self.rungs(&plan)?;
        let store = Store::open(&self.out)?;
        let places = store.write(self, &plan)?;
        if let Some(said) = store.clear(&plan, &places)? {
            eprintln!("note: {said}");
        }
        catch_interrupts();
        let jobs = self.at_once(&plan);
        let mut watched = Watched::new(halving::all_steps(&plan, &[]), plan.runs(), self.quiet);
        let outcome = match &self.halving {
            None => {
                let target = plan.variants.iter().map(|variant| variant.steps).max().unwrap_or(0);
                let (worked, states) = work(worker, &plan, &places, target, jobs, &mut watched)?;
                self.outcome(&plan, places, states, worked)
            }
            Some(_) => self.halve(worker, &plan, &rungs, places, jobs, &mut watched)?,
        };
        watched.finish();
        Ok(outcome)
    }

    /// Trains rung by rung.
    fn halve(
        &self,
        worker: &Worker,
        plan: &Plan,
        rungs: &[Rung],
        places: Vec<Place>,
        jobs: usize,
        watched: &mut Watched,
    ) -> Result<Outcome> {
        let Some(halving) = &self.halving else { return Err(Error::setting("halving", "expected a metric")) };
        let lower = halving.lower_is_better()?;
        let mut alive: Vec<usize> = (0..plan.variants.len()).collect();
        let mut worked = Worked::Through;
        for (number, rung) in rungs.iter().enumerate() {
            if number > 0 {
                let figures = |variant: usize| {
                    let runs = places.iter().filter(|place| place.variant == variant);
                    runs.map(|place| figure(place, &halving.metric)).collect()
                };
                alive = halving::best(&alive, rung.variants, lower, figures);
            }
            let runs: Vec<Place> = places.iter().filter(|place| alive.contains(&place.variant)).cloned().collect();
            let heading =
                format!("rung {} of {}: {} variants to {} steps", number + 1, rungs.len(), alive.len(), rung.steps);
            watched.rung(&heading, rung.steps * runs.len(), runs.len());
            (worked, _) = work(worker, plan, &runs, rung.steps, jobs, watched)?;
            if worked == Worked::Interrupted {
                break;
            }
        }
        let states = places.iter().map(Place::state).collect::<Result<_>>()?;
        Ok(self.outcome(plan, places, states, worked))
    }

    fn outcome(&self, plan: &Plan, places: Vec<Place>, states: Vec<State>, worked: Worked) -> Outcome {
        let name = |place: &Place| plan.variants[place.variant].name.clone();
        let runs = places.into_iter().zip(states).map(|(place, state)| (name(&place), place, state)).collect();
        Outcome { runs, interrupted: worked == Worked::Interrupted }
    }

    /// The rungs of a plan; none where it is not halved.
    pub(super) fn rungs(&self, plan: &Plan) -> Result<Vec<Rung>> {
        self.halving.as_ref().map_or(Ok(Vec::new()), |halving| {
            halving.lower_is_better()?;
            halving.rungs(plan)
        })
    }

    /// How many runs are at work at once: as many as there are cores for their threads, unless given.
    pub(super) fn at_once(&self, plan: &Plan) -> usize {
        let threads = plan.variants.iter().map(|variant| variant.threads).max().unwrap_or(1);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.unwrap_or(cores / threads.max(1)).clamp(1, plan.runs().max(1))
    }
}

/// A figure of a run that was measured.
fn figure(place: &Place, metric: &str) -> Option<f64> {
    let failed = matches!(place.state(), Ok(State::Failed(..)) | Err(_));
    let recorded = Recorded::read(&place.folder).ok().filter(|_| !failed)?;
    recorded.figure(metric).filter(|figure| figure.is_finite())
}
