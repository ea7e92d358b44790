//! What sees the whole batch at once, so that a batch cannot be gone through in parts.

use super::node::{Function, Input, Leaf, Node, NodeKind};
use super::{Game, GameMove};

impl Game {
    /// What of the moves is a function of all samples of a batch together, as written: `as_distance(xr, xg)`, `batch_mean(…)`.
    pub fn of_whole_batches(&self) -> Vec<String> {
        let mut found = Vec::new();
        for game_move in self.moves() {
            search(&game_move.objective, game_move, &mut found);
        }
        found.dedup();
        found
    }
}

fn search(node: &Node, game_move: &GameMove, found: &mut Vec<String>) {
    match &node.kind {
        NodeKind::Term(term) => {
            let whole = matches!(&term.leaf, Leaf::Loss(loss) if loss.whole_batch || loss.across_batch);
            if whole || term.inputs.iter().any(is_shuffled) {
                found.push(format!("{}/{}", game_move.title(), term.name));
            }
        }
        NodeKind::Apply(Function::BatchMean, _, place) => found.push(format!("{}/{place}", game_move.title())),
        NodeKind::ByHand(_) => found.push(format!("{}, an objective in code", game_move.title())),
        _ => {}
    }
    node.kind.children().into_iter().for_each(|inner| search(inner, game_move, found));
}

fn is_shuffled(input: &Input) -> bool {
    match input {
        Input::Shuffled(..) => true,
        Input::Stopped(inner) => is_shuffled(inner),
        Input::Made { inputs, .. } => inputs.iter().any(is_shuffled),
        Input::View(..) | Input::Source(_) | Input::Prior | Input::Noise { .. } => false,
    }
}
