//! A look at a game before it is trained: one step of it, term by term, and nothing moved.

use serde::Serialize;

use super::feed::Feed;
use super::report::scalar;
use super::session::Session;
use super::turn::Turn;
use crate::error::Result;
use crate::game::{Game, StepMemory};

/// What a move does in a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MoveReport {
    /// Its label, or the players' names joined by ` + `.
    pub title: String,
    /// Networks that it updates.
    pub players: Vec<String>,
    /// How often it is played in a step.
    pub repeat: usize,
    /// The objective at this step; nothing where no term is left of it.
    pub objective: Option<f64>,
    /// Passes forwards of each network that takes part, each of a whole batch; what both moves of a step need is counted in both.
    pub passes: Vec<(String, usize)>,
    /// Its terms, each by itself.
    pub terms: Vec<TermReport>,
}

/// What a term of a move does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermReport {
    /// Its name in the records.
    pub name: String,
    /// What it asks for: `mu of xr`.
    pub views: Vec<String>,
    /// Its mean over the batch; nothing where the objective does not evaluate it at this step, because it is multiplied by exactly zero.
    pub value: Option<f64>,
    /// Players that receive a gradient through it, as it stands in the objective; the others of the move do not.
    pub moves: Vec<String>,
    /// Players to whom a path leads from it, be the gradient zero at this step or not.
    pub reaches: Vec<String>,
}

impl Session {
    /// Looks at the first step of the game itself, after any warm-up: plays every move, sends gradients through each of its terms alone, and moves nothing. Of
    /// an objective in code it looks at what that may read, and does not call it.
    ///
    /// # Errors
    ///
    /// A number of the model that is wrong at this step.
    pub fn inspect(&mut self, feed: &mut dyn Feed) -> Result<Vec<MoveReport>> {
        self.inspect_at(self.first_of_game(), feed)
    }

    /// The same at another step, with the weights as they are.
    ///
    /// # Errors
    ///
    /// A number of the model that is wrong at that step.
    pub fn inspect_at(&mut self, step: usize, feed: &mut dyn Feed) -> Result<Vec<MoveReport>> {
        let workers = self.workers();
        // Out of `self`, so that the players can take gradients while the game is read.
        let game = std::mem::take(&mut self.game);
        let reports = workers.enter(|| self.look(&game, step, feed));
        self.game = game;
        reports
    }

    fn look(&mut self, game: &Game, step: usize, feed: &mut dyn Feed) -> Result<Vec<MoveReport>> {
        let numbers = game.checked_numbers(self.clock(step))?;
        feed.turn_to(step, 0);
        let batch = self.draw(feed)?;
        let mut memory = StepMemory::default();
        let mut reports = Vec::new();
        let seats: Vec<Option<usize>> = (0..game.networks().len()).map(Some).collect();
        let name = |network: usize| game.networks()[network].name.clone();
        for game_move in game.moves() {
            let whole = self.on_scene(&seats, batch.clone(), &*feed, |scene| {
                game.look(game_move, &numbers, scene, &mut memory, None)
            });
            if let Some(trouble) = whole.trouble {
                return Err(trouble);
            }
            let passes = (0..game.networks().len())
                .map(|network| (name(network), whole.calls.iter().filter(|called| **called == network).count()))
                .filter(|(_, count)| *count > 0)
                .collect();
            let mut terms = Vec::new();
            for term in game_move.terms() {
                let log = whole.terms.iter().find(|log| log.name == term.name && !log.is_let);
                let value = log.map(|log| scalar(&log.value.clone().mean()));
                let turn = Turn { game, game_move, seats: &seats, numbers: &numbers };
                let sent = self.through(&turn, &batch, &*feed, &mut memory, &term.name);
                let moves: Vec<usize> = sent.iter().filter(|s| s.norm != 0.0).map(|s| s.network).collect();
                let reaches: Vec<usize> = sent.iter().filter(|s| s.reached).map(|s| s.network).collect();
                let named = |mut networks: Vec<usize>| {
                    networks.sort_by_key(|network| game_move.players().iter().position(|player| player == network));
                    networks.into_iter().map(name).collect()
                };
                let (moves, reaches) = (named(moves), named(reaches));
                terms.push(TermReport { name: term.name, views: term.views, value, moves, reaches });
            }
            reports.push(MoveReport {
                title: game_move.title().to_owned(),
                players: game_move.players().iter().map(|player| name(*player)).collect(),
                repeat: game_move.repeat(),
                objective: whole.objective.as_ref().map(scalar),
                passes,
                terms,
            });
        }
        Ok(reports)
    }
}
