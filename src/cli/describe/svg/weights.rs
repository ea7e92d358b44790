//! A move's terms with what stands before each of them in the objective.

use asivae_grammar::{Expr, ExprKind, Fold, Model, Move, Op, builtins, typeset_expr};

/// A term as it stands in an objective: `− ½ · exp(−α · ` `kl(xr)` ` …)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Written {
    /// Its name in the records.
    pub(super) name: String,
    /// Whether a minus stands before it.
    pub(super) minus: bool,
    /// Its factors, and the functions around it.
    pub(super) before: String,
    /// What ends these functions.
    pub(super) after: String,
    /// Whether it stands in an `sg(…)`.
    pub(super) stopped: bool,
    /// How often it stands there so: a fold may write it out more than once.
    pub(super) times: usize,
}

/// The terms of a move, `let`s and folds written out, in the order in which they stand there. One of these names that is not found is
/// written without anything around it.
pub(super) fn written(model: &Model, play: &Move, names: &[&str]) -> Vec<Written> {
    let mut walk = Walk { model, names, found: Vec::new() };
    walk.expr(&play.objective, &[Level::default()]);
    let mut found = walk.found;
    for name in names {
        if !found.iter().any(|one| one.name == *name) {
            found.push(Written { name: (*name).to_owned(), times: 1, ..Written::default() });
        }
    }
    found
}

/// What stands between two functions: `exp(` `5 −` `α ·`.
#[derive(Clone, Default)]
struct Level {
    opening: String,
    closing: String,
    /// A number that what follows is added to.
    constant: String,
    minus: bool,
    factors: Vec<String>,
    /// A number that follows.
    trailing: String,
    /// Whether there are other terms beside it.
    more: bool,
}

struct Walk<'m> {
    model: &'m Model,
    names: &'m [&'m str],
    found: Vec<Written>,
}

