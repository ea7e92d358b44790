//! A study from its plan to its results.

use clap::Parser;

use super::Study;
use super::halving::{Rung, all_steps};
use super::plan::Plan;
use super::process::{Worker, catch_interrupts, program, work_if_asked};
use super::results::{self, Member, Options, Results, Written};
use super::rungs::Halved;
use super::store::{Place, State, Store};
use super::watched::Watched;
use super::work::{Work, Worked};
use crate::Result;
use crate::cli::{Studied, go, guarded};

/// What came of a study.
pub(crate) struct Came {
    pub(crate) results: Results,
    /// Where they are written.
    pub(crate) written: Written,
    /// Whether an interrupt ended it before its end.
    pub(crate) interrupted: bool,
}

impl Came {
    /// Whether a run ended without a result. One that came to a value that is not finite has one.
    pub(crate) fn lost(&self) -> bool {
        self.results.runs().any(|run| matches!(run.state, results::State::Failed { step: None, .. }))
    }
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

    /// Trains what is not trained yet by processes that are called so.
    pub(crate) fn train(&self, worker: &Worker) -> Result<Came> {
        program()?;
        let plan = self.plan()?;
        let rungs = self.rungs(&plan)?;
        let store = Store::open(&self.out)?;
        let places = store.write(self, &plan)?;
        for said in store.settle(&plan, &places)? {
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
            Some(halving) => {
                Halved::new(&self.out, worker, &plan, halving, &rungs, &places)?.done(jobs, &mut watched)?
            }
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
                // One that failed by a value has it in its records.
                State::Failed(None, reason) => Some(results::State::Failed { step: None, reason: reason.clone() }),
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
        let drawn = |name: &String| plan.variants.iter().any(|variant| variant.name == *name);
        let options = Options {
            metric: self.metric.clone(),
            baseline: self.baseline.clone().filter(drawn),
            threshold: self.threshold.clone(),
            ..Options::default()
        };
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
