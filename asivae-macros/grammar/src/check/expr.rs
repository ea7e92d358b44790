//! Expressions: names that are known, and numbers and sources where these belong.

use super::names::{Kind, Names};
use crate::builtins;
use crate::mistake::Mistakes;
use crate::nearest::did_you_mean;
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Let};

/// What may stand at a place.
#[derive(Clone, Copy)]
pub(super) enum Wants {
    /// A number or a term.
    Number,
    /// A source, or a map of one.
    Source,
    /// What a network or `shuffle` takes: a source, a latent, a view.
    Latent,
    /// A positional argument of a plugin: a source, a network, a map, a term, a schedule, a number.
    Argument,
    /// The value of a named argument: a number, a view, or a word for a choice.
    Value,
}

/// A walk through one expression.
pub(super) struct Walk<'m, 'w> {
    names: &'w Names<'m>,
    pub(super) mistakes: &'w mut Mistakes,
    /// Names of sources that are bound around: parameters of the `let`, variables of folds.
    pub(super) bound: Vec<&'m str>,
    /// Sources that are declared too late to be used here.
    pub(super) later: Vec<&'m str>,
}

impl<'m, 'w> Walk<'m, 'w> {
    pub(super) fn new(names: &'w Names<'m>, mistakes: &'w mut Mistakes) -> Self {
        Walk { names, mistakes, bound: Vec::new(), later: Vec::new() }
    }

    pub(super) fn expr(&mut self, expr: &'m Expr, wants: Wants) {
        match &expr.kind {
            ExprKind::Number(_) => self.number(expr, wants),
            ExprKind::List(_) if matches!(wants, Wants::Value) => {}
            ExprKind::List(_) => {
                self.mistakes
                    .push(expr.span, "a list stands alone as the value of a parameter: `channels = [64, 128]`");
            }
            ExprKind::Name(name) => self.name(name, expr.span, wants),
            ExprKind::Call { callee, args, named } => self.call(expr, callee, args, named, wants),
            ExprKind::Neg(inner) if matches!(inner.kind, ExprKind::Number(_)) => self.number(expr, wants),
            ExprKind::Neg(inner) => {
                if self.number_fits(expr, wants) {
                    self.expr(inner, Wants::Number);
                }
            }
            ExprKind::Binary { left, right, .. } => {
                if self.number_fits(expr, wants) {
                    self.expr(left, Wants::Number);
                    self.expr(right, Wants::Number);
                }
            }
            ExprKind::Fold { var, over, body, .. } => {
                over.iter().for_each(|source| self.expr(source, Wants::Source));
                if self.number_fits(expr, wants) {
                    self.bound.push(var);
                    self.expr(body, Wants::Number);
                    self.bound.pop();
                }
            }
        }
    }

    /// Whether a number may stand here; notes it where it may not.
    fn number_fits(&mut self, expr: &Expr, wants: Wants) -> bool {
        let fits = !matches!(wants, Wants::Source | Wants::Latent);
        if !fits {
            self.no_source(expr.span, "this is a number");
        }
        fits
    }

    fn number(&mut self, expr: &Expr, wants: Wants) {
        match wants {
            // A schedule may be made of numbers; whether this is one, those know who know the plugins.
            Wants::Argument => {}
            _ => {
                self.number_fits(expr, wants);
            }
        }
    }

    pub(super) fn no_source(&mut self, span: Span, what: &str) {
        let sources = [&self.bound[..], &self.names.sources()].concat().join(", ");
        self.mistakes.push(span, format!("{what}, not a source; sources are {sources}"));
    }

    pub(super) fn kind(&self, name: &str) -> Option<Kind<'m>> {
        if self.bound.contains(&name) { Some(Kind::Source) } else { self.names.get(name) }
    }

    fn name(&mut self, name: &'m str, span: Span, wants: Wants) {
        let Some(kind) = self.kind(name) else {
            if !matches!(wants, Wants::Value) {
                let message = self.unknown(name, wants);
                self.mistakes.push(span, message);
            }
            return;
        };
        let article = kind.article();
        match (wants, kind) {
            (Wants::Value, _) => {}
            (Wants::Number, Kind::Let(named)) if !named.params.is_empty() => {
                let message = format!("{}: write `{}`", takes(named), usage(named));
                self.mistakes.push(span, message);
            }
            (Wants::Number, Kind::Scalar | Kind::Let(_) | Kind::Number) => {}
            (Wants::Number, Kind::Source) => {
                let message = format!("`{name}` is a source, not a number; a term of it is one, such as `kl({name})`");
                self.mistakes.push(span, message);
            }
            (Wants::Number, _) => self.mistakes.push(span, format!("`{name}` is {article}, not a number")),
            (_, Kind::Source) if self.later.contains(&name) && !self.bound.contains(&name) => {
                self.mistakes
                    .push(span, format!("source `{name}` is declared later; a source is made of earlier ones"));
            }
            (_, Kind::Source) | (Wants::Latent, Kind::Latent) => {}
            (Wants::Argument, _) => {}
            (Wants::Source | Wants::Latent, _) => self.no_source(span, &format!("`{name}` is {article}")),
        }
    }

    fn unknown(&self, name: &str, wants: Wants) -> String {
        if let Some(function) = builtins::find(name) {
            return format!("`{name}` is a function: write `{}`", function.usage);
        }
        if builtins::FOLDS.contains(&name) {
            return fold_usage(name);
        }
        let mut candidates = self.bound.clone();
        let kind = match wants {
            Wants::Number | Wants::Value => {
                candidates = self.names.numbers();
                "name"
            }
            Wants::Source => {
                candidates.extend(self.names.sources());
                "source"
            }
            Wants::Latent => {
                candidates.extend(self.names.sources());
                candidates.extend(builtins::LATENTS);
                "source"
            }
            Wants::Argument => {
                candidates.extend(self.names.sources());
                candidates.extend(self.names.networks_and_lets());
                "name"
            }
        };
        did_you_mean(kind, name, candidates)
    }
}

/// `div(s)`
fn usage(named: &Let) -> String {
    format!("{}({})", named.name, crate::print::commas(&named.params))
}

pub(super) fn fold_usage(name: &str) -> String {
    format!("`{name}` runs over sources: write `{name}[s in {{xr, xg}}] …`")
}

/// "`div` takes 1 source"
pub(super) fn takes(named: &Let) -> String {
    match named.params.len() {
        0 => format!("`{}` takes no sources", named.name),
        count => format!("`{}` takes {}", named.name, plural(count, "source")),
    }
}

pub(super) fn plural(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
