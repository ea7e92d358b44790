//! Checks of arguments, which rustc evaluates: what stands without a name, and what a call is an argument of.

use super::leaf::{Leaf, Position, article, fail, find};
use super::text::{Text, among, same};
use crate::plugin::{Kind, ParamInfo, ParamKind};

/// An argument without a name that is no call of a plugin.
#[derive(Clone, Copy)]
pub struct Given {
    /// As written.
    pub text: &'static str,
    /// "a source", "a number", "a network"; empty where the model does not know.
    pub what: &'static str,
    /// Which argument it is.
    pub place: usize,
}

/// A plugin around a call.
#[derive(Clone, Copy)]
pub struct Around<'l> {
    /// What it is checked against.
    pub leaf: &'l Leaf,
    /// As written there.
    pub written: &'static str,
    /// Which of its arguments the call is in.
    pub place: Place,
}

/// Which argument of a call.
#[derive(Clone, Copy)]
pub enum Place {
    /// One without a name.
    At(usize),
    /// The one of that name.
    Named(&'static str),
}

/// What a call inside another one must give: a parameter is one number; a schedule takes others, or a term that it measures. `None` where
/// the other one takes no such argument, which is said there.
#[track_caller]
pub(super) const fn check_around(
    leaf: &Leaf,
    written: &str,
    position: Position,
    around: Around<'_>,
) -> Option<Position> {
    let by = around.written;
    let kind = leaf.info.kind;
    let is_schedule = matches!(kind, Kind::Schedule);
    let argument = matches!(position, Position::Argument);
    let text = match around.place {
        Place::Named(name) if find(around.leaf, name).is_some() => {
            if is_schedule {
                return Some(Position::Number);
            }
            Text::new().push("`").push(name).push("` of `").push(by).push("` is one number; `")
        }
        Place::At(i) if matches!(around.leaf.info.kind, Kind::Schedule) => match Slot::of(around.leaf, i) {
            Slot::Schedule if !is_schedule => {
                Text::new().push("`").push(by).push("` is made of schedules and numbers; `")
            }
            Slot::Term if argument && !matches!(kind, Kind::Loss) => {
                Text::new().push("`").push(by).push("` measures a term, such as `kl(x)`; `")
            }
            _ => return Some(Position::Number),
        },
        Place::Named(name) if !among(name, around.leaf.views) => return None,
        _ => return Some(position),
    };
    fail(text.push(written).push("` is ").push(article(kind)))
}

/// What a schedule takes at one of its places.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    Schedule,
    Term,
    /// It is no schedule, or takes nothing there.
    Nothing,
}

impl Slot {
    /// What a schedule takes at its i-th place.
    pub(super) const fn of(leaf: &Leaf, i: usize) -> Slot {
        if !matches!(leaf.info.kind, Kind::Schedule) || i >= leaf.views.len() {
            Slot::Nothing
        } else if same(leaf.views[i], "term") {
            Slot::Term
        } else {
            Slot::Schedule
        }
    }
}

/// Checks an argument without a name that is no call of a plugin.
#[track_caller]
pub const fn check_given(leaf: &Leaf, written: &str, given: &Given) {
    if !leaf.sound || fits(leaf, given) {
        return;
    }
    let slot = Slot::of(leaf, given.place);
    match number_name(leaf.info.params) {
        _ if !same(given.what, "a number") || matches!(slot, Slot::Term) => {}
        Some(name) => {
            let text = Text::new().push("`").push(written).push("` takes numbers by name: `").push(written);
            fail(text.push("(").push(name).push(" = ").push(given.text).push(")`"))
        }
        None if matches!(leaf.info.kind, Kind::Schedule) => {
            let text = Text::new().push("`").push(written).push("` takes no numbers; found `");
            fail(text.push(given.text).push("`"))
        }
        None => {}
    }
    let text = Text::new().push("`").push(given.text).push("` is ").push(given.what).push(", and ");
    fail(match slot {
        Slot::Term => text.push("a term, such as `kl(x)`, is wanted here"),
        Slot::Schedule => text.push("a schedule or a number is wanted here"),
        _ if given.place >= leaf.sources && given.place < leaf.sources + leaf.networks => {
            text.push("a network is wanted here")
        }
        _ if same(given.what, "a call of a network") => {
            text.push("a source is wanted here: declare it, `source made = ").push(given.text).push(";`")
        }
        _ => text.push("a source or a map of one is wanted here"),
    })
}

/// A parameter that is a number.
const fn number_name(params: &[ParamInfo]) -> Option<&'static str> {
    let mut i = 0;
    while i < params.len() {
        if matches!(params[i].kind, ParamKind::Number | ParamKind::Integer) {
            return Some(params[i].name);
        }
        i += 1;
    }
    None
}

/// Whether an argument that is no call of a plugin may stand where it does.
const fn fits(leaf: &Leaf, given: &Given) -> bool {
    let what = given.what;
    let number = same(what, "a number");
    if what.is_empty() {
        return true;
    }
    match (leaf.info.kind, Slot::of(leaf, given.place)) {
        (Kind::Loss | Kind::Map, _) if given.place < leaf.sources => same(what, "a source"),
        (Kind::Loss, _) if given.place < leaf.sources + leaf.networks => same(what, "a network"),
        // How many it takes is said of the call.
        (Kind::Loss | Kind::Map, _) => !number,
        (Kind::Schedule, Slot::Schedule) => among(what, &["a number", "an expression", "a `let`"]),
        (Kind::Schedule, Slot::Term) => among(what, &["a `let`", "a call of a network"]),
        // That it takes nothing by its place is said of the call.
        (Kind::Schedule, _) => !number || !leaf.views.is_empty(),
        _ => true,
    }
}

/// Whether some argument may not stand where it does.
pub(super) const fn misplaced(leaf: &Leaf, given: &[Given]) -> bool {
    let mut i = 0;
    while i < given.len() {
        if !fits(leaf, &given[i]) {
            return true;
        }
        i += 1;
    }
    false
}
