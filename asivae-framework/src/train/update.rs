//! What comes of a move: gradients, their checks, and only then the optimisers.

use super::report::{blame, scalar};
use super::session::Session;
use super::trouble::NotFinite;
use super::turn::Turn;
use crate::error::{Error, Result};
use crate::game::{Evaluated, Game, Numbers, TermLog};
use crate::network::WeightSum;
use crate::tensor::Tensor;

/// What the parts of a batch have given so far.
#[derive(Default)]
pub(super) struct Gathered {
    /// The objective, as written.
    objective: Option<f64>,
    /// Its gradients, by network of the game.
    gradients: Vec<(usize, Vec<WeightSum>)>,
    /// Terms, those of all parts one behind the other.
    pub(super) terms: Vec<TermLog>,
}

impl Gathered {
    /// Adds the terms of a part: the same ones, of other samples.
    fn add_terms(&mut self, terms: Vec<TermLog>) {
        if self.terms.is_empty() {
            self.terms = terms;
            return;
        }
        for (own, other) in self.terms.iter_mut().zip(terms) {
            own.value = Tensor::cat(vec![own.value.clone(), other.value], 0);
        }
    }
}

impl Session {
    /// Backward through what a part of a batch gave, of which it is so large a share.
    pub(super) fn gather(
        &mut self,
        turn: &Turn<'_>,
        evaluated: Evaluated,
        share: f64,
        gathered: &mut Gathered,
    ) -> Result<()> {
        let (title, step) = (turn.game_move.title(), turn.numbers.clock().step);
        let Evaluated { objective, terms, tape, trouble, .. } = evaluated;
        if let Some(trouble) = trouble {
            return Err(trouble);
        }
        let value = objective.as_ref().map(scalar);
        if let Some(value) = value.filter(|value| !value.is_finite()) {
            return Err(self.not_finite(title, step, blame(&terms, value)));
        }
        gathered.add_terms(terms);
        let (Some(objective), Some(value)) = (objective, value) else { return Ok(()) };
        gathered.objective = Some(gathered.objective.unwrap_or(0.0) + share * value);
        if !objective.is_tracked() {
            let message =
                format!("at step {step} no path leads from it to a weight of those who play: nothing would be trained");
            return Err(Error::setting(title, message));
        }
        let loss = match turn.game_move.sense() {
            asivae_grammar::Sense::Minimizes => objective,
            asivae_grammar::Sense::Maximizes => objective.neg(),
        };
        let loss = if share < 1.0 { loss * share } else { loss };
        for (network, own) in tape.weight_gradients(&loss, &self.workers()) {
            let Some((_, sums)) = gathered.gradients.iter_mut().find(|(other, _)| *other == network) else {
                gathered.gradients.push((network, own));
                continue;
            };
            sums.extend(own);
            // Those of each part by itself would take as much memory as there are parts.
            if let Some(seat) = turn.seats[network] {
                *sums = vec![self.players[seat].summed(std::mem::take(sums))];
            }
        }
        Ok(())
    }

    /// Checks, and only then the optimisers and the constraints of the game itself, with its numbers. Gives the terms back.
    pub(super) fn update(
        &mut self,
        turn: &Turn<'_>,
        main: &Game,
        held: &Numbers,
        gathered: Gathered,
        values: &mut Vec<(String, f64)>,
    ) -> Result<Vec<TermLog>> {
        let Turn { game, game_move, seats, numbers } = *turn;
        let (title, step) = (game_move.title(), numbers.clock().step);
        let Gathered { objective, mut gradients, terms } = gathered;
        let Some(value) = objective else { return Ok(terms) };
        values.push((format!("{title}/objective"), value));
        let mut players = Vec::new();
        let mut norms = Vec::new();
        for &player in game_move.players() {
            let Some(seat) = seats[player] else { continue };
            let name = game.networks()[player].name.as_str();
            let own = gradients.iter_mut().find(|(network, _)| *network == player);
            let norm = self.players[seat].take_gradients(own.map(|(_, own)| std::mem::take(own)).unwrap_or_default());
            if !norm.is_finite() {
                let what = format!("the gradient of `{name}`");
                return Err(self.not_finite(title, step, (what, norm)));
            }
            players.push((seat, name));
            norms.push(norm);
        }
        for (&(seat, name), norm) in players.iter().zip(norms) {
            let clip = self.config.optim.clip_norm;
            let factor = if clip > 0.0 && norm > clip { clip / norm } else { 1.0 };
            self.players[seat].step(self.config.learning_rate(name, step), factor);
            // A seat is the network's number in the game itself.
            main.constrain(seat, self.players[seat].as_mut(), held)?;
            let column =
                if players.len() == 1 { format!("{title}/gradient") } else { format!("{title}/gradient/{name}") };
            values.push((column, norm));
        }
        Ok(terms)
    }

    fn not_finite(&self, title: &str, step: usize, (what, value): (String, f64)) -> Error {
        let last = self.last.as_ref().map(|(step, values)| {
            let ours = values.iter().filter(|(name, _)| name.starts_with(title) || !name.contains('/'));
            (*step, ours.filter(|(name, _)| !name.contains("/share/")).cloned().collect())
        });
        Error::NotFinite(Box::new(NotFinite { step, title: title.to_owned(), what, value, last, saved: None }))
    }
}
