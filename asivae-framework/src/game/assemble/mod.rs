//! From the tree to the game: networks, sources, numbers and moves in turn; all mistakes are gathered.

mod call;
mod expression;
mod inputs;
mod numbers;
mod place;
mod posteriors;
mod roles;
mod schedule;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use asivae_grammar::{
    Expr, ExprKind, Follow, Let, Mistakes, Model, Name, Obey, Pace, Span, check, did_you_mean, parse_model,
};

use place::Place;

use super::{DeclaredSource, Game, GameFollow, GameMove, GameObey, GamePace, NamedNumber, Remembering};
use crate::error::{Error, Result};
use crate::game::network::{NetworkDecl, Role};
use crate::game::node::{Input, Node, NodeKind, Ty};
use crate::game::posterior::Posteriors;
use crate::game::rules::GradientRules;
use crate::plugin::{self, ConstraintPlugin, PluginInfo};

/// Sources that every model has.
pub(super) const SOURCES: [&str; 3] = ["x", "xr", "xg"];

impl Game {
    /// Assembles a model from its text.
    ///
    /// # Errors
    ///
    /// All mistakes of one pass, with the text and a caret under each.
    pub fn from_text(text: &str, leaves: &[(&'static str, &'static PluginInfo)], scale: f64) -> Result<Game> {
        let shown = |mistakes: Mistakes| Error::Model { text: mistakes.render(text).trim_end().to_owned(), mistakes };
        let model = parse_model(text).map_err(shown)?;
        let mistakes = check(&model);
        if !mistakes.is_empty() {
            return Err(shown(mistakes));
        }
        let mut game = Assembly::new(&model, leaves, scale).run().map_err(shown)?;
        model.without.iter().try_for_each(|term| game.drop_term(term))?;
        Ok(game)
    }

    /// Assembles a model from its tree.
    ///
    /// # Errors
    ///
    /// As [`from_text`](Game::from_text), shown against the tree's printed form.
    pub fn assemble(model: &Model, leaves: &[(&'static str, &'static PluginInfo)], scale: f64) -> Result<Game> {
        Game::from_text(&model.to_string(), leaves, scale)
    }
}

/// A mistake was noted; what depends on it is not reported again.
pub(super) struct Noted;

/// Named arguments of a call.
type Named = [(Name, Expr)];

/// The work of assembling one model.
pub(super) struct Assembly<'a> {
    pub(super) model: &'a Model,
    pub(super) leaves: HashMap<&'static str, &'static PluginInfo>,
    pub(super) networks: Vec<NetworkDecl>,
    pub(super) mistakes: Mistakes,
    pub(super) posteriors: Posteriors,
    sources: Vec<DeclaredSource>,
    pub(super) numbers: Vec<NamedNumber>,
    pub(super) remembering: Vec<Remembering>,
    /// Where what is measured stands.
    pub(super) measured: Vec<(String, Span)>,
    /// Which `let`s lean on sources, as far as it was asked.
    leaning: RefCell<HashMap<String, bool>>,
    /// What the innermost fold is at, `xr`: part of the name of a place.
    pub(super) at: Vec<String>,
    /// Functions of the objective that is built, by the short names of their places; and names that several have.
    pub(super) places: HashMap<String, HashSet<String>>,
    pub(super) crowded: HashSet<String>,
    pub(super) depth: usize,
    /// Parts of expressions so far.
    pub(super) parts: usize,
}

/// Nesting of written-out `let`s; the grammar limits each expression by itself.
pub(super) const MAX_DEPTH: usize = 200;

impl<'a> Assembly<'a> {
    fn new(model: &'a Model, leaves: &[(&'static str, &'static PluginInfo)], scale: f64) -> Self {
        let scale = NamedNumber {
            name: "scale".to_owned(),
            value: Node { ty: Ty::Number, kind: NodeKind::Constant(scale) },
            moving: false,
            min: None,
            max: None,
        };
        Assembly {
            model,
            leaves: leaves.iter().copied().collect(),
            networks: NetworkDecl::of(model),
            mistakes: Mistakes::default(),
            posteriors: Vec::new(),
            sources: Vec::new(),
            numbers: vec![scale],
            remembering: Vec::new(),
            measured: Vec::new(),
            leaning: RefCell::default(),
            at: Vec::new(),
            places: HashMap::new(),
            crowded: HashSet::new(),
            depth: 0,
            parts: 0,
        }
    }

    fn run(mut self) -> Result<Game, Mistakes> {
        self.declare_posteriors();
        self.declare_numbers();
        self.set_posteriors();
        self.declare_sources();
        let moves: Vec<GameMove> = self.model.moves.iter().filter_map(|m| self.game_move(m)).collect();
        if self.model.moves.is_empty() {
            self.mistakes
                .push(self.model.name.span, "a model needs at least one move: `encoder + decoder minimizes …`");
        }
        let mut follows: Vec<GameFollow> = self.model.follows.iter().filter_map(|f| self.game_follow(f)).collect();
        leaders_first(&mut follows);
        let obeys = self.model.obeys.iter().filter_map(|obey| self.game_obey(obey).ok()).collect();
        self.check_measured(&moves);
        let game = Game {
            model: self.model.clone(),
            networks: self.networks,
            posteriors: self.posteriors,
            sources: self.sources,
            numbers: self.numbers,
            moves,
            follows,
            obeys,
            by_hand: Vec::new(),
            remembering: self.remembering,
        };
        self.mistakes.finish(game)
    }

