//! Calls: as many arguments as the callee takes, of the kind that it takes.

use std::collections::HashSet;

use super::expr::{Walk, Wants, fold_usage, plural, takes};
use super::names::Kind;
use crate::builtins;
use crate::tree::{Expr, Let, Name};

impl<'m> Walk<'m, '_> {
    pub(super) fn call(
        &mut self,
        call: &Expr,
        callee: &'m Name,
        args: &'m [Expr],
        named: &'m [(Name, Expr)],
        wants: Wants,
    ) {
        self.named(named);
        let name = callee.text.as_str();
        if builtins::find(name).is_some() {
            return self.builtin(call, callee, args, named, wants);
        }
        match self.kind(name) {
            Some(Kind::Let(called)) => self.call_let(call, called, callee, args, named, wants),
            Some(Kind::Network) => args.iter().for_each(|arg| self.expr(arg, Wants::Latent)),
            Some(Kind::Latent) if matches!(wants, Wants::Number) => {
                self.mistakes.push(call.span, format!("`{call}` is a view, not a number"));
            }
            Some(Kind::Latent) => args.iter().for_each(|arg| self.expr(arg, Wants::Source)),
            Some(kind) => {
                self.mistakes.push(callee.span, format!("`{name}` is {} and cannot be called", kind.article()))
            }
            None if builtins::FOLDS.contains(&name) => self.mistakes.push(callee.span, fold_usage(name)),
            None => args.iter().for_each(|arg| self.expr(arg, Wants::Argument)),
        }
    }

    /// Named arguments: each once, and numbers in them of known names.
    fn named(&mut self, named: &'m [(Name, Expr)]) {
        let mut seen = HashSet::new();
        for (name, value) in named {
            if !seen.insert(name.text.as_str()) {
                self.mistakes.push(name.span, format!("argument `{name}` is given twice"));
            }
            self.expr(value, Wants::Value);
        }
    }

    fn builtin(&mut self, call: &Expr, callee: &Name, args: &'m [Expr], named: &[(Name, Expr)], wants: Wants) {
        let Some(function) = builtins::find(callee) else { return };
        if let Some((name, _)) = named.first() {
            self.mistakes.push(name.span, format!("`{callee}` takes no named arguments: write `{}`", function.usage));
        } else if function.args == builtins::ANY && args.is_empty() {
            self.mistakes.push(callee.span, format!("`{callee}` is made of nothing: write `{}`", function.usage));
        } else if function.args != builtins::ANY && args.len() != function.args {
            let takes = plural(function.args, "argument");
            let message = format!("`{callee}` takes {takes}, `{}`, not {}", function.usage, args.len());
            self.mistakes.push(callee.span, message);
        }
        let inner = match (callee.text.as_str(), wants) {
            ("sg", Wants::Value) => Wants::Latent,
            ("sg", _) => wants,
            ("shuffle", Wants::Number) => {
                self.mistakes.push(call.span, format!("`{call}` is a view, not a number"));
                return;
            }
            ("shuffle", _) => Wants::Latent,
            (_, Wants::Source | Wants::Latent) => {
                self.no_source(call.span, "this is a number");
                return;
            }
            _ => Wants::Number,
        };
        args.iter().for_each(|arg| self.expr(arg, inner));
    }

    fn call_let(
        &mut self,
        call: &Expr,
        called: &Let,
        callee: &Name,
        args: &'m [Expr],
        named: &[(Name, Expr)],
        wants: Wants,
    ) {
        if let Some((name, _)) = named.first() {
            self.mistakes.push(name.span, format!("`{callee}` is a `let` and takes no named arguments"));
        } else if called.params.is_empty() {
            self.mistakes.push(callee.span, format!("{}: write `{callee}`", takes(called)));
        } else if args.len() != called.params.len() {
            self.mistakes.push(callee.span, format!("{}, not {}", takes(called), args.len()));
        }
        match wants {
            Wants::Source | Wants::Latent => self.no_source(call.span, "this is a number"),
            _ => args.iter().for_each(|arg| self.expr(arg, Wants::Source)),
        }
    }
}