impl Walk<'_> {
    fn expr(&mut self, expr: &Expr, around: &[Level]) {
        if let Some(name) = self.name(expr) {
            let found = read(name, around);
            match self.found.iter_mut().find(|one| Written { times: 1, ..(*one).clone() } == found) {
                Some(same) => same.times += 1,
                None => self.found.push(found),
            }
            return;
        }
        if !self.leads(expr) {
            return;
        }
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::List(_) => {}
            ExprKind::Neg(inner) => self.expr(inner, &with(around, |level| level.minus = !level.minus)),
            ExprKind::Binary { op: op @ (Op::Add | Op::Sub), left, right } => self.sum(*op, left, right, around),
            ExprKind::Binary { op: Op::Mul, left, right } => {
                self.expr(left, &with(around, |level| level.factors.push(factor(right))));
                self.expr(right, &with(around, |level| level.factors.push(factor(left))));
            }
            ExprKind::Binary { left, right, .. } => {
                self.expr(left, &with(around, |level| level.factors.push(format!("1/{}", factor(right)))));
                self.expr(right, &inside(around, format!("{} / (", factor(left)), ")".to_owned()));
            }
            ExprKind::Fold { kind, var, over, body } => {
                let share = match (kind, over.len()) {
                    (Fold::Sum, _) | (_, 1) => None,
                    (_, 2) => Some("½".to_owned()),
                    (_, count) => Some(format!("1/{count}")),
                };
                let nested = around.len() > 1;
                let around = with(around, |level| {
                    level.factors.extend(share);
                    level.more |= nested && over.len() > 1;
                });
                over.iter().for_each(|source| self.expr(&body.subst(var, source), &around));
            }
            ExprKind::Name(_) => self.named(expr, around),
            ExprKind::Call { callee, args, .. } => match builtins::find(callee) {
                None => self.named(expr, around),
                Some(_) => {
                    for (place, arg) in args.iter().enumerate() {
                        let (opening, closing) = function(callee, args, place);
                        self.expr(arg, &inside(around, opening, closing));
                    }
                }
            },
        }
    }

    /// A `let`, written out.
    fn named(&mut self, expr: &Expr, around: &[Level]) {
        if let Some(body) = self.body(expr) {
            self.expr(&body, around);
        }
    }

    fn sum(&mut self, op: Op, left: &Expr, right: &Expr, around: &[Level]) {
        let minus = op == Op::Sub;
        let both = self.leads(left) && self.leads(right);
        let nested = around.len() > 1;
        // Behind a factor or a minus a number would have to be multiplied out.
        let plain = nested && around.last().is_some_and(|level| !level.minus && level.factors.is_empty());
        let left_level = with(around, |level| {
            level.more |= nested && (both || !plain);
            if plain && !both {
                level.trailing = format!(" {} {}{}", if minus { "−" } else { "+" }, factor(right), level.trailing);
            }
        });
        self.expr(left, &left_level);
        let right_level = with(around, |level| {
            level.more |= nested && (both || !plain);
            if plain && !both {
                level.constant = format!("{} ", typeset_expr(left));
            }
            level.minus ^= minus;
        });
        self.expr(right, &right_level);
    }

    /// The name in the records, where the expression is a term.
    fn name(&self, expr: &Expr) -> Option<&str> {
        let text = matches!(expr.kind, ExprKind::Call { .. }).then(|| expr.to_string())?;
        self.names.iter().copied().find(|name| *name == text)
    }

    /// What a `let` stands for here.
    fn body(&self, expr: &Expr) -> Option<Expr> {
        let (name, args) = match &expr.kind {
            ExprKind::Name(name) => (name, &[][..]),
            ExprKind::Call { callee, args, .. } => (&callee.text, args.as_slice()),
            _ => return None,
        };
        let item = self.model.lets.iter().find(|item| item.name.text == *name)?;
        let given = item.params.iter().zip(args);
        Some(given.fold(item.body.clone(), |body, (param, arg)| body.subst(param, arg)))
    }

    /// Whether there is a term in it. What a schedule measures is none.
    fn leads(&self, expr: &Expr) -> bool {
        if self.name(expr).is_some() {
            return true;
        }
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::List(_) => false,
            ExprKind::Neg(inner) => self.leads(inner),
            ExprKind::Binary { left, right, .. } => self.leads(left) || self.leads(right),
            ExprKind::Fold { var, over, body, .. } => over.iter().any(|source| self.leads(&body.subst(var, source))),
            ExprKind::Name(_) => self.body(expr).is_some_and(|body| self.leads(&body)),
            ExprKind::Call { callee, args, .. } => match builtins::find(callee) {
                Some(_) => args.iter().any(|arg| self.leads(arg)),
                None => self.body(expr).is_some_and(|body| self.leads(&body)),
            },
        }
    }
}

/// The same with a change of the innermost level.
fn with(around: &[Level], change: impl FnOnce(&mut Level)) -> Vec<Level> {
    let mut around = around.to_vec();
    if let Some(level) = around.last_mut() {
        change(level);
    }
    around
}

fn inside(around: &[Level], opening: String, closing: String) -> Vec<Level> {
    let mut around = around.to_vec();
    around.push(Level { opening, closing, ..Level::default() });
    around
}

/// How a built-in function begins and ends around one of its arguments.
fn function(callee: &str, args: &[Expr], place: usize) -> (String, String) {
    match callee {
        "hinge" => ("[".to_owned(), "]₊".to_owned()),
        "abs" => ("|".to_owned(), "|".to_owned()),
        "batch_mean" => ("E[".to_owned(), "]".to_owned()),
        builtins::BY_HAND => (format!("{callee}("), ", …)".to_owned()),
        _ => {
            let before: String = args[..place].iter().map(|arg| format!("{}, ", typeset_expr(arg))).collect();
            let after: String = args[place + 1..].iter().map(|arg| format!(", {}", typeset_expr(arg))).collect();
            (format!("{callee}({before}"), format!("{after})"))
        }
    }
}

