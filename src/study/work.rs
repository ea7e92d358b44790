//! The runs of a study at work: one process each, so many at once, begun again when they die.

use std::time::{Duration, Instant};

use super::plan::Plan;
use super::process::{Process, Worker, interrupted};
use super::store::{Place, State};
use super::watched::Watched;
use crate::{Error, Result};

const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often a run is looked at that another process trains.
const LOOK_ELSEWHERE_EVERY: Duration = Duration::from_secs(1);
/// A process that dies so many times without a step in between is not begun again.
const MOST_DEATHS: usize = 4;

/// What came of working on runs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Worked {
    /// There is nothing left to do.
    Through,
    /// An interrupt ended it; all is saved.
    Interrupted,
}

/// Runs to be trained up to a step.
pub(super) struct Work<'a> {
    worker: &'a Worker,
    plan: &'a Plan,
    runs: &'a [Place],
    target: usize,
    /// What each run came to.
    states: Vec<State>,
    /// So many times its process died without a step in between.
    deaths: Vec<usize>,
    waiting: Vec<usize>,
    at_work: Vec<AtWork>,
    /// Those that another process trains, as it does where this program was killed or a queue has them: they are waited for.
    elsewhere: Vec<usize>,
    looked: Instant,
    stopping: bool,
}

/// A run and its process.
struct AtWork {
    run: usize,
    process: Process,
    /// Steps that were done when it began.
    began: usize,
}

impl<'a> Work<'a> {
    /// Of these runs, up to a step.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read.
    pub(super) fn new(worker: &'a Worker, plan: &'a Plan, runs: &'a [Place], target: usize) -> Result<Work<'a>> {
        let states: Vec<State> = runs.iter().map(Place::state).collect::<Result<_>>()?;
        Ok(Work {
            worker,
            plan,
            runs,
            target,
            waiting: (0..runs.len()).rev().filter(|run| !states[*run].is_done(target)).collect(),
            states,
            deaths: vec![0; runs.len()],
            at_work: Vec::new(),
            elsewhere: Vec::new(),
            looked: Instant::now(),
            stopping: false,
        })
    }

    /// Trains them, as many at once as are allowed; what each came to.
    ///
    /// # Errors
    ///
    /// A process that cannot be begun, or files that cannot be read. A run that fails is no error.
    pub(super) fn done(mut self, jobs: usize, watched: &mut Watched) -> Result<(Worked, Vec<State>)> {
        let done = self.play(jobs, watched);
        if done.is_err() {
            self.at_work.iter().for_each(|one| one.process.terminate());
        }
        done?;
        Ok((if self.stopping { Worked::Interrupted } else { Worked::Through }, self.states))
    }

    fn play(&mut self, jobs: usize, watched: &mut Watched) -> Result<()> {
        loop {
            if interrupted() && !self.stopping {
                self.stop();
            }
            self.look_elsewhere();
            self.begin(jobs, watched)?;
            self.gather(watched)?;
            if self.at_work.is_empty() && self.waiting.is_empty() && self.elsewhere.is_empty() {
                return Ok(());
            }
            watched.show(self.runs, &self.states, self.target, self.at_work.len());
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Begins nothing more, and ends what is at work at its next step.
    fn stop(&mut self) {
        self.stopping = true;
        self.waiting.clear();
        self.elsewhere.clear();
        self.at_work.iter().for_each(|one| one.process.terminate());
    }

    /// Takes back the runs that no other process trains any more.
    fn look_elsewhere(&mut self) {
        if self.looked.elapsed() >= LOOK_ELSEWHERE_EVERY {
            self.looked = Instant::now();
            let runs = self.runs;
            self.waiting.extend(self.elsewhere.extract_if(.., |run| !runs[*run].is_held()));
        }
    }

    /// Begins runs that wait, as long as there is room.
    fn begin(&mut self, jobs: usize, watched: &mut Watched) -> Result<()> {
        while self.at_work.len() < jobs
            && let Some(run) = self.waiting.pop()
        {
            let place = &self.runs[run];
            if place.is_held() {
                watched.elsewhere();
                self.elsewhere.push(run);
                continue;
            }
            // It may have come to its end elsewhere.
            self.states[run] = place.state()?;
            if self.states[run].is_done(self.target) {
                self.say(run, watched);
                continue;
            }
            let process = Process::begin(self.worker, place, self.target)?;
            self.at_work.push(AtWork { run, process, began: place.recorded() });
        }
        Ok(())
    }

    /// Looks which processes have ended, and what is to become of their runs.
    fn gather(&mut self, watched: &mut Watched) -> Result<()> {
        for mut one in std::mem::take(&mut self.at_work) {
            let (run, place) = (one.run, &self.runs[one.run]);
            let Some(status) = one.process.ended().map_err(|error| Error::io(&place.log, error))? else {
                self.at_work.push(one);
                continue;
            };
            self.states[run] = place.state()?;
            if !self.states[run].is_done(self.target) && !self.stopping {
                if status.was_turned_away(&place.log) {
                    watched.elsewhere();
                    self.elsewhere.push(run);
                    continue;
                }
                self.deaths[run] = if place.recorded() > one.began { 1 } else { self.deaths[run] + 1 };
                match status.is_hopeless(self.deaths[run], MOST_DEATHS, &place.log) {
                    Some(reason) => self.states[run] = State::Failed(None, reason),
                    None => self.waiting.push(run),
                }
            }
            if self.states[run].is_done(self.target) {
                self.say(run, watched);
            }
        }
        Ok(())
    }

    fn say(&self, run: usize, watched: &mut Watched) {
        let place = &self.runs[run];
        watched.ended(&self.plan.variants[place.variant].name, place, &self.states[run]);
    }
}
