//! Moves: known networks, each once in a move, all of them updated, and no two moves of one name.

use std::collections::HashSet;

use super::names::{Kind, Names};
use crate::mistake::Mistakes;
use crate::nearest::{did_you_mean, nearest};
use crate::print::number;
use crate::tree::{Expr, ExprKind, Follow, Model, Move, Name, Network, Pace};

/// Checks who plays.
pub(super) fn check(model: &Model, networks: &[Network], names: &Names, mistakes: &mut Mistakes) {
    let known: Vec<&str> = networks.iter().map(|network| network.name.text.as_str()).collect();
    let mut updated: HashSet<&str> = HashSet::new();
    for play in &model.moves {
        let mut players = HashSet::new();
        for player in &play.players {
            if !players.insert(player.text.as_str()) {
                mistakes.push(player.span, format!("`{player}` plays twice in one move"));
            } else if known.contains(&player.text.as_str()) {
                updated.insert(player.text.as_str());
            } else {
                // The network that was meant is not "never updated".
                updated.extend(nearest(player, known.iter().copied()));
                mistakes.push(player.span, unknown(model, player, &known));
            }
        }
    }
    for follow in &model.follows {
        led(model, follow, networks, &mut updated, mistakes);
    }
    titles(&model.moves, names, mistakes);
    if model.moves.is_empty() {
        let example = known.first().copied().unwrap_or("encoder");
        mistakes.push(model.name.span, format!("the model has no moves: add `{example} minimizes …`"));
        return;
    }
    // One whose leader is misspelt is led all the same.
    let led = |network: &Network| model.follows.iter().any(|follow| follow.network == network.name);
    let idle = networks.iter().filter(|network| !updated.contains(network.name.text.as_str()) && !led(network));
    for network in idle {
        let declared = !model.networks.is_empty();
        let span = if declared { network.name.span } else { model.name.span };
        let name = &network.name;
        mistakes.push(span, format!("network `{name}` is never updated: add `{name} minimizes …`"));
    }
}

/// A network that another one leads: both are there, of one signature, and nothing else moves it.
fn led<'m>(
    model: &Model,
    follow: &'m Follow,
    networks: &[Network],
    updated: &mut HashSet<&'m str>,
    mistakes: &mut Mistakes,
) {
    let known: Vec<&str> = networks.iter().map(|network| network.name.text.as_str()).collect();
    let mut find = |name: &Name| {
        let found = networks.iter().find(|network| network.name == *name);
        if found.is_none() {
            let leader = networks.iter().find(|network| network.name == follow.leader);
            let hint = leader.filter(|_| *name == follow.network).map(|leader| {
                let (inputs, outputs) = (crate::print::commas(&leader.inputs), leader.written_outputs());
                format!("; a network that another one leads is declared like it, `{name}: {inputs} -> {outputs}`")
            });
            mistakes.push(name.span, unknown(model, name, &known) + &hint.unwrap_or_default());
        }
        found
    };
    let (network, leader) = (find(&follow.network), find(&follow.leader));
    let (Some(network), Some(leader)) = (network, leader) else { return };
    let name = &follow.network;
    if name == &follow.leader {
        mistakes.push(follow.leader.span, format!("`{name}` cannot lead itself"));
    } else if (&network.inputs, network.written_outputs()) != (&leader.inputs, leader.written_outputs()) {
        let message = format!("`{leader}` cannot lead `{network}`: their signatures differ");
        mistakes.push(follow.leader.span, message);
    }
    // Whoever leads is led by nobody who follows it.
    let mut above = &follow.leader;
    for _ in &model.follows {
        let Some(next) = model.follows.iter().find(|other| other.network == *above) else { break };
        above = &next.leader;
        if above == name && follow.leader != *name {
            let message = format!("`{name}` and `{}` lead one another", follow.leader);
            mistakes.push(follow.leader.span, message);
            break;
        }
    }
    if let Pace::Average(Expr { kind: ExprKind::Number(decay), span }) = &follow.pace
        && !(0.0..=1.0).contains(decay)
    {
        mistakes.push(*span, format!("a decay is a number from 0 to 1, such as 0.999; found {}", number(*decay)));
    }
    if !updated.insert(&name.text) {
        let message = format!("`{name}` follows `{}`, and is updated by something else too", follow.leader);
        mistakes.push(name.span, message);
    }
}

fn unknown(model: &Model, player: &str, known: &[&str]) -> String {
    let message = did_you_mean("network", player, known.iter().copied());
    let default = matches!(player, "encoder" | "decoder") && !model.networks.is_empty();
    let hint = if default { " (a model that declares networks declares all of them)" } else { "" };
    message + hint
}

/// The title of a move is its label, or its players in any order.
fn titles(moves: &[Move], names: &Names, mistakes: &mut Mistakes) {
    let mut titles = HashSet::new();
    for play in moves {
        if let Some(label) = &play.label
            && let Some(kind @ (Kind::Scalar | Kind::Let(_) | Kind::Source | Kind::Number)) = names.get(label)
        {
            mistakes.push(label.span, format!("`{label}` is {} and cannot be a label", kind.article()));
        }
        let mut players: Vec<&str> = play.players.iter().map(|player| player.text.as_str()).collect();
        players.sort_unstable();
        let fresh = titles.insert(play.label.as_ref().map_or(players.join(" + "), |label| label.text.clone()));
        match (&play.label, play.players.first()) {
            _ if fresh => {}
            (Some(label), _) => mistakes.push(label.span, format!("two moves are called `{label}`")),
            (None, Some(player)) => {
                let title = play.title();
                let message = format!("two moves are called `{title}`; give one a label: `again: {title} minimizes …`");
                mistakes.push(player.span, message);
            }
            (None, None) => {}
        }
    }
}
