//! Gradients term by term: what each sends to the players by itself.

use super::session::{Drawn, Session};
use super::turn::Turn;
use crate::game::{NoiseSource, StepMemory};
use crate::tensor::Tensor;

/// What a term sends to a player.
pub(super) struct Sent {
    /// The player's number among the networks of the game.
    pub(super) network: usize,
    /// Whether a path leads there, be the gradient zero or not.
    pub(super) reached: bool,
    /// L2 norm of the gradient.
    pub(super) norm: f64,
}

impl Session {
    /// Sends gradients through one term of a move alone, as it stands in the objective, and moves nothing.
    pub(super) fn through(
        &mut self,
        turn: &Turn<'_>,
        drawn: &Drawn,
        noise: &dyn NoiseSource,
        memory: &mut StepMemory,
        term: &str,
    ) -> Vec<Sent> {
        let Turn { game, game_move, seats, numbers } = *turn;
        let evaluated = self
            .on_scene(seats, drawn.clone(), noise, |scene| game.look(game_move, numbers, scene, memory, Some(term)));
        let Some(loss) = evaluated.objective.filter(Tensor::is_tracked) else { return Vec::new() };
        let found = evaluated.tape.weight_gradients(&loss, &self.workers());
        let sent = found.into_iter().filter_map(|(network, gradients)| {
            let seat = seats[network]?;
            let reached = gradients.iter().any(|sum| !sum.graph.is_empty() || !sum.host.is_empty());
            Some(Sent { network, reached, norm: self.players[seat].take_gradients(gradients) })
        });
        sent.collect()
    }

    /// Norms by term and player: `decoder/gradient/kl(xg)`, and `encoder + decoder/gradient/decoder/kl(x)` where several play. Taken with a memory of
    /// its own, so that the move is played as if nobody had looked.
    pub(super) fn record_gradients(
        &mut self,
        turn: &Turn<'_>,
        drawn: &Drawn,
        noise: &dyn NoiseSource,
        values: &mut Vec<(String, f64)>,
    ) {
        let (title, players) = (turn.game_move.title(), turn.game_move.players());
        let running: Vec<_> = self.players.iter().map(|player| player.running()).collect();
        let mut memory = StepMemory::default();
        for term in turn.game_move.terms() {
            let sent = self.through(turn, drawn, noise, &mut memory, &term.name);
            for &player in players {
                let norm = sent.iter().find(|sent| sent.network == player).map_or(0.0, |sent| sent.norm);
                let place = match players.len() {
                    1 => String::new(),
                    _ => format!("{}/", turn.game.networks()[player].name),
                };
                values.push((format!("{title}/gradient/{place}{}", term.name), norm));
            }
        }
        self.players.iter_mut().zip(running).for_each(|(player, running)| player.put_back(running));
    }
}
