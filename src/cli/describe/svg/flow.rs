//! What flows between the networks of a model: values and networks, and which goes into which.

use asivae_grammar::builtins::SOURCES;
use asivae_grammar::{Expr, ExprKind, Model, Name, parse_expr};

use super::roles::{Cast, Roles};
use crate::train::MoveReport;

/// Values and networks, and what goes from which to which.
#[derive(Default)]
pub(super) struct Flow {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(usize, usize)>,
}

/// A value or a network.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Data, latents, what a posterior gives: `x`, `z_p`, `mu, logvar`.
    Value(String),
    /// By its place among the model's networks.
    Network(usize),
}

/// The flow that the terms of these moves ask for.
pub(super) fn flow(model: &Model, roles: &Roles, moves: &[MoveReport]) -> Flow {
    let mut build = Build { model, roles, flow: Flow::default(), depth: 0 };
    for term in moves.iter().flat_map(|play| &play.terms) {
        build.term(&term.name, &term.views);
    }
    for network in 0..roles.networks.len() {
        build.network(network);
    }
    build.flow
}

/// Sources within sources: more than any model has.
const MAX_DEPTH: usize = 50;

struct Build<'m> {
    model: &'m Model,
    roles: &'m Roles,
    flow: Flow,
    depth: usize,
}

