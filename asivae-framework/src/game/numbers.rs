//! The named numbers of a step: scalars, `let`s that are numbers, schedules.

use super::node::{ClockField, Input, Node, NodeKind, Param};
use super::{Game, GamePace};
use crate::error::{Error, Result};
use crate::plugin::{Clock, ParamValue, Schedule, working};

/// The named numbers of a step.
pub struct Numbers {
    clock: Clock,
    values: Vec<f64>,
    /// Of schedules that remember; those that are not there have their first value.
    remembered: Vec<f64>,
}

impl Game {
    /// Evaluates the named numbers for a step. Schedules that remember have their first value.
    pub fn numbers(&self, clock: Clock) -> Numbers {
        self.numbers_with(clock, Vec::new())
    }

    fn numbers_with(&self, clock: Clock, remembered: Vec<f64>) -> Numbers {
        let mut numbers = Numbers::without(clock, remembered);
        for named in &self.numbers {
            let value = numbers.of(self, &named.value);
            numbers.values.push(value);
        }
        numbers
    }

    /// Named numbers that change during a run, with their values at this step.
    pub fn moving_numbers<'a>(&'a self, numbers: &'a Numbers) -> impl Iterator<Item = (&'a str, f64)> {
        self.numbers.iter().zip(&numbers.values).filter(|(n, _)| n.moving).map(|(n, v)| (n.name.as_str(), *v))
    }

    /// The numbers of a step, each finite and within its bounds, parameters of calls included.
    ///
    /// # Errors
    ///
    /// The first number that is not: its name, value, step and bounds.
    pub fn checked_numbers(&self, clock: Clock) -> Result<Numbers> {
        self.checked_numbers_with(clock, Vec::new())
    }

    /// The same, with the values of the schedules that remember.
    pub(crate) fn checked_numbers_with(&self, clock: Clock, remembered: Vec<f64>) -> Result<Numbers> {
        let numbers = self.numbers_with(clock, remembered);
        for (named, &value) in self.numbers.iter().zip(&numbers.values) {
            numbers.check(&named.name, value, named.min, named.max)?;
        }
        let named = self.numbers.iter().map(|named| &named.value);
        named.chain(self.moves.iter().map(|m| &m.objective)).try_for_each(|node| numbers.check_params(self, node))?;
        for one in &self.remembering {
            numbers.check_call(self, &one.inner, &one.params)?;
        }
        let posteriors = self.posteriors.iter().flatten().map(|posterior| &posterior.params);
        for params in posteriors.chain(self.obeys.iter().map(|obey| &obey.params)) {
            numbers.check_call(self, &[], params)?;
        }
        for follow in &self.follows {
            if let GamePace::Average(decay) = &follow.pace {
                numbers.check_params(self, decay)?;
                let name = format!("the decay of `{}`", self.networks[follow.network].name);
                numbers.check(&name, numbers.of(self, decay), Some(0.0), Some(1.0))?;
            }
        }
        Ok(numbers)
    }
}

impl Numbers {
    /// When they hold.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A number's value at this step.
    pub(super) fn of(&self, game: &Game, node: &Node) -> f64 {
        match &node.kind {
            NodeKind::Constant(value) => *value,
            NodeKind::Clock(ClockField::Progress) => self.clock.progress,
            NodeKind::Clock(ClockField::Step) => self.clock.step as f64,
            NodeKind::Clock(ClockField::Epoch) => self.clock.epoch,
            // What a schedule is made of may be asked for at another time: then nothing is known before it is computed.
            NodeKind::Named(index) => match self.values.get(*index) {
                Some(value) => *value,
                None => self.of(game, &game.numbers[*index].value),
            },
            NodeKind::Schedule(schedule, inner, params) => {
                let params = self.params(game, params);
                self.with_inner(game, inner, |inner| {
                    working(schedule.info, || (schedule.call)(&self.clock, inner, &params))
                })
            }
            NodeKind::Remembering(index) => match self.remembered.get(*index) {
                Some(value) => *value,
                None => {
                    let one = &game.remembering[*index];
                    let params = self.params(game, &one.params);
                    self.with_inner(game, &one.inner, |inner| (one.plugin.call)(&self.clock, inner, &params))
                }
            },
            NodeKind::Let(_, inner) => self.of(game, inner),
            NodeKind::Neg(a) => -self.of(game, a),
            NodeKind::Add(a, b) => self.of(game, a) + self.of(game, b),
            NodeKind::Sub(a, b) => self.of(game, a) - self.of(game, b),
            NodeKind::Mul(a, b) => self.of(game, a) * self.of(game, b),
            NodeKind::Div(a, b) => self.of(game, a) / self.of(game, b),
            NodeKind::Apply(function, args, _) => {
                let args: Vec<f64> = args.iter().map(|a| self.of(game, a)).collect();
                function.on_numbers(&args)
            }
            // Assembly gives a term the type of a term; none stands where a number does.
            NodeKind::Term(_) | NodeKind::ByHand(_) => f64::NAN,
        }
    }

