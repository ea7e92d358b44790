//! The leaves of a model: calls of plugins, which only those who know the plugins can check.

use std::collections::HashSet;

use crate::builtins;
use crate::tree::{Expr, ExprKind, Model, Name, Pace};

/// A call of something that is neither a `let`, nor a network, nor built in: a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What is called, as written: `kl`, `losses::kl`.
    pub callee: Name,
    /// Where the call stands.
    pub position: Position,
    /// How many positional arguments it has.
    pub args: usize,
    /// Names of its named arguments, each with its span.
    pub named: Vec<Name>,
    /// Its positional arguments that are plain numbers, or names of them: a schedule alone takes these.
    pub numbers: Vec<String>,
    /// The plugin that it is an argument of, as written there.
    pub around: Option<String>,
}

/// Where a call stands, which is what it must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// Where a number or a term is wanted: a loss or a schedule.
    Number,
    /// Where a source is wanted: a map.
    Source,
    /// An argument of another plugin, which alone knows what it takes: a map, a term, a schedule.
    Argument,
    /// Behind a network's signature: what makes its latent.
    Posterior,
    /// Behind `obeys`: a constraint on weights.
    Constraint,
}

/// The plugin calls of a model in the order of the text, equal ones once.
pub fn leaves(model: &Model) -> Vec<Leaf> {
    let defaults = builtins::default_networks();
    let networks = if model.networks.is_empty() { &defaults } else { &model.networks };
    let names = model.lets.iter().map(|named| &named.name).chain(networks.iter().map(|network| &network.name));
    let own = names.map(|name| name.text.as_str()).collect();
    let lets = model.lets.iter().map(|named| named.name.text.as_str()).collect();
    let scalars = model.scalars.iter().map(|scalar| scalar.name.text.as_str());
    let numbers = scalars.chain(builtins::NUMBERS.iter().copied()).collect();
    let mut found = Found { own, lets, seen: HashSet::new(), numbers, leaves: Vec::new(), around: Vec::new() };
    let posteriors = model.networks.iter().filter_map(|network| network.posterior.as_ref());
    posteriors.for_each(|posterior| found.walk(posterior, Position::Posterior));
    model.sources.iter().for_each(|source| found.walk(&source.value, Position::Source));
    model.lets.iter().for_each(|named| found.walk(&named.body, Position::Number));
    model.moves.iter().for_each(|play| found.walk(&play.objective, Position::Number));
    for follow in &model.follows {
        if let Pace::Average(decay) = &follow.pace {
            found.walk(decay, Position::Number);
        }
    }
    model.obeys.iter().for_each(|obey| found.walk(&obey.constraint, Position::Constraint));
    found.leaves
}

/// What makes two calls equal: callee, place, arguments, numbers among them, names of named arguments, the plugin around.
type Key<'m> = (&'m str, Position, usize, Vec<String>, Vec<&'m str>, Option<&'m str>);

struct Found<'m> {
    own: HashSet<&'m str>,
    lets: HashSet<&'m str>,
    seen: HashSet<Key<'m>>,
    numbers: HashSet<&'m str>,
    leaves: Vec<Leaf>,
    /// Plugins around what is walked, the innermost last; none inside a `let` or a function.
    around: Vec<Option<&'m str>>,
}

impl<'m> Found<'m> {
    fn walk(&mut self, expr: &'m Expr, position: Position) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Name(_) => {}
            ExprKind::Call { callee, args, named } => {
                let builtin = builtins::find(callee).is_some();
                let inner = match callee.text.as_str() {
                    "sg" | "shuffle" => position,
                    _ if builtin => Position::Number,
                    name if self.lets.contains(name) => Position::Source,
                    _ => Position::Argument,
                };
                let plugin =
                    !builtin && !self.own.contains(callee.text.as_str()) && builtins::reserved(callee).is_none();
                if plugin {
                    self.leaf(callee, position, args, named);
                }
                self.around.push(plugin.then_some(callee.text.as_str()));
                args.iter().for_each(|arg| self.walk(arg, inner));
                named.iter().for_each(|(_, value)| self.walk(value, Position::Argument));
                self.around.pop();
            }
            ExprKind::Neg(inner) => self.walk(inner, Position::Number),
            ExprKind::Binary { left, right, .. } => {
                self.walk(left, Position::Number);
                self.walk(right, Position::Number);
            }
            ExprKind::Fold { over, body, .. } => {
                over.iter().for_each(|source| self.walk(source, Position::Source));
                self.walk(body, Position::Number);
            }
        }
    }

    fn is_number(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Number(_) => true,
            ExprKind::Neg(inner) => self.is_number(inner),
            ExprKind::Name(name) => self.numbers.contains(name.as_str()),
            _ => false,
        }
    }

    fn leaf(&mut self, callee: &'m Name, position: Position, args: &'m [Expr], named: &'m [(Name, Expr)]) {
        let numbers: Vec<String> = args.iter().filter(|arg| self.is_number(arg)).map(ToString::to_string).collect();
        let around = self.around.last().copied().flatten();
        let names = named.iter().map(|(name, _)| name.text.as_str()).collect();
        let key = (callee.text.as_str(), position, args.len(), numbers.clone(), names, around);
        if self.seen.insert(key) {
            let named = named.iter().map(|(name, _)| name.clone()).collect();
            let around = around.map(str::to_owned);
            self.leaves.push(Leaf { callee: callee.clone(), position, args: args.len(), named, numbers, around });
        }
    }
}

#[test]
fn leaves_are_plugins_where_they_stand() {
    let model = crate::parse_model(
        "'m' {} source s2 = decoder(warp(noise)); let c = ramp(rate = 5); let d(s) = c * kl(squash(s)) + exp(my::kl(s));
         encoder minimizes d(flip(x)) + kl(squash(x)) + rec(x, target = sg(flip(x)), reduce = sum);"
            .replace('\'', "\"")
            .as_str(),
    );
    let found = leaves(&model.unwrap());
    let show = |leaf: &Leaf| format!("{} {:?} {} {:?}", leaf.callee, leaf.position, leaf.args, leaf.named.len());
    let expected = [
        "warp Argument 1 0",
        "ramp Number 0 1",
        "kl Number 1 0",
        "squash Argument 1 0",
        "my::kl Number 1 0",
        "flip Source 1 0",
        "rec Number 1 2",
        "flip Argument 1 0",
    ];
    assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected);
}
