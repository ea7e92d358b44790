//! `let`s: their bodies, and none that is defined by itself.

use std::collections::{HashMap, HashSet};

use super::expr::{Walk, Wants};
use super::names::Names;
use crate::mistake::Mistakes;
use crate::tree::{Expr, ExprKind, Let, Model};

/// Checks the bodies and looks for cycles.
pub(super) fn check<'m>(model: &'m Model, names: &Names<'m>, mistakes: &mut Mistakes) {
    for named in &model.lets {
        let mut params = HashSet::new();
        for param in named.params.iter().filter(|param| !params.insert(param.text.as_str())) {
            mistakes.push(param.span, format!("`{}` has two sources called `{param}`", named.name));
        }
        let mut walk = Walk::new(names, mistakes);
        walk.bound = named.params.iter().map(|param| param.text.as_str()).collect();
        walk.expr(&named.body, Wants::Number);
    }
    cycles(&model.lets, mistakes);
}

/// Depth-first search without recursion: a chain of `let`s may be long.
fn cycles(lets: &[Let], mistakes: &mut Mistakes) {
    let mut index = HashMap::new();
    for (i, named) in lets.iter().enumerate() {
        index.entry(named.name.text.as_str()).or_insert(i);
    }
    let mut done = vec![false; lets.len()];
    let mut on_path = vec![false; lets.len()];
    for start in 0..lets.len() {
        let mut path = if done[start] { vec![] } else { vec![(start, uses(&lets[start], &index))] };
        on_path[start] = !path.is_empty();
        while let Some((current, rest)) = path.last_mut() {
            let current = *current;
            match rest.pop() {
                Some(next) if on_path[next] => {
                    let from = path.iter().position(|(i, _)| *i == next).unwrap_or(0);
                    let ring: Vec<usize> = path[from..].iter().map(|(i, _)| *i).collect();
                    report(lets, &ring, mistakes);
                }
                Some(next) if !done[next] => {
                    on_path[next] = true;
                    path.push((next, uses(&lets[next], &index)));
                }
                Some(_) => {}
                None => {
                    on_path[current] = false;
                    done[current] = true;
                    path.pop();
                }
            }
        }
    }
}

fn report(lets: &[Let], ring: &[usize], mistakes: &mut Mistakes) {
    let name = |i: usize| lets[i].name.text.as_str();
    let mut names: Vec<&str> = ring.iter().map(|i| name(*i)).collect();
    names.push(name(ring[0]));
    mistakes.push(lets[ring[0]].name.span, format!("`{}` is defined by itself: {}", names[0], names.join(" -> ")));
}

/// The `let`s that the body uses, last one first.
fn uses(named: &Let, index: &HashMap<&str, usize>) -> Vec<usize> {
    let params: HashSet<&str> = named.params.iter().map(|param| param.text.as_str()).collect();
    let mut names: Vec<&str> = named.body.names().into_iter().filter(|name| !params.contains(name)).collect();
    callees(&named.body, &mut names);
    let mut seen = HashSet::new();
    let mut used: Vec<usize> = names.iter().filter_map(|name| index.get(name).copied()).collect();
    used.retain(|i| seen.insert(*i));
    used.reverse();
    used
}

fn callees<'m>(expr: &'m Expr, names: &mut Vec<&'m str>) {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::List(_) | ExprKind::Name(_) => {}
        ExprKind::Call { callee, args, named } => {
            names.push(callee);
            let values = args.iter().chain(named.iter().map(|(_, value)| value));
            values.for_each(|value| callees(value, names));
        }
        ExprKind::Neg(inner) => callees(inner, names),
        ExprKind::Binary { left, right, .. } => {
            callees(left, names);
            callees(right, names);
        }
        ExprKind::Fold { over, body, .. } => {
            over.iter().for_each(|source| callees(source, names));
            callees(body, names);
        }
    }
}
