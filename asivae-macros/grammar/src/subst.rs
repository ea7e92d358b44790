//! Names in an expression, and what can stand for them.

use std::collections::HashSet;

use crate::tree::{Expr, ExprKind, Model, Name, Pace};

impl Expr {
    /// The names that the expression uses and does not bind, each once, in order; without names of what is called.
    ///
    /// A bare word that an argument may have as a choice, `sum` in `rec(x, reduce = sum)`, is among them.
    pub fn names(&self) -> Vec<&str> {
        let mut found = Found::default();
        found.collect(self);
        found.names
    }

    /// The expression with `by` in place of the name `var`, wherever that is free.
    ///
    /// A fold over `var` shadows it; a fold that would capture a name of `by` gets another name for its own.
    pub fn subst(&self, var: &str, by: &Expr) -> Expr {
        let taken: HashSet<&str> = by.names().into_iter().collect();
        subst(self, var, by, &taken)
    }
}

impl Model {
    /// Scalars, `let`s and sources that no move, posterior, constraint or average leads to.
    pub fn unused(&self) -> Vec<&Name> {
        let moves = self.moves.iter().map(|play| &play.objective);
        let posteriors = self.networks.iter().filter_map(|network| network.posterior.as_ref());
        let constraints = self.obeys.iter().map(|obey| &obey.constraint);
        let decays = self.follows.iter().filter_map(|follow| match &follow.pace {
            Pace::Average(decay) => Some(decay),
            _ => None,
        });
        let mut used: HashSet<&str> = HashSet::new();
        let mut open: Vec<&Expr> = moves.chain(posteriors).chain(constraints).chain(decays).collect();
        while let Some(expr) = open.pop() {
            for name in mentioned(expr) {
                if used.insert(name) {
                    let scalars = self.scalars.iter().filter(|scalar| scalar.name.text == name).map(|s| &s.default);
                    let lets = self.lets.iter().filter(|item| item.name.text == name).map(|item| &item.body);
                    let sources = self.sources.iter().filter(|source| source.name.text == name).map(|s| &s.value);
                    open.extend(scalars.chain(lets).chain(sources));
                }
            }
        }
        let lets = self.lets.iter().map(|item| &item.name);
        let sources = self.sources.iter().map(|source| &source.name);
        let all = self.scalars.iter().map(|scalar| &scalar.name).chain(lets).chain(sources);
        all.filter(|name| !used.contains(name.text.as_str())).collect()
    }

    /// Gives what is called other names; `None` leaves one as it is.
    pub fn rename_calls(&mut self, name: &dyn Fn(&str) -> Option<String>) {
        let scalars = self.scalars.iter_mut().map(|scalar| &mut scalar.default);
        let lets = self.lets.iter_mut().map(|item| &mut item.body);
        let sources = self.sources.iter_mut().map(|source| &mut source.value);
        let moves = self.moves.iter_mut().map(|play| &mut play.objective);
        let posteriors = self.networks.iter_mut().filter_map(|network| network.posterior.as_mut());
        let constraints = self.obeys.iter_mut().map(|obey| &mut obey.constraint);
        let decays = self.follows.iter_mut().filter_map(|follow| match &mut follow.pace {
            Pace::Average(decay) => Some(decay),
            _ => None,
        });
        let all = scalars.chain(lets).chain(sources).chain(moves).chain(posteriors).chain(constraints).chain(decays);
        all.for_each(|expr| rename_calls(expr, name));
    }
}

/// Names in an expression, of what is called too.
fn mentioned(expr: &Expr) -> Vec<&str> {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::List(_) => Vec::new(),
        ExprKind::Name(name) => vec![name],
        ExprKind::Neg(inner) => mentioned(inner),
        ExprKind::Binary { left, right, .. } => [mentioned(left), mentioned(right)].concat(),
        ExprKind::Call { callee, args, named } => {
            let inner = args.iter().chain(named.iter().map(|(_, value)| value)).flat_map(mentioned);
            std::iter::once(callee.text.as_str()).chain(inner).collect()
        }
        ExprKind::Fold { over, body, .. } => over.iter().flat_map(mentioned).chain(mentioned(body)).collect(),
    }
}

fn rename_calls(expr: &mut Expr, name: &dyn Fn(&str) -> Option<String>) {
    match &mut expr.kind {
        ExprKind::Number(_) | ExprKind::List(_) | ExprKind::Name(_) => {}
        ExprKind::Neg(inner) => rename_calls(inner, name),
        ExprKind::Binary { left, right, .. } => {
            rename_calls(left, name);
            rename_calls(right, name);
        }
        ExprKind::Call { callee, args, named } => {
            if let Some(text) = name(&callee.text) {
                callee.text = text;
            }
            args.iter_mut().chain(named.iter_mut().map(|(_, value)| value)).for_each(|inner| rename_calls(inner, name));
        }
        ExprKind::Fold { over, body, .. } => {
            over.iter_mut().for_each(|inner| rename_calls(inner, name));
            rename_calls(body, name);
        }
    }
}

