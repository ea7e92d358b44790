//! From the tree to the game: `let`s and folds are written out, names resolved, types checked, all mistakes gathered.

use std::collections::HashMap;

use asivae_grammar::{Expr, ExprKind, Fold, Let, Mistakes, Model, Op, Span, check, did_you_mean, parse_model};

use super::network::{NetworkDecl, Role};
use super::node::{ClockField, Function, Node, NodeKind, Ty};
use super::rules::GradientRules;
use super::{DeclaredSource, Game, GameMove, NamedNumber};
use crate::error::{Error, Result};
use crate::plugin::PluginInfo;

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
        Assembly::new(&model, leaves, scale).run().map_err(shown)
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

/// The work of assembling one model.
pub(super) struct Assembly<'a> {
    pub(super) model: &'a Model,
    pub(super) leaves: HashMap<&'static str, &'static PluginInfo>,
    pub(super) networks: Vec<NetworkDecl>,
    pub(super) mistakes: Mistakes,
    sources: Vec<DeclaredSource>,
    numbers: Vec<NamedNumber>,
    /// What the innermost fold is at, `xr`: part of the name of a place.
    at: Vec<String>,
    depth: usize,
}

/// Nesting of written-out `let`s; the grammar limits each expression by itself.
const MAX_DEPTH: usize = 200;

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
            sources: Vec::new(),
            numbers: vec![scale],
            at: Vec::new(),
            depth: 0,
        }
    }

    fn run(mut self) -> Result<Game, Mistakes> {
        self.declare_sources();
        self.declare_numbers();
        let moves: Vec<GameMove> = self.model.moves.iter().filter_map(|m| self.game_move(m)).collect();
        if self.model.moves.is_empty() {
            self.mistakes
                .push(self.model.name.span, "a model needs at least one move: `encoder + decoder minimizes …`");
        }
        let game = Game {
            model: self.model.clone(),
            networks: self.networks,
            sources: self.sources,
            numbers: self.numbers,
            moves,
        };
        self.mistakes.finish(game)
    }

    fn declare_sources(&mut self) {
        for source in &self.model.sources {
            let ExprKind::Call { callee, args, .. } = &source.value.kind else {
                self.mistakes.push(source.value.span, "a source is what a network makes: `decoder(noise)`");
                continue;
            };
            let Some(network) = self.networks.iter().position(|n| n.name == callee.text) else {
                let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
                self.mistakes.push(callee.span, did_you_mean("network", callee, &names));
                continue;
            };
            let inputs: Vec<String> = args.iter().map(ToString::to_string).filter(|a| a != "noise").collect();
            if let Some(wrong) = inputs.iter().find(|i| !self.is_source(i)) {
                let names = self.source_names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.mistakes.push(source.value.span, did_you_mean("source", wrong, &names));
                continue;
            }
            self.sources.push(DeclaredSource { name: source.name.text.clone(), network, inputs });
        }
    }

    /// Scalars and `let`s without sources that give one number.
    fn declare_numbers(&mut self) {
        for scalar in &self.model.scalars {
            if let Ok(value) = self.build(&scalar.default) {
                if value.ty != Ty::Number {
                    self.mistakes.push(scalar.default.span, format!("`{}` must be one number", scalar.name.text));
                    continue;
                }
                self.number(&scalar.name.text, value, scalar.min, scalar.max);
            }
        }
        for item in &self.model.lets {
            // A `let` that leans on sources is built where it is used, with its mistakes.
            if item.params.is_empty()
                && !self.leans_on_sources(&item.body, 0)
                && let Ok(value) = self.build(&item.body)
            {
                self.number(&item.name.text, value, None, None);
            }
        }
    }

    fn number(&mut self, name: &str, value: Node, min: Option<f64>, max: Option<f64>) {
        let moving = self.moves_in_time(&value);
        if name == "scale" {
            self.numbers[0].value = value;
            return;
        }
        self.numbers.push(NamedNumber { name: name.to_owned(), value, moving, min, max });
    }

    fn moves_in_time(&self, node: &Node) -> bool {
        match &node.kind {
            NodeKind::Clock(_) | NodeKind::Schedule(..) => true,
            NodeKind::Named(index) => self.numbers[*index].moving,
            NodeKind::Neg(a) | NodeKind::Let(_, a) => self.moves_in_time(a),
            NodeKind::Add(a, b) | NodeKind::Sub(a, b) | NodeKind::Mul(a, b) | NodeKind::Div(a, b) => {
                self.moves_in_time(a) || self.moves_in_time(b)
            }
            NodeKind::Apply(_, args, _) => args.iter().any(|a| self.moves_in_time(a)),
            NodeKind::Constant(_) | NodeKind::Term(_) => false,
        }
    }

    /// Whether an expression names a source, itself or through other `let`s.
    fn leans_on_sources(&self, expr: &Expr, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return true;
        }
        let inner = |e: &Expr| self.leans_on_sources(e, depth + 1);
        match &expr.kind {
            ExprKind::Number(_) => false,
            ExprKind::Name(name) => self.is_source(name) || self.find_let(name).is_some_and(|item| inner(&item.body)),
            ExprKind::Call { args, named, .. } => args.iter().any(inner) || named.iter().any(|(_, value)| inner(value)),
            ExprKind::Neg(a) => inner(a),
            ExprKind::Binary { left, right, .. } => inner(left) || inner(right),
            ExprKind::Fold { .. } => true,
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
        let objective = self.build(&item.objective).ok()?;
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

    /// Resolves an expression in which no `let` parameter and no fold variable is left.
    pub(super) fn build(&mut self, expr: &Expr) -> Result<Node, Noted> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.depth -= 1;
            self.mistakes.push(expr.span, "`let`s are nested too deeply");
            return Err(Noted);
        }
        let node = self.build_kind(expr);
        self.depth -= 1;
        node
    }

    fn build_kind(&mut self, expr: &Expr) -> Result<Node, Noted> {
        let number = |kind| Node { ty: Ty::Number, kind };
        match &expr.kind {
            ExprKind::Number(value) => Ok(number(NodeKind::Constant(*value))),
            ExprKind::Name(name) => self.build_name(name, expr.span),
            ExprKind::Call { callee, args, named } => self.build_call(expr, callee, args, named),
            ExprKind::Neg(inner) => {
                let inner = self.build(inner)?;
                Ok(Node { ty: inner.ty, kind: NodeKind::Neg(inner.into()) })
            }
            ExprKind::Binary { op, left, right } => {
                let (left, right) = (self.build(left), self.build(right));
                let (left, right) = (left?, right?);
                Ok(binary(*op, left, right))
            }
            ExprKind::Fold { kind, var, over, body } => {
                let mut sum: Option<Node> = None;
                for source in over {
                    self.at.push(source.to_string());
                    let part = self.build(&body.subst(var, source));
                    self.at.pop();
                    let part = part?;
                    sum = Some(match sum {
                        Some(before) => binary(Op::Add, before, part),
                        None => part,
                    });
                }
                let Some(sum) = sum else {
                    self.mistakes.push(expr.span, "a fold needs at least one source: `mean[s in {xr, xg}]`");
                    return Err(Noted);
                };
                match kind {
                    Fold::Sum => Ok(sum),
                    Fold::Mean => Ok(binary(Op::Mul, number(NodeKind::Constant(1.0 / over.len() as f64)), sum)),
                }
            }
        }
    }

    fn build_name(&mut self, name: &str, span: Span) -> Result<Node, Noted> {
        let number = |kind| Ok(Node { ty: Ty::Number, kind });
        match name {
            "progress" => return number(NodeKind::Clock(ClockField::Progress)),
            "step" => return number(NodeKind::Clock(ClockField::Step)),
            "epoch" => return number(NodeKind::Clock(ClockField::Epoch)),
            _ => {}
        }
        if let Some(index) = self.numbers.iter().position(|n| n.name == name) {
            return number(NodeKind::Named(index));
        }
        if let Some(item) = self.find_let(name).cloned() {
            return self.build_let(&item, &[], span);
        }
        if self.is_source(name) {
            self.mistakes
                .push(span, format!("`{name}` is a source; a term is wanted here: `kl({name})`, `rec({name})`"));
            return Err(Noted);
        }
        let plugin = self.schedule_named(name);
        if let Some(plugin) = plugin {
            return self.build_schedule(plugin, &[], span);
        }
        let mut known: Vec<&str> = self
            .numbers
            .iter()
            .map(|n| n.name.as_str())
            .chain(self.model.lets.iter().map(|l| l.name.text.as_str()))
            .collect();
        known.sort_unstable();
        known.dedup();
        self.mistakes.push(span, did_you_mean("name", name, &known));
        Err(Noted)
    }

    /// A `let`, written out for its arguments.
    pub(super) fn build_let(&mut self, item: &Let, args: &[Expr], span: Span) -> Result<Node, Noted> {
        if item.params.len() != args.len() {
            self.mistakes
                .push(span, format!("`{}` takes {} sources; found {}", item.name.text, item.params.len(), args.len()));
            return Err(Noted);
        }
        let mut body = item.body.clone();
        for (param, arg) in item.params.iter().zip(args) {
            body = body.subst(param, arg);
        }
        let node = self.build(&body)?;
        if node.ty == Ty::Number {
            return Ok(node);
        }
        let shown: Vec<String> = args.iter().map(ToString::to_string).collect();
        let name =
            if shown.is_empty() { item.name.text.clone() } else { format!("{}({})", item.name.text, shown.join(", ")) };
        Ok(Node { ty: node.ty, kind: NodeKind::Let(name, node.into()) })
    }

    /// A built-in function; its place in the log tells the fold's source: `exp[xr]`.
    pub(super) fn build_function(&mut self, function: Function, name: &str, args: &[Expr]) -> Result<Node, Noted> {
        let args: Vec<_> = args.iter().map(|a| self.build(a)).collect();
        let args = args.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut ty = args.iter().fold(Ty::Number, |ty, a| ty.with(a.ty));
        if function == Function::BatchMean && ty == Ty::Batch {
            ty = Ty::Whole;
        }
        let place = match self.at.last() {
            Some(source) => format!("{name}[{source}]"),
            None => name.to_owned(),
        };
        Ok(Node { ty, kind: NodeKind::Apply(function, args, place) })
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

fn binary(op: Op, left: Node, right: Node) -> Node {
    let ty = left.ty.with(right.ty);
    let (left, right) = (Box::new(left), Box::new(right));
    let kind = match op {
        Op::Add => NodeKind::Add(left, right),
        Op::Sub => NodeKind::Sub(left, right),
        Op::Mul => NodeKind::Mul(left, right),
        Op::Div => NodeKind::Div(left, right),
    };
    Node { ty, kind }
}