    /// The clock of another time, and no number yet.
    fn at(&self, progress: f64) -> Numbers {
        let step = progress * self.clock.steps as f64;
        let epoch = step / self.clock.epoch_steps.max(1) as f64;
        let clock = Clock { step: step.round().max(0.0) as usize, progress, epoch, ..self.clock };
        Numbers { clock, values: Vec::new(), remembered: self.remembered.clone() }
    }

    /// No named number yet: each is computed where it is asked for.
    pub(super) fn without(clock: Clock, remembered: Vec<f64>) -> Numbers {
        Numbers { clock, values: Vec::new(), remembered }
    }

    /// Gives what a schedule is made of.
    pub(super) fn with_inner(&self, game: &Game, inner: &[Node], call: impl FnOnce(&[Schedule<'_>]) -> f64) -> f64 {
        let at: Vec<_> = inner.iter().map(|node| move |t| self.at(t).of(game, node)).collect();
        let inner: Vec<Schedule<'_>> = at.iter().map(|at| Schedule::new(at)).collect();
        call(&inner)
    }

    fn check(&self, name: &str, value: f64, min: Option<f64>, max: Option<f64>) -> Result<()> {
        let step = self.clock.step;
        if !value.is_finite() {
            let message = format!("is {value} at step {step}; a number of the model must be finite");
            return Err(Error::setting(name, message));
        }
        if min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max) {
            let message = format!("is {value} at step {step}; expected {}", within(min, max));
            return Err(Error::setting(name, message));
        }
        Ok(())
    }

    /// Checks the parameters of every call in an expression.
    fn check_params(&self, game: &Game, node: &Node) -> Result<()> {
        match &node.kind {
            NodeKind::Schedule(schedule, inner, params) => {
                self.check_call(game, inner, params)?;
                self.check(schedule.info.name, self.of(game, node), None, None)
            }
            NodeKind::Term(term) => {
                let inputs = term.inputs.iter().flat_map(Input::params);
                inputs.chain([&term.params]).try_for_each(|params| self.check_call(game, &[], params))
            }
            other => other.children().into_iter().try_for_each(|inner| self.check_params(game, inner)),
        }
    }

    fn check_call(&self, game: &Game, inner: &[Node], params: &[Param]) -> Result<()> {
        inner.iter().try_for_each(|node| self.check_params(game, node))?;
        params.iter().try_for_each(|param| match param {
            Param::Fixed(_) => Ok(()),
            Param::Number(node, info) => {
                self.check_params(game, node)?;
                self.check(info.name, self.of(game, node), info.min, info.max)
            }
        })
    }

    pub(super) fn params(&self, game: &Game, params: &[Param]) -> Vec<ParamValue> {
        params
            .iter()
            .map(|param| match param {
                Param::Fixed(value) => value.clone(),
                Param::Number(node, _) => ParamValue::Number(self.of(game, node)),
            })
            .collect()
    }
}

/// Bounds in words: `at least 0`, `0 to 1`.
pub(super) fn within(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    }
}
