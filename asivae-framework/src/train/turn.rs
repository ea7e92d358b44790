//! A move on its turn.

use crate::game::{Game, GameMove, Numbers};

/// Whose turn it is.
#[derive(Clone, Copy)]
pub(super) struct Turn<'a> {
    pub(super) game: &'a Game,
    pub(super) game_move: &'a GameMove,
    /// Where the networks of the game stand among the players of the run.
    pub(super) seats: &'a [Option<usize>],
    pub(super) numbers: &'a Numbers,
}
