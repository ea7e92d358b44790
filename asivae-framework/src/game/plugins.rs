//! Which plugins take part in a game.

use super::node::{Input, Leaf, Node, NodeKind, Param};
use super::{Game, GamePace};
use crate::plugin::PluginInfo;

impl Game {
    /// Every plugin that it calls: losses, maps, schedules, posteriors, constraints; some more than once.
    pub(crate) fn plugins(&self) -> Vec<&'static PluginInfo> {
        let mut found = Vec::new();
        let follows = self.follows.iter().filter_map(|follow| match &follow.pace {
            GamePace::Average(decay) => Some(decay),
            GamePace::Steps(_) | GamePace::Epochs(_) => None,
        });
        let numbers = self.numbers.iter().map(|named| &named.value);
        for node in numbers.chain(self.moves.iter().map(|m| &m.objective)).chain(follows) {
            of_node(node, &mut found);
        }
        for one in &self.remembering {
            found.push(one.plugin.info);
            one.inner.iter().for_each(|node| of_node(node, &mut found));
            of_params(&one.params, &mut found);
        }
        for posterior in self.posteriors.iter().flatten() {
            found.push(posterior.plugin.info);
            of_params(&posterior.params, &mut found);
        }
        for obey in &self.obeys {
            found.push(obey.plugin.info);
            of_params(&obey.params, &mut found);
        }
        self.sources.iter().for_each(|source| of_input(&source.made, &mut found));
        found
    }
}

fn of_node(node: &Node, found: &mut Vec<&'static PluginInfo>) {
    match &node.kind {
        NodeKind::Schedule(schedule, _, params) => {
            found.push(schedule.info);
            of_params(params, found);
        }
        NodeKind::Term(term) => {
            if let Leaf::Loss(loss) = &term.leaf {
                found.push(loss.info);
            }
            term.inputs.iter().for_each(|input| of_input(input, found));
            of_params(&term.params, found);
        }
        _ => {}
    }
    node.kind.children().into_iter().for_each(|inner| of_node(inner, found));
}

fn of_params(params: &[Param], found: &mut Vec<&'static PluginInfo>) {
    for param in params {
        if let Param::Number(node, _) = param {
            of_node(node, found);
        }
    }
}

fn of_input(input: &Input, found: &mut Vec<&'static PluginInfo>) {
    match input {
        Input::View(_, source) | Input::Source(source) => {
            for (map, params) in &source.maps {
                found.push(map.info);
                of_params(params, found);
            }
        }
        Input::Prior | Input::Noise { .. } => {}
        Input::Shuffled(inner, _) | Input::Stopped(inner) => of_input(inner, found),
        Input::Made { inputs, .. } => inputs.iter().for_each(|inner| of_input(inner, found)),
    }
}
