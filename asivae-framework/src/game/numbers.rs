//! The named numbers of a step: scalars, `let`s that are numbers, schedules.

use super::Game;
use super::node::{ClockField, Node, NodeKind, Param};
use crate::plugin::{Clock, ParamValue};

/// The named numbers of a step.
pub struct Numbers {
    clock: Clock,
    values: Vec<f64>,
}

impl Game {
    /// Evaluates the named numbers for a step.
    pub fn numbers(&self, clock: Clock) -> Numbers {
        let mut numbers = Numbers { clock, values: Vec::with_capacity(self.numbers.len()) };
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

    /// All named numbers, with their values at this step.
    pub fn all_numbers<'a>(&'a self, numbers: &'a Numbers) -> impl Iterator<Item = (&'a str, f64)> {
        self.numbers.iter().zip(&numbers.values).map(|(n, v)| (n.name.as_str(), *v))
    }

    /// The first scalar outside its bounds at this step: name, value, bounds.
    pub fn out_of_bounds(&self, numbers: &Numbers) -> Option<(&str, f64, String)> {
        self.numbers.iter().zip(&numbers.values).find_map(|(named, &value)| {
            let below = value.is_nan() || named.min.is_some_and(|min| value < min);
            let above = named.max.is_some_and(|max| value > max);
            let shown = |bound: Option<f64>| bound.map_or(String::new(), |b| b.to_string());
            (below || above)
                .then(|| (named.name.as_str(), value, format!("{}..{}", shown(named.min), shown(named.max))))
        })
    }
}

impl Numbers {
    /// A number's value at this step.
    pub(super) fn of(&self, game: &Game, node: &Node) -> f64 {
        match &node.kind {
            NodeKind::Constant(value) => *value,
            NodeKind::Clock(ClockField::Progress) => self.clock.progress,
            NodeKind::Clock(ClockField::Step) => self.clock.step as f64,
            NodeKind::Clock(ClockField::Epoch) => self.clock.epoch,
            NodeKind::Named(index) => self.values[*index],
            NodeKind::Schedule(schedule, params) => (schedule.call)(&self.clock, &self.params(game, params)),
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
            NodeKind::Term(_) => f64::NAN,
        }
    }

    pub(super) fn params(&self, game: &Game, params: &[Param]) -> Vec<ParamValue> {
        params
            .iter()
            .map(|param| match param {
                Param::Fixed(value) => value.clone(),
                Param::Number(node) => ParamValue::Number(self.of(game, node)),
            })
            .collect()
    }
}