impl Build<'_> {
    fn term(&mut self, name: &str, views: &[String]) {
        let Ok(expr) = parse_expr(name) else { return };
        let ExprKind::Call { callee, args, named } = &expr.kind else { return };
        if let Some(scorer) = self.roles.named(callee) {
            self.call(scorer, args, named);
            return;
        }
        let cast = self.roles.with(named);
        let mut build = Build { model: self.model, roles: &cast, flow: std::mem::take(&mut self.flow), depth: 0 };
        let readers: Vec<usize> = args.iter().filter_map(|arg| cast.named(&arg.to_string())).collect();
        for view in views {
            let made = match view.split_once(" of ") {
                Some((view, source)) => parse_expr(source).ok().and_then(|source| build.view(view, &source)),
                None => parse_expr(view).ok().and_then(|value| build.value_of(&value)),
            };
            // A loss over a network gives it what the network reads.
            let kind = view.split_once(" of ").map_or("z", |(view, _)| view);
            let kind = if ["target", "x_hat"].contains(&kind) { "x" } else { kind };
            for reader in
                readers.iter().filter(|reader| cast.networks[**reader].inputs.iter().any(|input| input == kind))
            {
                let reader = build.network(*reader);
                made.into_iter().for_each(|made| build.edge(made, reader));
            }
        }
        self.flow = build.flow;
    }

    /// What a network is fed with in a call; the network.
    fn call(&mut self, network: usize, args: &[Expr], named: &[(Name, Expr)]) -> usize {
        let node = self.network(network);
        let open = |input: &&String| {
            !["y", "noise"].contains(&input.as_str()) && named.iter().all(|(name, _)| name.text != **input)
        };
        let by_place: Vec<String> = self.roles.networks[network].inputs.iter().filter(open).cloned().collect();
        let mut made: Vec<Option<usize>> = named.iter().map(|(_, value)| self.value_of(value)).collect();
        match args {
            // One source stands for all that is made of it.
            [one] if self.is_data(one) => made.extend(by_place.iter().map(|input| self.view(input, one))),
            _ => made.extend(args.iter().map(|arg| self.value_of(arg))),
        }
        made.into_iter().flatten().for_each(|from| self.edge(from, node));
        node
    }

    /// Whether it is a source, through whatever maps.
    fn is_data(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => {
                SOURCES.contains(&name.as_str()) || self.model.sources.iter().any(|source| source.name.text == *name)
            }
            ExprKind::Call { callee, args, .. } => {
                let [arg] = args.as_slice() else { return false };
                !self.is_view(callee) && self.roles.named(callee).is_none() && self.is_data(arg)
            }
            _ => false,
        }
    }

    fn is_view(&self, name: &str) -> bool {
        let given = |network: &crate::game::NetworkDecl| network.outputs.iter().any(|output| output == name);
        matches!(name, "mu" | "logvar" | "z" | "x_hat") || self.roles.networks.iter().any(given)
    }

    /// What stands as an argument: a source, a latent, what a network makes of others.
    fn value_of(&mut self, expr: &Expr) -> Option<usize> {
        match &expr.kind {
            ExprKind::Name(name) => self.named(name),
            ExprKind::Call { callee, args, named } => {
                if let Some(network) = self.roles.named(callee) {
                    return Some(self.call(network, args, named));
                }
                let [arg] = args.as_slice() else { return None };
                if self.is_view(callee) { self.view(callee, arg) } else { self.value_of(arg) }
            }
            _ => None,
        }
    }

    /// A source or a latent by its name, and how it comes about.
    fn named(&mut self, name: &str) -> Option<usize> {
        let known = self.flow.nodes.iter().position(|node| *node == Node::Value(name.to_owned()));
        if known.is_some() || self.depth > MAX_DEPTH {
            return known;
        }
        self.depth += 1;
        let usual = self.roles.usual_cast();
        let made = match name {
            "x" | "z_p" | "noise" => Some(self.value(name)),
            // A source is made as always, whoever makes the views of this call.
            "xr" => self.reconstruction(&Expr::from("x"), "xr", usual),
            "xg" => self.roles.usual_generator.map(|generator| {
                let latent = self.value("z_p");
                self.decoded(latent, "xg", generator)
            }),
            _ => {
                let source = self.model.sources.iter().find(|source| source.name.text == name).cloned();
                source.and_then(|source| {
                    let maker = self.value_of(&source.value)?;
                    let value = self.value(name);
                    self.edge(maker, value);
                    Some(value)
                })
            }
        };
        self.depth -= 1;
        made
    }

    /// A view of a source.
    fn view(&mut self, view: &str, source: &Expr) -> Option<usize> {
        match view {
            "x" | "target" | "y" | "u" => self.value_of(source),
            "x_hat" => {
                let (usual, cast) = (self.roles.usual_cast(), (self.roles.posterior, self.roles.generator));
                let known = source.to_string() == "x" && cast == usual && self.value_is_there("xr");
                if known { self.named("xr") } else { self.reconstruction(source, "x_hat", cast) }
            }
            _ => {
                let posterior = self.roles.giver(view)?;
                let from = self.value_of(source)?;
                Some(self.encoded(from, posterior, view))
            }
        }
    }

    /// What a posterior gives of a value: its statistics, or the latent that is made of them.
    fn encoded(&mut self, from: usize, posterior: usize, view: &str) -> usize {
        let network = self.network(posterior);
        self.edge(from, network);
        let outputs = &self.roles.networks[posterior].outputs;
        let (statistics, gives) = (outputs.join(", "), outputs.iter().any(|output| output == "z"));
        let shared = self.roles.networks.iter().filter(|other| other.outputs == *outputs).count() > 1;
        let usual = self.roles.usual_posterior == Some(posterior);
        let of = if shared && !usual { format!(" of {}", self.roles.networks[posterior].name) } else { String::new() };
        let first = self.value(&format!("{statistics}{of}"));
        self.edge(network, first);
        if gives || view != "z" && !(usual && self.roles.networks[posterior].has_latent()) {
            return first;
        }
        let latent =
            self.value(&if usual { "z".to_owned() } else { format!("z of {}", self.roles.networks[posterior].name) });
        self.edge(first, latent);
        if view == "z" { latent } else { first }
    }

    fn reconstruction(&mut self, source: &Expr, name: &str, (posterior, generator): Cast) -> Option<usize> {
        let from = self.value_of(source)?;
        let latent = self.encoded(from, posterior?, "z");
        Some(self.decoded(latent, name, generator?))
    }

    fn decoded(&mut self, latent: usize, name: &str, generator: usize) -> usize {
        let network = self.network(generator);
        self.edge(latent, network);
        let usual = self.roles.usual_generator == Some(generator);
        let name = if usual { name.to_owned() } else { format!("{name} of {}", self.roles.networks[generator].name) };
        let value = self.value(&name);
        self.edge(network, value);
        value
    }

    /// A network, with what it reads without being told to: labels, noise of its own, what another network gives.
    fn network(&mut self, network: usize) -> usize {
        if let Some(known) = self.flow.nodes.iter().position(|node| *node == Node::Network(network)) {
            return known;
        }
        self.flow.nodes.push(Node::Network(network));
        let node = self.flow.nodes.len() - 1;
        let scorer = self.roles.is_scorer(network);
        for input in self.roles.networks[network].inputs.clone() {
            let made = match input.as_str() {
                "x" | "z" => None,
                "y" | "noise" => Some(self.value(&input)),
                _ if scorer => None,
                _ => self.roles.giver(&input).map(|giver| self.network(giver)),
            };
            made.into_iter().for_each(|made| self.edge(made, node));
        }
        node
    }

    fn value_is_there(&self, name: &str) -> bool {
        let mentioned = |expr: &Expr| expr.names().contains(&name);
        let lets = self.model.lets.iter().any(|item| mentioned(&item.body));
        lets || self.model.moves.iter().any(|play| mentioned(&play.objective))
    }

    fn value(&mut self, name: &str) -> usize {
        let node = Node::Value(name.to_owned());
        self.flow.nodes.iter().position(|other| *other == node).unwrap_or_else(|| {
            self.flow.nodes.push(node);
            self.flow.nodes.len() - 1
        })
    }

    fn edge(&mut self, from: usize, to: usize) {
        if from != to && !self.flow.edges.contains(&(from, to)) {
            self.flow.edges.push((from, to));
        }
    }
}
