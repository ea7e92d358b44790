//! Replacing parts of a model without compiling: a scalar, a `let`, a parameter, a whole objective.

use asivae_grammar::{Expr, ExprKind, Let, Model, Name, Network, Obey, did_you_mean, parse_expr, parse_let_head};

use super::numbers::within;
use crate::error::{Error, Result};
use crate::plugin::{self, SchedulePlugin};

/// As the grammar has it.
const MOST_REPEATED: f64 = 1e6;

/// One `--set KEY=VALUE` on a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// `beta_neg`, `c`, `div(s)`, `c.rate`, `decoder`, `moves.decoder.repeat`.
    pub key: String,
    /// An expression of the model's grammar.
    pub value: String,
}

impl Override {
    /// Replaces in the tree what the key names.
    ///
    /// # Errors
    ///
    /// An unknown key (with the nearest), or a value that is no expression. Whether the model still makes sense is for assembly to say.
    pub fn apply(&self, model: &mut Model) -> Result<()> {
        let key = self.key.trim();
        let value = self.parse_value()?;
        if let Some(item) = model.moves.iter_mut().find(|m| m.title() == key) {
            item.objective = value;
            return Ok(());
        }
        if let Some(rest) = key.strip_prefix("moves.") {
            return self.set_repeat(model, rest, &value);
        }
        if let Some((network, what)) = key.rsplit_once('.')
            && ["obeys", "posterior"].contains(&what)
        {
            return self.set_part(model, network.trim(), what, value);
        }
        if let Some((owner, parameter)) = key.split_once('.') {
            return self.set_parameter(model, owner.trim(), parameter.trim(), value);
        }
        let (name, params) = parse_let_head(key).map_err(|_| self.unknown(model))?;
        if let Some(index) = model.scalars.iter().position(|s| s.name == name) {
            let value = called(value, &model.lets.iter().map(|l| &l.name).collect::<Vec<_>>());
            self.check_bounds(&value, model.scalars[index].min, model.scalars[index].max)?;
            match moves(&value, model) {
                true => schedule(model, index, value),
                false => model.scalars[index].default = value,
            }
            return Ok(());
        }
        let names: Vec<Name> =
            model.lets.iter().map(|l| l.name.clone()).chain(model.scalars.iter().map(|s| s.name.clone())).collect();
        let Some(item) = model.lets.iter_mut().find(|l| l.name == name) else { return Err(self.unknown(model)) };
        if item.params.len() != params.len() {
            let head = |params: &[Name]| match params {
                [] => name.text.clone(),
                _ => {
                    format!("{}({})", name.text, params.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(", "))
                }
            };
            return Err(Error::setting(key, format!("this `let` is written `{}`", head(&item.params))));
        }
        self.check_bounds(&value, item.min, item.max)?;
        item.params = params;
        item.body = called(value, &names.iter().collect::<Vec<_>>());
        Ok(())
    }

