//! A study from its plan to its results.

use super::halving::{Rung, all_steps, best};
use super::plan::Plan;
use super::process::{Worker, catch_interrupts, program, work_if_asked};
use super::results::{self, Member, Options, Results, Written};
use super::store::{Place, State, Store};
use super::watched::Watched;
use super::work::{Work, Worked};
use super::{Halving, Study};

use crate::Result;
use crate::cli::{Studied, go, guarded};
use crate::run::Recorded;
use clap::Parser;

/// What came of a study.
pub(crate) struct Came {
    pub(crate) results: Results,
    /// Where they are written.
    pub(crate) written: Written,
    /// Whether an interrupt ended it before its end.
    pub(crate) interrupted: bool,
}

impl Study {
    /// Trains what is not trained yet, each run in a process of its own: this program, called again. Tables and a page are written to the folder.
    ///
    /// # Errors
    ///
    /// What is wrong in the plan, a folder that cannot be written, a process that cannot be begun. A run that fails is no error.
    pub fn run(&self) -> Result<Results> {
        work_if_asked();
        self.train(&Worker::Again).map(|came| came.results)
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
    pub(crate) fn train(&self, worker: &Worker) -> Result<Came> {
        program()?;
        let plan = self.plan()?;
        let rungs = self.rungs(&plan)?;
        let store = Store::open(&self.out)?;
        let places = store.write(self, &plan)?;
        if let Some(said) = store.clear(&plan, &places)? {
            eprintln!("note: {said}");
        }
        catch_interrupts();
        let jobs = self.at_once(&plan);
        let mut watched = Watched::new(all_steps(&plan, &[]), plan.runs(), self.quiet);
        let (worked, states) = match &self.halving {
            None => {
                let target = plan.variants.iter().map(|variant| variant.steps).max().unwrap_or(0);
                Work::new(worker, &plan, &places, target)?.done(jobs, &mut watched)?
            }
            Some(halving) => halve(worker, &plan, halving, &rungs, &places, jobs, &mut watched)?,
        };
        watched.finish();
        let interrupted = worked == Worked::Interrupted;
        let results = self.results(&plan, &places, &states, &rungs, interrupted)?;
        let written = results.write(&self.out)?;
        Ok(Came { results, written, interrupted })
    }

    /// What came of the runs.
    fn results(
        &self,
        plan: &Plan,
        places: &[Place],
        states: &[State],
        rungs: &[Rung],
        interrupted: bool,
    ) -> Result<Results> {
        let member = |(place, state): (&Place, &State)| {
            let variant = &plan.variants[place.variant];
            let state = match state {
                State::Failed(step, reason) => Some(results::State::Failed { step: *step, reason: reason.clone() }),
                State::Paused(steps) if !rungs.is_empty() && !interrupted => {
                    Some(results::State::LeftOut { steps: *steps })
                }
                _ => None,
            };
            let (name, places) = (variant.name.clone(), variant.places.clone());
            Member { variant: name, places, seed: place.seed, folder: place.folder.clone(), state }
        };
        let mut members: Vec<Member> = places.iter().zip(states).map(member).collect();
        // Places are in the order of seeds, results in that of variants.
        members.sort_by_key(|member| plan.variants.iter().position(|variant| variant.name == member.variant));
        let options = Options { metric: self.metric.clone(), baseline: self.baseline.clone(), ..Options::default() };
        let title = self.title.clone().unwrap_or_else(|| self.usual_title());
        Results::read(title, plan.axes.clone(), members, &options)
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

/// Trains rung by rung; what each run came to.
fn halve(
    worker: &Worker,
    plan: &Plan,
    halving: &Halving,
    rungs: &[Rung],
    places: &[Place],
    jobs: usize,
    watched: &mut Watched,
) -> Result<(Worked, Vec<State>)> {
    let lower = halving.lower_is_better()?;
    let mut alive: Vec<usize> = (0..plan.variants.len()).collect();
    let mut states: Vec<State> = places.iter().map(Place::state).collect::<Result<_>>()?;
    for (number, rung) in rungs.iter().enumerate() {
        if number > 0 {
            let figures = |variant: usize| {
                let runs = places.iter().filter(|place| place.variant == variant);
                runs.map(|place| figure(place, &halving.metric)).collect()
            };
            alive = best(&alive, rung.variants, lower, figures);
        }
        let chosen: Vec<usize> = (0..places.len()).filter(|run| alive.contains(&places[*run].variant)).collect();
        let runs: Vec<Place> = chosen.iter().map(|run| places[*run].clone()).collect();
        let heading =
            format!("rung {} of {}: {} variants to {} steps", number + 1, rungs.len(), alive.len(), rung.steps);
        watched.rung(&heading, rung.steps * runs.len(), runs.len());
        let (worked, reached) = Work::new(worker, plan, &runs, rung.steps)?.done(jobs, watched)?;
        for (run, state) in chosen.into_iter().zip(reached) {
            states[run] = state;
        }
        if worked == Worked::Interrupted {
            return Ok((worked, states));
        }
    }
    Ok((Worked::Through, states))
}

/// A figure of a run that was measured.
fn figure(place: &Place, metric: &str) -> Option<f64> {
    let failed = matches!(place.state(), Ok(State::Failed(..)) | Err(_));
    let recorded = Recorded::read(&place.folder).ok().filter(|_| !failed)?;
    recorded.figure(metric).filter(|figure| figure.is_finite())
}
