//! A model as a formula: for the terminal, and as LaTeX.

mod latex;
mod unicode;

pub use latex::{latex, latex_with};
pub use unicode::{typeset, typeset_expr};

use crate::tree::{Expr, ExprKind, Fold, Op};

/// How the parts of an expression are written.
trait Style {
    /// Whether a division is a fraction, which needs no parentheses inside or around.
    const FRACTIONS: bool;

    fn number(&self, value: f64) -> String;
    fn name(&self, name: &str) -> String;
    fn call(&self, callee: &str, args: &[String]) -> String;
    fn argument(&self, name: &str, value: &str) -> String;
    fn minus(&self) -> &'static str;
    fn times(&self, left: &str, right: &str) -> String;
    fn divided(&self, left: &str, right: &str) -> String;
    fn fold(&self, kind: Fold, var: &str, over: &[String], body: &str) -> String;
    fn parentheses(&self, inner: &str) -> String;
}

/// How tightly what stands around holds: as in `print`.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Around {
    Sum,
    Product,
    Factor,
}

/// `followed`: a factor comes next, which the body of a fold would swallow.
fn set<S: Style>(expr: &Expr, around: Around, followed: bool, style: &S) -> String {
    let free = |inner: &Expr| set(inner, Around::Sum, false, style);
    match &expr.kind {
        ExprKind::Number(value) => style.number(*value),
        ExprKind::Name(name) => style.name(name),
        ExprKind::List(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|number| style.number(*number)).collect();
            format!("[{}]", numbers.join(", "))
        }
        ExprKind::Call { callee, args, named } => {
            let mut all: Vec<String> = args.iter().map(free).collect();
            all.extend(named.iter().map(|(name, value)| style.argument(name, &free(value))));
            style.call(callee, &all)
        }
        ExprKind::Neg(inner) => {
            let inner = set(inner, Around::Factor, followed, style);
            format!("{}{inner}", style.minus())
        }
        ExprKind::Binary { op: Op::Div, left, right } if S::FRACTIONS => style.divided(&free(left), &free(right)),
        ExprKind::Binary { op, left, right } => {
            let sum = matches!(op, Op::Add | Op::Sub);
            let (own, tighter) = if sum { (Around::Sum, Around::Product) } else { (Around::Product, Around::Factor) };
            let wrapped = around > own;
            let left = set(left, own, !sum, style);
            let right = set(right, tighter, followed && !wrapped, style);
            let whole = match op {
                Op::Add => format!("{left} + {right}"),
                Op::Sub => format!("{left} {} {right}", style.minus()),
                Op::Mul => style.times(&left, &right),
                Op::Div => style.divided(&left, &right),
            };
            if wrapped { style.parentheses(&whole) } else { whole }
        }
        ExprKind::Fold { kind, var, over, body } => {
            let over: Vec<String> = over.iter().map(free).collect();
            let body = set(body, Around::Product, false, style);
            let whole = style.fold(*kind, &style.name(var), &over, &body);
            if followed { style.parentheses(&whole) } else { whole }
        }
    }
}

/// The terms of a sum, each with the operator before it; one line each.
fn terms<S: Style>(expr: &Expr, style: &S) -> Vec<(&'static str, String)> {
    let mut rest = expr;
    let mut terms = Vec::new();
    while let ExprKind::Binary { op: op @ (Op::Add | Op::Sub), left, right } = &rest.kind {
        let sign = if *op == Op::Add { "+" } else { style.minus() };
        terms.push((sign, set(right, Around::Product, false, style)));
        rest = left;
    }
    terms.push(("", set(rest, Around::Product, false, style)));
    terms.reverse();
    terms
}