    /// A plain number outside the bounds is the setting's mistake, not the model's.
    fn check_bounds(&self, value: &Expr, min: Option<f64>, max: Option<f64>) -> Result<()> {
        let number = match &value.kind {
            ExprKind::Number(number) => *number,
            ExprKind::Neg(inner) => match inner.kind {
                ExprKind::Number(number) => -number,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        match min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
            true => Err(Error::setting(&self.key, format!("expected {}; found {number}", within(min, max)))),
            false => Ok(()),
        }
    }

    fn parse_value(&self) -> Result<Expr> {
        parse_expr(&self.value).map_err(|mistakes| Error::Model {
            text: format!("in the value of `{}`:\n{}", self.key, mistakes.render(&self.value).trim_end()),
            mistakes,
        })
    }

    /// `c.rate = 3`: a parameter of the call that a scalar or a `let` stands for.
    fn set_parameter(&self, model: &mut Model, owner: &str, parameter: &str, value: Expr) -> Result<()> {
        let scalars = model.scalars.iter_mut().map(|s| (&s.name, &mut s.default));
        let lets = model.lets.iter_mut().map(|l| (&l.name, &mut l.body));
        // Of a network, those of its constraint, else of its posterior.
        let obeys = model.obeys.iter_mut().map(|o| (&o.network, &mut o.constraint));
        let posteriors = model.networks.iter_mut().filter_map(|n| Some((&n.name, n.posterior.as_mut()?)));
        let mut owners = scalars.chain(lets).chain(obeys).chain(posteriors);
        let Some((_, expr)) = owners.find(|(name, _)| name.text == owner) else {
            return Err(self.unknown(model));
        };
        let ExprKind::Call { named, .. } = &mut expr.kind else {
            let message =
                format!("`{owner}` is `{expr}`, which is no call and has no parameters; set `{owner}` itself");
            return Err(Error::setting(&self.key, message));
        };
        match named.iter_mut().find(|(name, _)| name.text == parameter) {
            Some((_, old)) => *old = value,
            None => named.push((Name::from(parameter), value)),
        }
        Ok(())
    }

    /// `critic.obeys = clip(limit = 1)`, `encoder.posterior = laplace`: what stands behind a network.
    fn set_part(&self, model: &mut Model, network: &str, what: &str, value: Expr) -> Result<()> {
        let value = match value.kind {
            ExprKind::Name(callee) => {
                let callee = Name { text: callee, span: value.span };
                Expr { kind: ExprKind::Call { callee, args: Vec::new(), named: Vec::new() }, span: value.span }
            }
            _ => value,
        };
        if model.networks.is_empty() {
            model.networks = asivae_grammar::builtins::default_networks();
        }
        let known_network = model.networks.iter().any(|declared| declared.name.text == network);
        if what == "obeys" && known_network && model.obeys.iter().all(|obey| obey.network.text != network) {
            model.obeys.push(Obey { network: Name::from(network), constraint: value });
            return Ok(());
        }
        let part = match what {
            "obeys" => {
                model.obeys.iter_mut().find(|obey| obey.network.text == network).map(|obey| &mut obey.constraint)
            }
            _ => {
                let declared = model.networks.iter_mut().find(|declared| declared.name.text == network);
                declared.map(|declared| declared.posterior.get_or_insert_with(|| value.clone()))
            }
        };
        match part {
            Some(part) => *part = value,
            None => {
                let obeys = model.networks.iter().map(|declared| format!("{}.obeys", declared.name));
                let reads = |n: &&Network| n.inputs.iter().any(|input| input.text == "x");
                let posteriors = model.networks.iter().filter(reads).map(|n| format!("{}.posterior", n.name));
                let known: Vec<String> = obeys.chain(posteriors).collect();
                return Err(match known.is_empty() {
                    true => self.unknown(model),
                    false => Error::Unknown(did_you_mean("setting", self.key.trim(), &known)),
                });
            }
        }
        Ok(())
    }

    /// `moves.critic.repeat = 3`: how often a move is played in a step.
    fn set_repeat(&self, model: &mut Model, rest: &str, value: &Expr) -> Result<()> {
        let found = model.moves.iter_mut().find(|m| rest.strip_suffix(".repeat") == Some(&m.title()));
        let Some(item) = found else {
            let known: Vec<String> = model.moves.iter().map(|m| format!("moves.{}.repeat", m.title())).collect();
            return Err(Error::Unknown(did_you_mean("setting", self.key.trim(), &known)));
        };
        match value.kind {
            ExprKind::Number(count) if count.fract() == 0.0 && (1.0..=MOST_REPEATED).contains(&count) => {
                item.repeat = count as usize;
                Ok(())
            }
            _ => {
                let message =
                    format!("expected a whole number, at least 1 and at most {MOST_REPEATED}; found `{value}`");
                Err(Error::setting(&self.key, message))
            }
        }
    }

    fn unknown(&self, model: &Model) -> Error {
        let names = keys(model);
        Error::Unknown(did_you_mean("setting", self.key.trim(), &names))
    }
}

/// Everything in a model that can be replaced by name.
pub(crate) fn keys(model: &Model) -> Vec<String> {
    let lets = model.lets.iter().map(|l| {
        let params: Vec<&str> = l.params.iter().map(|p| p.text.as_str()).collect();
        if params.is_empty() { l.name.text.clone() } else { format!("{}({})", l.name.text, params.join(", ")) }
    });
    let scalars = model.scalars.iter().map(|s| s.name.text.clone());
    let repeats = model.moves.iter().map(|play| format!("moves.{}.repeat", play.title()));
    scalars.chain(lets).chain(model.moves.iter().map(asivae_grammar::Move::title)).chain(repeats).collect()
}

/// Whether a value changes during a run: it calls a schedule, or reads the clock or a `let`.
fn moves(value: &Expr, model: &Model) -> bool {
    mentions(value, &|name, is_call| match is_call {
        true => asivae_grammar::builtins::find(name).is_none(),
        false => ["progress", "step", "epoch"].contains(&name) || model.lets.iter().any(|l| l.name.text == name),
    })
}

/// A scalar that is given a schedule becomes a `let`, and so do the scalars that default to it: before the other `let`s, or behind the
/// last one that it reads.
fn schedule(model: &mut Model, index: usize, value: Expr) {
    let read = model.lets.iter().rposition(|l| mentions(&value, &|name, _| l.name.text == name));
    model.scalars[index].default = value;
    let mut moved: Vec<Let> = Vec::new();
    let scalars = std::mem::take(&mut model.scalars);
    for (i, scalar) in scalars.into_iter().enumerate() {
        let follows = mentions(&scalar.default, &|name, _| moved.iter().any(|m| m.name.text == name));
        if i == index || follows {
            let (min, max) = (scalar.min, scalar.max);
            moved.push(Let { name: scalar.name, params: Vec::new(), body: scalar.default, min, max });
        } else {
            model.scalars.push(scalar);
        }
    }
    let place = read.map_or(0, |last| last + 1);
    model.lets.splice(place..place, moved);
}

/// Whether `found` holds for a name in an expression; its second argument says whether the name is called.
fn mentions(expr: &Expr, found: &dyn Fn(&str, bool) -> bool) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::List(_) => false,
        ExprKind::Name(name) => found(name, false),
        ExprKind::Neg(inner) => mentions(inner, found),
        ExprKind::Binary { left, right, .. } => mentions(left, found) || mentions(right, found),
        ExprKind::Call { callee, args, named } => {
            found(callee, true) || args.iter().chain(named.iter().map(|(_, e)| e)).any(|e| mentions(e, found))
        }
        ExprKind::Fold { over, body, .. } => over.iter().any(|e| mentions(e, found)) || mentions(body, found),
    }
}

/// A bare schedule is a call with defaults: `cosine` for `cosine()`, also as what another schedule is made of.
fn called(mut value: Expr, names: &[&Name]) -> Expr {
    let is_schedule = |name: &str| {
        let known = names.iter().any(|n| n.text == name) || asivae_grammar::builtins::reserved(name).is_some();
        !known && plugin::find::<SchedulePlugin>(name).is_ok()
    };
    match &mut value.kind {
        ExprKind::Name(name) if is_schedule(name) => {
            let callee = Name { text: std::mem::take(name), span: value.span };
            value.kind = ExprKind::Call { callee, args: Vec::new(), named: Vec::new() };
        }
        ExprKind::Call { callee, args, .. } if is_schedule(callee) => {
            *args = std::mem::take(args).into_iter().map(|arg| called(arg, names)).collect();
        }
        _ => {}
    }
    value
}
