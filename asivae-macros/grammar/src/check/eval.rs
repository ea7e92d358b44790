//! The value of a default, where it can be known beforehand.

use std::collections::HashMap;

use crate::tree::{Expr, ExprKind, Op};

/// The value of an expression of numbers, known names and built-in functions.
pub(super) fn eval(expr: &Expr, known: &HashMap<&str, f64>) -> Option<f64> {
    let value = |inner: &Expr| eval(inner, known);
    match &expr.kind {
        ExprKind::Number(number) => Some(*number),
        ExprKind::Name(name) => known.get(name.as_str()).copied(),
        ExprKind::Neg(inner) => Some(-value(inner)?),
        ExprKind::Binary { op, left, right } => {
            let (left, right) = (value(left)?, value(right)?);
            Some(match op {
                Op::Add => left + right,
                Op::Sub => left - right,
                Op::Mul => left * right,
                Op::Div => left / right,
            })
        }
        ExprKind::Call { callee, args, .. } => match (callee.text.as_str(), args.as_slice()) {
            ("exp", [a]) => Some(value(a)?.exp()),
            ("log", [a]) => Some(value(a)?.ln()),
            ("hinge", [a]) => Some(value(a)?.max(0.0)),
            ("abs", [a]) => Some(value(a)?.abs()),
            ("max", [a, b]) => Some(value(a)?.max(value(b)?)),
            ("tanh", [a]) => Some(value(a)?.tanh()),
            ("softplus", [a]) => value(a).map(|a| a.max(0.0) + (-a.abs()).exp().ln_1p()),
            _ => None,
        },
        ExprKind::List(_) => None,
        ExprKind::Fold { .. } => None,
    }
}

#[test]
fn a_default_is_known_if_its_names_are() {
    let known = HashMap::from([("a", 3.0)]);
    let value = |text: &str| eval(&crate::parse_expr(text).unwrap(), &known);
    assert_eq!(value("-a * 2 + max(a, 4) / 8"), Some(-5.5));
    assert_eq!(value("softplus(0) - log(2)"), Some(0.0));
    assert_eq!(value("a * scale"), None);
}
