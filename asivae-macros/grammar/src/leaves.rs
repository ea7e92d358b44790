//! The leaves of a model: calls of plugins, which only those who know the plugins can check.

use std::collections::HashSet;

use crate::builtins;
use crate::span::Span;
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
    /// Its named arguments: each name with its span, and what stands behind it.
    pub named: Vec<(Name, Given)>,
    /// What its positional arguments are; calls of plugins are leaves of their own, and are not among these.
    pub given: Vec<Given>,
    /// What it is an argument of.
    pub around: Option<Around>,
}

/// An argument, and what a model knows of it without its plugins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// As written.
    pub text: String,
    /// "a source", "a number", "a network"; empty where the model does not know.
    pub what: &'static str,
    /// Which argument it is.
    pub place: usize,
    /// Where it stands.
    pub span: Span,
}

/// A plugin around a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Around {
    /// As written there.
    pub callee: String,
    /// Which of its arguments.
    pub place: Place,
}

/// Which argument of a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// One without a name.
    At(usize),
    /// The one of that name.
    Named(String),
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
    let mut found = Found { own, lets, numbers, ..Found::default() };
    found.sources.extend(builtins::SOURCES);
    found.sources.extend(model.sources.iter().map(|source| source.name.text.as_str()));
    found.views.extend(builtins::LATENTS.iter().chain(builtins::VIEWS));
    found.views.extend(model.networks.iter().flat_map(|n| &n.outputs).map(|output| output.text.as_str()));
    let posteriors = model.networks.iter().filter_map(|network| network.posterior.as_ref());
    posteriors.for_each(|posterior| found.walk(posterior, Position::Posterior));
    model.sources.iter().for_each(|source| found.walk(&source.value, Position::Source));
    for named in &model.lets {
        found.bound = named.params.iter().map(|param| param.text.as_str()).collect();
        found.walk(&named.body, Position::Number);
    }
    found.bound.clear();
    model.moves.iter().for_each(|play| found.walk(&play.objective, Position::Number));
    for follow in &model.follows {
        if let Pace::Average(decay) = &follow.pace {
            found.walk(decay, Position::Number);
        }
    }
    model.obeys.iter().for_each(|obey| found.walk(&obey.constraint, Position::Constraint));
    found.leaves
}

/// What makes two calls equal: callee, place, arguments, whichever sources these are, named arguments, the plugin around.
type Key<'m> = (&'m str, Position, usize, Vec<String>, Vec<String>, Option<Around>);

#[derive(Default)]
struct Found<'m> {
    own: HashSet<&'m str>,
    lets: HashSet<&'m str>,
    seen: HashSet<Key<'m>>,
    numbers: HashSet<&'m str>,
    sources: HashSet<&'m str>,
    /// Views and latents, those that networks give under words of the model's own among them.
    views: HashSet<&'m str>,
    /// Names that stand for sources here: parameters of the `let`, variables of folds.
    bound: Vec<&'m str>,
    leaves: Vec<Leaf>,
    /// What is walked is an argument of this; of nothing inside a `let` or a network.
    around: Option<Around>,
}