/// An expression as a factor: a sum is in parentheses.
fn factor(expr: &Expr) -> String {
    let text = typeset_expr(expr);
    let loose = matches!(expr.kind, ExprKind::Binary { op: Op::Add | Op::Sub, .. } | ExprKind::Fold { .. });
    if loose { format!("({text})") } else { text }
}

fn read(name: &str, around: &[Level]) -> Written {
    let (mut before, mut after) = (String::new(), String::new());
    for (depth, level) in around.iter().enumerate() {
        before.push_str(&level.opening);
        before.push_str(&level.constant);
        if depth > 0 {
            before.push_str(match (level.constant.is_empty(), level.minus) {
                (true, true) => "−",
                (true, false) => "",
                (false, true) => "− ",
                (false, false) => "+ ",
            });
        }
        level.factors.iter().for_each(|factor| before.push_str(&format!("{factor} · ")));
    }
    for level in around.iter().rev() {
        after.push_str(&level.trailing);
        after.push_str(if level.more { " …" } else { "" });
        after.push_str(&level.closing);
    }
    Written {
        name: name.to_owned(),
        minus: around.first().is_some_and(|level| level.minus),
        before,
        after,
        stopped: around.iter().any(|level| level.opening == "sg("),
        times: 1,
    }
}

#[cfg(test)]
fn texts(text: &str, names: &[&str]) -> Vec<String> {
    let model = asivae_grammar::parse_model(text).unwrap_or_default();
    let line = |one: &Written| {
        let sign = if one.minus { '−' } else { '+' };
        format!("{sign} {}{}{}", one.before, one.name, one.after)
    };
    written(&model, &model.moves[0], names).iter().map(line).collect()
}

#[test]
fn factors_stand_before_a_term() {
    let text = "\"m\" { beta = 2 } let div(s) = beta * kl(s) - rec(s); \
        encoder minimizes scale * (rec(x) - div(x) / 2) + (1 - beta) * mean[s in {xr, xg}] kl(s);";
    let names = ["rec(x)", "kl(x)", "kl(xr)", "kl(xg)"];
    let wanted = [
        "+ scale · rec(x)",
        "− scale · 1/2 · β · kl(x)",
        "+ scale · 1/2 · rec(x)",
        "+ (1 − β) · ½ · kl(xr)",
        "+ (1 − β) · ½ · kl(xg)",
    ];
    assert_eq!(texts(text, &names), wanted);
}

#[test]
fn functions_stand_around_a_term() {
    let text = "\"m\" { m = 2 } encoder minimizes rec(x) * exp(-m * (kl(x) + rec(x))) - hinge(m - kl(xr)) \
        + abs(batch_mean(kl(x)) - m) + max(kl(x), 2) + pi_control(kl(x)) * rec(xr);";
    let wanted = [
        "+ exp(−m · (kl(x) + rec(x))) · rec(x)",
        "+ rec(x) · exp(−m · kl(x) …)",
        "+ rec(x) · exp(−m · rec(x) …)",
        "− [m − kl(xr)]₊",
        "+ |E[kl(x)] − m|",
        "+ max(kl(x), 2)",
        "+ pi_control(kl(x)) · rec(xr)",
    ];
    assert_eq!(texts(text, &["rec(x)", "kl(x)", "kl(xr)", "rec(xr)"]), wanted);
}

#[test]
fn what_a_fold_writes_out_twice_stands_there_once() {
    let model = asivae_grammar::parse_model("\"m\" {} encoder minimizes mean[s in {xr, xg}] (kl(s) + rec(x));");
    let model = model.unwrap_or_default();
    let times: Vec<usize> =
        written(&model, &model.moves[0], &["kl(xr)", "kl(xg)", "rec(x)"]).iter().map(|one| one.times).collect();
    assert_eq!(times, [1, 2, 1]);
}

#[test]
fn a_term_that_is_not_found_is_written_alone() {
    assert_eq!(texts("\"m\" {} encoder minimizes kl(x);", &["rec(x)"]), ["+ rec(x)"]);
}