fn subst(expr: &Expr, var: &str, by: &Expr, taken: &HashSet<&str>) -> Expr {
    let go = |inner: &Expr| subst(inner, var, by, taken);
    let boxed = |inner: &Expr| Box::new(subst(inner, var, by, taken));
    let kind = match &expr.kind {
        ExprKind::Name(name) if name == var => return by.clone(),
        ExprKind::Number(_) | ExprKind::List(_) | ExprKind::Name(_) => return expr.clone(),
        ExprKind::Call { callee, args, named } => ExprKind::Call {
            callee: callee.clone(),
            args: args.iter().map(go).collect(),
            named: named.iter().map(|(name, value)| (name.clone(), go(value))).collect(),
        },
        ExprKind::Neg(inner) => ExprKind::Neg(boxed(inner)),
        ExprKind::Binary { op, left, right } => ExprKind::Binary { op: *op, left: boxed(left), right: boxed(right) },
        ExprKind::Fold { kind, var: bound, over, body } => {
            let over = over.iter().map(go).collect();
            let (bound, body) = match () {
                () if bound.text == var => (bound.clone(), body.clone()),
                () if taken.contains(bound.text.as_str()) => {
                    let fresh = fresh(bound, var, body, taken);
                    let renamed = body.subst(&bound.text, &Expr::from(fresh.text.as_str()));
                    (fresh, boxed(&renamed))
                }
                () => (bound.clone(), boxed(body)),
            };
            ExprKind::Fold { kind: *kind, var: bound, over, body }
        }
    };
    Expr { kind, span: expr.span }
}

/// A name like `bound` that neither the body nor what is put into it uses.
fn fresh(bound: &Name, var: &str, body: &Expr, taken: &HashSet<&str>) -> Name {
    let used: HashSet<&str> = body.names().into_iter().collect();
    let mut text = bound.text.clone();
    while text == var || used.contains(text.as_str()) || taken.contains(text.as_str()) {
        text.push('_');
    }
    Name { text, span: bound.span }
}

/// Free names so far, and how many folds around bind a name.
#[derive(Default)]
struct Found<'e> {
    names: Vec<&'e str>,
    seen: HashSet<&'e str>,
    bound: Vec<&'e str>,
}

impl<'e> Found<'e> {
    fn collect(&mut self, expr: &'e Expr) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::List(_) => {}
            ExprKind::Name(name) => {
                if !self.bound.contains(&name.as_str()) && self.seen.insert(name) {
                    self.names.push(name);
                }
            }
            ExprKind::Call { args, named, .. } => {
                let values = args.iter().chain(named.iter().map(|(_, value)| value));
                values.for_each(|value| self.collect(value));
            }
            ExprKind::Neg(inner) => self.collect(inner),
            ExprKind::Binary { left, right, .. } => {
                self.collect(left);
                self.collect(right);
            }
            ExprKind::Fold { var, over, body, .. } => {
                over.iter().for_each(|source| self.collect(source));
                self.bound.push(var);
                self.collect(body);
                self.bound.pop();
            }
        }
    }
}

#[cfg(test)]
fn substituted(expr: &str, var: &str, by: &str) -> String {
    crate::parse_expr(expr).unwrap().subst(var, &crate::parse_expr(by).unwrap()).to_string()
}

#[test]
fn a_name_is_replaced_where_it_is_free() {
    assert_eq!(substituted("c * kl(s) + s(s, s = s)", "s", "xr"), "c * kl(xr) + s(xr, s = xr)");
    assert_eq!(substituted("kl(s) + mean[s in {s, t}] kl(s)", "s", "xr"), "kl(xr) + mean[s in {xr, t}] kl(s)");
    assert_eq!(substituted("a * b", "a", "c + d"), "(c + d) * b");
}

#[test]
fn a_fold_does_not_capture() {
    assert_eq!(substituted("mean[t in {x}] d(s, t, t_)", "s", "t"), "mean[t__ in {x}] d(t, t__, t_)");
}

#[test]
fn free_names_come_once_and_in_order() {
    let expr = crate::parse_expr("b * kl(a) + mean[s in {xr, b}] f(s, k = word)").unwrap();
    assert_eq!(expr.names(), ["b", "a", "xr", "word"]);
}

#[test]
fn what_nothing_leads_to_is_unused() {
    let text =
        "\"m\" { a = 1, b = a, c = 2, d = 1 } source spare = decoder(noise); let e = b; let f(s) = e * kl(s); let g = c;
        let h = cosine(); encoder + decoder minimizes f(x) + kl(x, margin = d);";
    let model = crate::parse_model(text).unwrap_or_default();
    let unused: Vec<&str> = model.unused().into_iter().map(|name| name.text.as_str()).collect();
    assert_eq!(unused, ["c", "g", "h", "spare"]);
}