impl<'m> Found<'m> {
    fn walk(&mut self, expr: &'m Expr, position: Position) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::List(_) | ExprKind::Name(_) => {}
            ExprKind::Call { callee, args, named } => {
                let builtin = builtins::find(callee).is_some();
                let inner = match callee.text.as_str() {
                    "sg" | "shuffle" => position,
                    _ if builtin => Position::Number,
                    name if self.lets.contains(name) => Position::Source,
                    _ => Position::Argument,
                };
                let own = self.own.contains(callee.text.as_str()) || self.views.contains(callee.text.as_str());
                let plugin = !builtin && !own && builtins::reserved(callee).is_none();
                if plugin {
                    self.leaf(callee, position, args, named);
                }
                let outer = self.around.take();
                let inside = |place| match plugin {
                    true => Some(Around { callee: callee.text.clone(), place }),
                    // What a function is an argument of wants its result, and so what goes in.
                    false => outer.clone().filter(|_| builtin),
                };
                for (i, arg) in args.iter().enumerate() {
                    self.around = inside(Place::At(i));
                    self.walk(arg, inner);
                }
                for (name, value) in named {
                    self.around = inside(Place::Named(name.text.clone()));
                    self.walk(value, Position::Argument);
                }
                self.around = outer;
            }
            ExprKind::Neg(inner) => self.walk(inner, Position::Number),
            ExprKind::Binary { left, right, .. } => {
                self.walk(left, Position::Number);
                self.walk(right, Position::Number);
            }
            ExprKind::Fold { var, over, body, .. } => {
                over.iter().for_each(|source| self.walk(source, Position::Source));
                self.bound.push(var);
                self.walk(body, Position::Number);
                self.bound.pop();
            }
        }
    }

    /// What an argument is; `None` for the call of a plugin.
    fn what(&self, expr: &Expr) -> Option<&'static str> {
        Some(match &expr.kind {
            ExprKind::Name(name) => match name.as_str() {
                name if self.bound.contains(&name) || self.sources.contains(name) => "a source",
                name if self.numbers.contains(name) => "a number",
                name if self.lets.contains(name) => "a `let`",
                name if self.own.contains(name) => "a network",
                name if self.views.contains(name) => "a view",
                _ => "",
            },
            ExprKind::Call { callee, args, .. } => match (callee.text.as_str(), args.as_slice()) {
                ("sg", [inner]) => self.what(inner)?,
                ("shuffle", _) => "a view",
                (name, _) if builtins::find(name).is_some() => self.arithmetic(expr),
                (name, _) if self.lets.contains(name) => "a `let`",
                (name, _) if self.own.contains(name) => "a call of a network",
                (name, _) if self.views.contains(name) => "a view",
                _ => return None,
            },
            // Sources in a sum are the mistake then, not the sum.
            _ if self.names_a_source(expr) => "",
            _ => self.arithmetic(expr),
        })
    }

    /// What calls nothing but built-in functions is a number; of anything else, plugins alone know.
    fn arithmetic(&self, expr: &Expr) -> &'static str {
        if calls(expr) { "an expression" } else { "a number" }
    }

    /// Whether a source stands where a number belongs.
    fn names_a_source(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(_) => !matches!(self.what(expr), Some("a number" | "a `let`")),
            ExprKind::Neg(inner) => self.names_a_source(inner),
            ExprKind::Binary { left, right, .. } => self.names_a_source(left) || self.names_a_source(right),
            _ => false,
        }
    }

    fn given(&self, place: usize, expr: &Expr) -> Option<Given> {
        Some(Given { text: expr.to_string(), what: self.what(expr)?, place, span: expr.span })
    }

    fn leaf(&mut self, callee: &'m Name, position: Position, args: &'m [Expr], named: &'m [(Name, Expr)]) {
        let given: Vec<Given> = args.iter().enumerate().filter_map(|(i, arg)| self.given(i, arg)).collect();
        let kinds = given.iter().map(|given| match given.what {
            "a source" => format!("{} a source", given.place),
            _ => format!("{} {}", given.place, given.text),
        });
        let values = named.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let key = (callee.text.as_str(), position, args.len(), kinds.collect(), values, self.around.clone());
        if self.seen.insert(key) {
            let plugin = |value: &Expr| Given { text: value.to_string(), what: "", place: 0, span: value.span };
            let behind =
                |(name, value): &(Name, Expr)| (name.clone(), self.given(0, value).unwrap_or_else(|| plugin(value)));
            let named = named.iter().map(behind).collect();
            let around = self.around.clone();
            self.leaves.push(Leaf { callee: callee.clone(), position, args: args.len(), named, given, around });
        }
    }
}

/// Whether something is called that is not built in.
fn calls(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::List(_) | ExprKind::Name(_) => false,
        ExprKind::Call { callee, args, .. } => builtins::find(callee).is_none() || args.iter().any(calls),
        ExprKind::Neg(inner) => calls(inner),
        ExprKind::Binary { left, right, .. } => calls(left) || calls(right),
        ExprKind::Fold { body, .. } => calls(body),
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

#[test]
fn arguments_are_what_a_model_knows_of_them() {
    let text = r#""m" { a = 1 } networks { e: x -> mu, logvar, loc, d: z -> x }
        source made = d(noise); let c = 2; let t(d, s) = f(d) + f(s);
        e + d minimizes f(x, sg(made), a, 1 - a, exp(a), 2 * f(x), c, t(x, x), d, d(noise), mu, shuffle(z), f(x), nobody, loc(x))
            + mean[e in {x}] f(e) + f(x + a) + g(f(x), k = exp(f(x)));"#;
    let model = crate::parse_model(text).unwrap();
    let found = leaves(&model);
    let whats = |i: usize| found[i].given.iter().map(|given| (given.place, given.what)).collect::<Vec<_>>();
    let (bound, all) = (vec![(0, "a source")], found.iter().position(|leaf| leaf.args > 3).unwrap());
    assert_eq!(whats(0), bound, "parameters of a `let` stand for sources");
    let kinds = [
        "a source",
        "a source",
        "a number",
        "a number",
        "a number",
        "an expression",
        "a `let`",
        "a `let`",
        "a network",
        "a call of a network",
        "a view",
        "a view",
    ];
    let expected: Vec<_> = kinds.into_iter().enumerate().chain([(13, ""), (14, "a view")]).collect();
    assert_eq!(whats(all), expected, "the call of a plugin is a leaf of its own");
    let around =
        found.iter().filter_map(|leaf| leaf.around.as_ref()).map(|around| (around.callee.as_str(), &around.place));
    let named = Place::Named("k".to_owned());
    let expected = [("f", &Place::At(5)), ("f", &Place::At(12)), ("g", &Place::At(0)), ("g", &named)];
    assert_eq!(around.collect::<Vec<_>>(), expected);
    assert!(found.iter().all(|leaf| leaf.given.iter().all(|given| given.what != "a network" || leaf.args > 3)));
}