    fn declare_sources(&mut self) {
        for source in &self.model.sources {
            if !matches!(source.value.kind, ExprKind::Call { .. }) {
                self.mistakes.push(source.value.span, "a source is what a network makes: `decoder(noise)`");
                continue;
            }
            let mut place = Place::of_source(&source.name);
            let Ok(made) = self.made(&source.value, &mut place) else { continue };
            if let Input::Made { network, .. } = &made
                && self.networks[*network].outputs[0] != "x"
            {
                let declared = &self.networks[*network];
                let message = format!("`{}` gives {}; a source is data", declared.name, declared.outputs.join(", "));
                self.mistakes.push(source.value.span, message);
            }
            self.sources.push(DeclaredSource { name: source.name.text.clone(), made });
        }
    }

    fn game_move(&mut self, item: &asivae_grammar::Move) -> Option<GameMove> {
        let players: Option<Vec<usize>> = item
            .players
            .iter()
            .map(|name| {
                let found = self.networks.iter().position(|n| n.name == name.text);
                if found.is_none() {
                    let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
                    self.mistakes.push(name.span, did_you_mean("network", name, &names));
                }
                found
            })
            .collect();
        self.places.clear();
        self.crowded.clear();
        let parts = self.parts;
        let mut objective = self.build_objective(&item.objective).ok()?;
        let crowded = self.places.iter().filter(|(_, texts)| texts.len() > 1).map(|(place, _)| place.clone());
        self.crowded = crowded.collect();
        if !self.crowded.is_empty() {
            self.parts = parts;
            objective = self.build_objective(&item.objective).ok()?;
        }
        let players = players?;
        if objective.ty == Ty::Number {
            self.mistakes.push(
                item.objective.span,
                format!("the objective of `{}` is a number: no term in it depends on a network", item.title()),
            );
            return None;
        }
        let roles: Vec<Role> = players.iter().map(|&p| self.networks[p].role()).collect();
        Some(GameMove {
            title: item.title(),
            players,
            repeat: item.repeat,
            sense: item.sense,
            objective,
            rules: GradientRules::of(&roles),
        })
    }

    /// What a schedule measures must be evaluated by some move.
    fn check_measured(&mut self, moves: &[GameMove]) {
        // With a mistake in an objective nobody knows what stands in it.
        if moves.len() < self.model.moves.len() {
            return;
        }
        let known: Vec<String> = moves.iter().flat_map(|m| m.terms().into_iter().map(|term| term.name)).collect();
        for (name, span) in std::mem::take(&mut self.measured) {
            if !known.contains(&name) {
                let head = |name: &str| name.split('(').next().map(str::to_owned);
                let alike = known.iter().find(|other| head(other) == head(&name));
                let hint = alike.map(|other| format!("; `{other}` does")).unwrap_or_default();
                let message = format!("`{name}` stands in no objective, so that nothing measures it{hint}");
                self.mistakes.push(span, message);
            }
        }
    }

    /// Names and signatures were checked in the tree.
    fn game_follow(&mut self, item: &Follow) -> Option<GameFollow> {
        let pace = match &item.pace {
            Pace::Steps(count) => GamePace::Steps(*count),
            Pace::Epochs(count) => GamePace::Epochs(*count),
            Pace::Average(decay) => {
                let node = self.build(decay).ok()?;
                if node.ty != Ty::Number {
                    self.mistakes.push(decay.span, format!("a decay is one number; `{decay}` is a term"));
                    return None;
                }
                GamePace::Average(node)
            }
        };
        let place = |name: &str| self.networks.iter().position(|n| n.name == name);
        Some(GameFollow { network: place(&item.network)?, leader: place(&item.leader)?, pace })
    }

    fn game_obey(&mut self, item: &Obey) -> Result<GameObey, Noted> {
        let ExprKind::Call { callee, named, .. } = &item.constraint.kind else { return Err(Noted) };
        let network = self.networks.iter().position(|n| n.name == item.network.text).ok_or(Noted)?;
        let Some(plugin) = self.plugin::<ConstraintPlugin>(callee) else {
            let known: Vec<&str> = plugin::all::<ConstraintPlugin>().iter().map(|p| p.info.name).collect();
            let other = self.another_kind(callee, "a constraint");
            self.mistakes.push(callee.span, other.unwrap_or_else(|| did_you_mean("constraint", callee, &known)));
            return Err(Noted);
        };
        let params = self.params(plugin.info, named, item.constraint.span)?;
        Ok(GameObey { network, plugin, params })
    }

    pub(super) fn find_let(&self, name: &str) -> Option<&'a Let> {
        self.model.lets.iter().find(|item| item.name.text == name)
    }

    pub(super) fn is_source(&self, name: &str) -> bool {
        SOURCES.contains(&name) || self.model.sources.iter().any(|s| s.name.text == name)
    }

    pub(super) fn source_names(&self) -> Vec<String> {
        let declared = self.model.sources.iter().map(|s| s.name.text.clone());
        SOURCES.iter().map(|s| (*s).to_owned()).chain(declared).collect()
    }
}

/// A network is moved behind the one that leads it; nobody leads in a circle.
fn leaders_first(follows: &mut Vec<GameFollow>) {
    let mut rest = std::mem::take(follows);
    while !rest.is_empty() {
        let free = |f: &GameFollow| rest.iter().all(|other| other.network != f.leader);
        let Some(next) = rest.iter().position(free) else { break };
        follows.push(rest.remove(next));
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
