//! Named numbers: scalars, and `let`s that lean on no source.

use asivae_grammar::{Expr, ExprKind, builtins};

use super::{Assembly, MAX_DEPTH};
use crate::game::NamedNumber;
use crate::game::node::{Node, NodeKind, Ty};

impl Assembly<'_> {
    /// Scalars and `let`s without sources that give one number.
    pub(super) fn declare_numbers(&mut self) {
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
            if !item.params.is_empty() || self.leans_on_sources(&item.body, 0) {
                if item.min.is_some() || item.max.is_some() {
                    let message = format!("`{}` has bounds, so it must be one number", item.name.text);
                    self.mistakes.push(item.body.span, message);
                }
            } else if let Ok(value) = self.build(&item.body) {
                self.number(&item.name.text, value, item.min, item.max);
            }
        }
    }

    fn number(&mut self, name: &str, value: Node, min: Option<f64>, max: Option<f64>) {
        let moving = self.moves_in_time(&value);
        self.numbers.push(NamedNumber { name: name.to_owned(), value, moving, min, max });
    }

    fn moves_in_time(&self, node: &Node) -> bool {
        match &node.kind {
            NodeKind::Clock(_) | NodeKind::Schedule(..) | NodeKind::Remembering(_) => true,
            NodeKind::Named(index) => self.numbers[*index].moving,
            other => other.children().into_iter().any(|inner| self.moves_in_time(inner)),
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
            ExprKind::Name(name) if self.is_source(name) || builtins::LATENTS.contains(&name.as_str()) => true,
            ExprKind::Name(name) => {
                let known = self.leaning.borrow().get(name).copied();
                known.unwrap_or_else(|| {
                    let leans = self.find_let(name).is_some_and(|item| inner(&item.body));
                    self.leaning.borrow_mut().insert(name.clone(), leans);
                    leans
                })
            }
            ExprKind::Call { callee, .. } if self.networks.iter().any(|n| n.name == callee.text) => true,
            // What a schedule measures is a number that was read off a source.
            ExprKind::Call { callee, .. } if self.schedule_named(callee).is_some() => false,
            ExprKind::Call { args, named, .. } => args.iter().any(inner) || named.iter().any(|(_, value)| inner(value)),
            ExprKind::Neg(a) => inner(a),
            ExprKind::Binary { left, right, .. } => inner(left) || inner(right),
            ExprKind::List(_) => false,
            ExprKind::Fold { .. } => true,
        }
    }
}
