//! A game: a model assembled from its tree and the registry, ready to be played.

mod assemble;
mod drop;
mod evaluate;
mod memories;
mod network;
mod node;
mod numbers;
mod objective;
mod overrides;
mod plugins;
mod posterior;
mod rules;
mod whole;

use std::cell::RefCell;

use asivae_grammar::{Model, Sense};

use crate::error::{Error, Result};
use crate::network::Player;
use crate::plugin::{ConstraintPlugin, ParamValue, PosteriorPlugin, SchedulePlugin, working};

pub use evaluate::{Evaluated, Injected, NoiseSource, Scene, StepMemory, Tape, TermLog, Value};
pub(crate) use memories::{Memories, Remembrance};
pub use network::{NetworkDecl, Role, network_for};
pub use numbers::Numbers;
pub(crate) use objective::{ByHand, text as by_hand_text};
pub use objective::{Objective, Terms};
pub use overrides::Override;
pub use rules::{GradientRules, TargetRule};

use posterior::Posteriors;

use node::{Input, Node, NodeKind, Param};

/// A model assembled from its tree: every leaf resolved to its plugin, every type checked.
#[derive(Default)]
pub struct Game {
    model: Model,
    networks: Vec<NetworkDecl>,
    /// For each network, what makes `z` of its outputs, where something does.
    posteriors: Posteriors,
    sources: Vec<DeclaredSource>,
    numbers: Vec<NamedNumber>,
    moves: Vec<GameMove>,
    follows: Vec<GameFollow>,
    obeys: Vec<GameObey>,
    /// Objectives in code.
    by_hand: Vec<ByHand>,
    remembering: Vec<Remembering>,
}

/// A schedule that remembers, as one call of it: wherever the same text stands, it is the same.
struct Remembering {
    /// The call as written.
    text: String,
    plugin: &'static SchedulePlugin,
    inner: Vec<Node>,
    /// Names of the terms that it measures, in order.
    measured: Vec<String>,
    params: Vec<Param>,
}

/// A network that another one leads when the moves of a step are over.
pub(crate) struct GameFollow {
    /// The network that is moved: index into the game's networks.
    pub(crate) network: usize,
    /// The network that leads it.
    pub(crate) leader: usize,
    pace: GamePace,
}

enum GamePace {
    Average(Node),
    Steps(usize),
    Epochs(usize),
}

/// A move of a game.
pub struct GameMove {
    title: String,
    players: Vec<usize>,
    repeat: usize,
    sense: Sense,
    objective: Node,
    rules: GradientRules,
}

/// A term of a move.
pub(crate) struct MoveTerm {
    /// Its name in the records.
    pub(crate) name: String,
    /// What it asks for: `mu of xr`.
    pub(crate) views: Vec<String>,
}

/// A source that the model declares: what a network makes.
struct DeclaredSource {
    name: String,
    made: Input,
}

/// A constraint on the weights of a network.
pub(crate) struct GameObey {
    /// Index into the game's networks.
    network: usize,
    plugin: &'static ConstraintPlugin,
    params: Vec<Param>,
}

/// A scalar or a `let` that is one number.
struct NamedNumber {
    name: String,
    value: Node,
    /// Changes during a run, so that it is worth a column in the records.
    moving: bool,
    min: Option<f64>,
    max: Option<f64>,
}

impl Game {
    /// The tree it was assembled from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Its networks.
    pub fn networks(&self) -> &[NetworkDecl] {
        &self.networks
    }

    /// Its moves, in order.
    pub fn moves(&self) -> &[GameMove] {
        &self.moves
    }

    /// Networks that others lead, in order.
    pub(crate) fn follows(&self) -> &[GameFollow] {
        &self.follows
    }

    /// Holds the weights of a network, whose number that is, to its constraints.
    pub(crate) fn constrain(&self, network: usize, player: &mut dyn Player, numbers: &Numbers) -> Result<()> {
        for obey in self.obeys.iter().filter(|obey| obey.network == network) {
            let (info, params) = (obey.plugin.info, numbers.params(self, &obey.params));
            let trouble = RefCell::new(None);
            player.constrain(&|weight| {
                let held = working(info, || (obey.plugin.call)(weight, &params));
                let (wanted, found) = (weight.weight.dims()[0], held.dims()[0]);
                if wanted == found {
                    return held;
                }
                let message = format!("expected {wanted} numbers for `{}`; the function gave {found}", weight.name);
                trouble.replace(Some(Error::setting(format!("the constraint `{}`", info.name), message)));
                weight.weight.clone()
            });
            trouble.into_inner().map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    /// The posterior behind a network and its parameters, where there is one.
    pub(crate) fn posterior_of(
        &self,
        network: usize,
        numbers: &Numbers,
    ) -> Option<(&'static PosteriorPlugin, Vec<ParamValue>)> {
        let posterior = self.posteriors[network].as_ref()?;
        Some((posterior.plugin, numbers.params(self, &posterior.params)))
    }

    /// Whether some network or term reads labels.
    pub(crate) fn reads_labels(&self) -> bool {
        let labels = |node: &Node| node.kind.mentions(&|term| term.inputs.iter().any(Input::is_labels));
        self.networks.iter().any(|network| network.reads("y")) || self.moves.iter().any(|m| labels(&m.objective))
    }

    /// The share of its own weights that a led network keeps after a step: 0 for a copy, 1 where nothing happens.
    pub(crate) fn kept(&self, follow: &GameFollow, numbers: &Numbers) -> f64 {
        let clock = numbers.clock();
        let after = |steps: usize| if (clock.step + 1).is_multiple_of(steps.max(1)) { 0.0 } else { 1.0 };
        match &follow.pace {
            GamePace::Average(decay) => numbers.of(self, decay),
            GamePace::Steps(every) => after(*every),
            GamePace::Epochs(every) => after(every.saturating_mul(clock.epoch_steps)),
        }
    }

    /// The move of that title, `encoder` or `encoder + decoder`.
    pub fn find_move(&self, title: &str) -> Option<&GameMove> {
        self.moves.iter().find(|m| m.title == title)
    }
}

impl GameMove {
    /// Its label, or the players' names joined by ` + `.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Who is updated: indices into the game's networks.
    pub fn players(&self) -> &[usize] {
        &self.players
    }

    /// How often per step.
    pub fn repeat(&self) -> usize {
        self.repeat
    }

    /// Minimised or maximised.
    pub fn sense(&self) -> Sense {
        self.sense
    }

    /// Every term that stands in the objective, once.
    pub(crate) fn terms(&self) -> Vec<MoveTerm> {
        let mut terms = Vec::new();
        self.collect(&self.objective, &mut terms);
        terms
    }

    fn collect(&self, node: &Node, terms: &mut Vec<MoveTerm>) {
        node.kind.children().into_iter().for_each(|inner| self.collect(inner, terms));
        let NodeKind::Term(term) = &node.kind else { return };
        if terms.iter().any(|known| known.name == term.name) {
            return;
        }
        let views = term.inputs.iter().map(Input::text);
        terms.push(MoveTerm { name: term.name.clone(), views: views.collect() });
    }

    /// Which gradients flow.
    pub fn rules(&self) -> GradientRules {
        self.rules
    }
}
