//! Replacing parts of a model without compiling: a scalar, a `let`, a parameter, a whole objective.

use asivae_grammar::{Expr, ExprKind, Model, Name, did_you_mean, parse_expr, parse_let_head};

use crate::error::{Error, Result};
use crate::plugin::{self, SchedulePlugin};

/// One `--set KEY=VALUE` on a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// `beta_neg`, `c`, `div(s)`, `c.rate`, `decoder`.
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
        if let Some((owner, parameter)) = key.split_once('.') {
            return self.set_parameter(model, owner.trim(), parameter.trim(), value);
        }
        let (name, params) = parse_let_head(key).map_err(|_| self.unknown(model))?;
        if let Some(scalar) = model.scalars.iter_mut().find(|s| s.name == name) {
            scalar.default = called(value, &model.lets.iter().map(|l| &l.name).collect::<Vec<_>>());
            return Ok(());
        }
        let names: Vec<Name> = model.lets.iter().map(|l| l.name.clone()).chain(model.scalars.iter().map(|s| s.name.clone())).collect();
        let Some(item) = model.lets.iter_mut().find(|l| l.name == name) else { return Err(self.unknown(model)) };
        if item.params.len() != params.len() {
            let head = |params: &[Name]| match params {
                [] => name.text.clone(),
                _ => format!("{}({})", name.text, params.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(", ")),
            };
            return Err(Error::setting(key, format!("this `let` is written `{}`", head(&item.params))));
        }
        item.params = params;
        item.body = called(value, &names.iter().collect::<Vec<_>>());
        Ok(())
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
        let Some((_, expr)) = scalars.chain(lets).find(|(name, _)| name.text == owner) else {
            return Err(self.unknown(model));
        };
        let ExprKind::Call { named, .. } = &mut expr.kind else {
            let message = format!("`{owner}` is `{expr}`, which is no call and has no parameters; set `{owner}` itself");
            return Err(Error::setting(&self.key, message));
        };
        match named.iter_mut().find(|(name, _)| name.text == parameter) {
            Some((_, old)) => *old = value,
            None => named.push((Name::from(parameter), value)),
        }
        Ok(())
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
    scalars.chain(lets).chain(model.moves.iter().map(asivae_grammar::Move::title)).collect()
}

/// A bare schedule is a call with defaults: `cosine` for `cosine()`.
fn called(value: Expr, names: &[&Name]) -> Expr {
    let ExprKind::Name(name) = &value.kind else { return value };
    let known = names.iter().any(|n| n.text == *name) || asivae_grammar::builtins::reserved(name).is_some();
    if known || plugin::find::<SchedulePlugin>(name).is_err() {
        return value;
    }
    let callee = Name { text: name.clone(), span: value.span };
    Expr { kind: ExprKind::Call { callee, args: Vec::new(), named: Vec::new() }, span: value.span }
}
