//! A plan as one reads it: axes, runs, and how long they may take.

use std::fmt::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Study;
use super::halving::{Rung, all_steps};
use super::plan::Plan;
use super::store::{Place, State, places};
use crate::Result;
use crate::train::SeededFeed;

/// A plan, and how much of it there is to do.
pub(crate) struct Shown<'a> {
    study: &'a Study,
    plan: &'a Plan,
    rungs: Vec<Rung>,
    states: Vec<State>,
    /// Runs that a process trains now.
    held: usize,
    /// Runs of other settings, which are to be set aside.
    others: usize,
    jobs: usize,
    estimate: Option<Duration>,
}

/// Steps that are timed, after a few that are not.
const TIMED: usize = 4;
/// Variants that are timed.
const TIMED_VARIANTS: usize = 4;
/// So many variants are listed.
const LISTED: usize = 30;

impl Study {
    /// What a plan comes to; a few steps of some variants are made to say how long it may take.
    ///
    /// # Errors
    ///
    /// What is wrong in a variant, or runs whose files cannot be read.
    pub(crate) fn shown<'a>(&'a self, plan: &'a Plan) -> Result<Shown<'a>> {
        let places = places(&self.out, plan);
        let mut states = places.iter().map(Place::state).collect::<Result<Vec<_>>>()?;
        let held = places.iter().filter(|place| place.is_held()).count();
        let mut others = 0;
        let mut left = 0;
        for (place, state) in places.iter().zip(&mut states) {
            let trainer = || plan.variants[place.variant].trainer(place.seed);
            if *state != State::NotBegun && !trainer()?.differences(&place.folder)?.is_empty() {
                (*state, others) = (State::NotBegun, others + 1);
            }
            left += match state {
                state if state.is_done(place.steps) => 0,
                State::NotBegun => place.steps,
                _ => place.steps - place.recorded(),
            };
        }
        let (rungs, jobs) = (self.rungs(plan)?, self.at_once(plan));
        // What halving still has to do is known when it is done.
        let steps = if rungs.is_empty() { left } else { all_steps(plan, &rungs) };
        let estimate = step_time(plan)?.map(|each| each.mul_f64(steps as f64 / jobs as f64));
        Ok(Shown { study: self, plan, rungs, states, held, others, jobs, estimate })
    }
}

/// Mean time of a step, over some of the variants.
fn step_time(plan: &Plan) -> Result<Option<Duration>> {
    let stride = plan.variants.len().div_ceil(TIMED_VARIANTS).max(1);
    let mut times = Vec::new();
    for variant in plan.variants.iter().step_by(stride) {
        let mut trainer = variant.trainer(0)?;
        let mut session = trainer.session()?;
        let config = trainer.config();
        let first = config.warmup.as_ref().map_or(0, |warmup| warmup.steps).min(config.train.steps.saturating_sub(1));
        let mut feed = SeededFeed::new(crate::plugin::open_data(&config.data)?, config.train.batch, 0);
        let mut start = Instant::now();
        for step in 0..=TIMED {
            if step == 1 {
                start = Instant::now();
            }
            // A value that is not finite is the run's to tell.
            if session.step(first + step, &mut feed, false).is_err() {
                break;
            }
        }
        times.push(start.elapsed() / TIMED as u32);
    }
    Ok(times.iter().sum::<Duration>().checked_div(times.len() as u32))
}

impl Shown<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let (variants, seeds) = (self.plan.variants.len(), self.plan.seeds.len());
        for (number, axis) in self.study.axes.iter().enumerate() {
            let labels: Vec<&str> = axis.values.iter().map(|value| value.label.as_str()).collect();
            let head = if number == 0 { "varies:" } else { "" };
            let _ = writeln!(text, "{head:8} {}: {}", axis.name, labels.join(" | "));
        }
        let random = self.study.random.map_or(String::new(), |(_, seed)| format!(", drawn by seed {seed}"));
        let _ = writeln!(
            text,
            "runs:    {} = {} × {}{random}",
            self.plan.runs(),
            counted(variants, "variant"),
            counted(seeds, "seed")
        );
        for (number, rung) in self.rungs.iter().enumerate() {
            let head = if number == 0 { "halving:" } else { "" };
            let _ = writeln!(text, "{head:8} {} to {} steps", counted(rung.variants, "variant"), rung.steps);
        }
        let done = self.states.iter().filter(|state| state.is_done(usize::MAX)).count();
        let begun = self.states.iter().filter(|state| matches!(state, State::Unfinished(_) | State::Paused(_))).count();
        if done + begun + self.others > 0 {
            let held = if self.held > 0 { format!(", {} of these at work", self.held) } else { String::new() };
            let _ = writeln!(text, "there:   {done} done, {begun} begun{held}");
            if self.others > 0 {
                let _ = writeln!(text, "         {} of other settings, to be set aside", counted(self.others, "run"));
            }
        }
        if let Some(estimate) = self.estimate {
            let left = match done + begun {
                0 => "",
                _ if self.rungs.is_empty() => " for what is left",
                _ => " for all of it",
            };
            let _ = writeln!(
                text,
                "time:    about {}{left}, {} at once, figures not counted",
                rounded(estimate),
                counted(self.jobs, "run")
            );
        }
        let _ = writeln!(text, "folder:  {}", self.study.out.display());
        text
    }

    /// The variants by name, each with its settings.
    pub(crate) fn listed(&self) -> String {
        let mut text = String::new();
        for variant in self.plan.variants.iter().take(LISTED) {
            let _ = writeln!(text, "  {}", variant.name);
        }
        if self.plan.variants.len() > LISTED {
            let _ = writeln!(text, "  and {} more", self.plan.variants.len() - LISTED);
        }
        text
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        let variant = |variant: &super::Planned| json!({ "name": variant.name, "values": variant.places, "steps": variant.steps });
        json!({
            "axes": self.plan.axes,
            "variants": self.plan.variants.iter().map(variant).collect::<Vec<_>>(),
            "seeds": self.plan.seeds,
            "runs": self.plan.runs(),
            "rungs": self.rungs.iter().map(|rung| json!({ "steps": rung.steps, "variants": rung.variants })).collect::<Vec<_>>(),
            "other_settings": self.others,
            "done": self.states.iter().filter(|state| state.is_done(usize::MAX)).count(),
            "at_work": self.held,
            "jobs": self.jobs,
            "expected_seconds": self.estimate.map(|estimate| estimate.as_secs_f64()),
            "folder": self.study.out.display().to_string(),
        })
    }
}

/// `1 run`, `3 runs`.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// To the minute where there are some, to the second below.
fn rounded(time: Duration) -> String {
    let seconds = time.as_secs().max(1);
    let whole = if seconds >= 600 { seconds.div_ceil(60) * 60 } else { seconds };
    humantime::format_duration(Duration::from_secs(whole)).to_string()
}
