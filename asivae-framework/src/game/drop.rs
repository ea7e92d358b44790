//! Leaving terms out of a game by the names under which they are logged.

use asivae_grammar::did_you_mean;

use super::Game;
use super::node::{Function, Node, NodeKind, Ty};
use crate::error::{Error, Result};

impl Game {
    /// Leaves a term, a `let` or a function out, as if it were zero: `rec(xr)` wherever it stands, `encoder/rec(xr)` in that move alone.
    ///
    /// # Errors
    ///
    /// A name that no term has, with the nearest; a move of whose objective nothing would be left.
    pub fn drop_term(&mut self, place: &str) -> Result<()> {
        let given = place;
        let place = &bare(place);
        let (mut found, mut known) = (false, Vec::new());
        for game_move in &mut self.moves {
            let title = game_move.title.as_str();
            let wanted = place.strip_prefix(&bare(title)).and_then(|rest| rest.strip_prefix('/')).unwrap_or(place);
            names(&game_move.objective, &mut |name| known.push(format!("{title}/{name}")));
            if !drop(&mut game_move.objective, wanted) {
                continue;
            }
            found = true;
            if game_move.objective.ty == Ty::Number {
                let message = format!("without `{given}` nothing is left of the objective of `{title}`");
                return Err(Error::setting("drop", message));
            }
        }
        if found {
            let left: Vec<String> =
                self.moves.iter().flat_map(|m| m.terms().into_iter().map(|term| term.name)).collect();
            let missed = self.remembering.iter().flat_map(|one| &one.measured).find(|name| !left.contains(name));
            return match missed {
                Some(name) => Err(Error::setting("drop", format!("`{name}` is measured by a schedule of this model"))),
                None => Ok(()),
            };
        }
        if !place.contains('/') {
            known.iter_mut().for_each(|name| *name = name.rsplit('/').next().unwrap_or_default().to_owned());
        }
        known.sort();
        known.dedup();
        Err(Error::setting("drop", did_you_mean("term", given, &known)))
    }
}

/// Without the blanks, which nobody remembers.
fn bare(name: &str) -> String {
    name.split_whitespace().collect()
}

/// The name under which a node is logged, where it has one.
fn name(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Term(term) => Some(&term.name),
        NodeKind::Let(name, _) => Some(name),
        NodeKind::Apply(Function::BatchMean | Function::StopGradient, ..) => None,
        NodeKind::Apply(_, _, place) if node.ty != Ty::Number => Some(place),
        _ => None,
    }
}

fn names(node: &Node, note: &mut dyn FnMut(&str)) {
    if let Some(name) = name(node) {
        note(name);
    }
    node.kind.children().into_iter().for_each(|child| names(child, note));
}

/// Whether it was there. What stands around it has its type anew.
fn drop(node: &mut Node, wanted: &str) -> bool {
    if name(node).is_some_and(|name| bare(name) == wanted) {
        *node = Node { ty: Ty::Number, kind: NodeKind::Constant(0.0) };
        return true;
    }
    let mut found = false;
    for child in node.kind.children_mut() {
        found |= drop(child, wanted);
    }
    if found {
        let inside = node.kind.children().iter().fold(Ty::Number, |ty, child| ty.with(child.ty));
        let is_mean = matches!(node.kind, NodeKind::Apply(Function::BatchMean, ..));
        node.ty = if is_mean && inside == Ty::Batch { Ty::Whole } else { inside };
    }
    found
}
