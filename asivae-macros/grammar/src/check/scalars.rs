//! Scalars: defaults of earlier ones, within their bounds.

use std::collections::HashMap;

use super::eval::eval;
use super::names::Names;
use crate::builtins;
use crate::mistake::Mistakes;
use crate::nearest::did_you_mean;
use crate::print::number;
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Model, Scalar};

/// What takes numbers only, and not a batch.
const PURE: &[&str] = &["exp", "log", "hinge", "abs", "max", "tanh", "softplus"];

/// Checks defaults and bounds.
pub(super) fn check(model: &Model, names: &Names, mistakes: &mut Mistakes) {
    let all: Vec<&str> = model.scalars.iter().map(|scalar| scalar.name.text.as_str()).collect();
    let mut values = HashMap::new();
    for (i, scalar) in model.scalars.iter().enumerate() {
        Default { own: all[i], earlier: &all[..i], later: &all[i + 1..], names, mistakes }.expr(&scalar.default);
        let bounds = scalar.min.unwrap_or(f64::NEG_INFINITY)..=scalar.max.unwrap_or(f64::INFINITY);
        if bounds.is_empty() {
            let (min, max) = (number(*bounds.start()), number(*bounds.end()));
            mistakes.push(scalar.name.span, format!("no value of `{}` is in {min}..{max}", scalar.name));
        } else if let Some(value) = eval(&scalar.default, &values) {
            within(scalar, value, mistakes);
            values.insert(all[i], value);
        }
    }
}

fn within(scalar: &Scalar, value: f64, mistakes: &mut Mistakes) {
    let name = &scalar.name;
    let shown = number(value);
    let message = match (scalar.min, scalar.max) {
        _ if !value.is_finite() => format!("the default of `{name}` is {value}, not a finite number"),
        (Some(min), _) if value < min => format!("the default {shown} of `{name}` is below its bound {}", number(min)),
        (_, Some(max)) if value > max => format!("the default {shown} of `{name}` is above its bound {}", number(max)),
        _ => return,
    };
    mistakes.push(scalar.default.span, message);
}

/// A walk through one default.
struct Default<'m, 'w> {
    own: &'m str,
    earlier: &'w [&'m str],
    later: &'w [&'m str],
    names: &'w Names<'m>,
    mistakes: &'w mut Mistakes,
}

impl Default<'_, '_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_) => {}
            ExprKind::List(_) => self.mistakes.push(expr.span, "a default is one number, no list"),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Neg(inner) => self.expr(inner),
            ExprKind::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Call { callee, args, named } => match builtins::find(callee) {
                Some(function) if PURE.contains(&function.name) => {
                    if args.len() != function.args || !named.is_empty() {
                        self.mistakes.push(callee.span, format!("`{callee}` is called `{}`", function.usage));
                    }
                    args.iter().for_each(|arg| self.expr(arg));
                }
                _ => self.mistakes.push(callee.span, format!("a default cannot call `{callee}`; a `let` can")),
            },
            ExprKind::Fold { .. } => self.mistakes.push(expr.span, "a default cannot run over sources; a `let` can"),
        }
    }

    fn name(&mut self, name: &str, span: Span) {
        if name == "scale" || self.earlier.contains(&name) {
            return;
        }
        let message = match self.names.get(name) {
            _ if name == self.own => format!("the default of `{name}` uses `{name}` itself"),
            _ if self.later.contains(&name) => format!(
                "the default of `{}` uses `{name}`, which is declared later; a default uses earlier scalars",
                self.own
            ),
            Some(kind) => {
                format!("`{name}` is {}; a default uses earlier scalars and `scale` only", kind.article())
            }
            None => did_you_mean("scalar", name, self.earlier.iter().chain(&["scale"])),
        };
        self.mistakes.push(span, message);
    }
}
