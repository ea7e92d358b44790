//! Checks of a model's calls, which rustc evaluates: a panic here is an error at the token that is wrong.

use super::arguments::{Around, Given, Slot, check_around, misplaced};
use super::leaf::{Leaf, Position, article, fail, find};
use super::text::{Text, among, distance};
use crate::plugin::{Kind, ParamInfo, ParamKind};

/// What was written as a value.
#[derive(Clone, Copy)]
pub enum Written {
    /// A number by itself.
    Number(f64),
    /// A word by itself: a choice, `true`, `false`, or a name of the model.
    Word(&'static str),
    /// A list of numbers, which only a default can be.
    List,
    /// Anything longer.
    Expression,
}

/// Checks kind and number of arguments of a call, and that nothing is missing among the named arguments that are given.
#[track_caller]
pub const fn check_call(
    leaf: &Leaf,
    written: &str,
    position: Position,
    around: Option<Around<'_>>,
    count: usize,
    given: &[Given],
    named: &[&str],
) {
    if !leaf.sound {
        return;
    }
    let position = match (position, around) {
        (Position::Number | Position::Argument, Some(around)) => {
            if !around.leaf.sound {
                return;
            }
            match check_around(leaf, written, position, around) {
                Some(position) => position,
                None => return,
            }
        }
        _ => position,
    };
    // What is no source, or a number without a name, is said at that argument.
    if misplaced(leaf, given) {
        return;
    }
    let wanted = match (position, leaf.info.kind) {
        (Position::Number, Kind::Loss)
        | (Position::Source, Kind::Map)
        | (Position::Number, Kind::Schedule)
        | (Position::Argument, Kind::Map)
        | (Position::Posterior, Kind::Posterior)
        | (Position::Constraint, Kind::Constraint)
            if count == leaf.sources + leaf.networks =>
        {
            return check_required(leaf, written, named);
        }
        (Position::Number, Kind::Loss) | (Position::Source | Position::Argument, Kind::Map) => {
            let text = Text::new().push("`").push(written).push("` is ").push(article(leaf.info.kind)).push(" over ");
            let text = text.count(leaf.sources, "source");
            let text = if leaf.networks > 0 { text.push(" and ").count(leaf.networks, "network") } else { text };
            fail(text.push("; found ").number(count))
        }
        (Position::Number, Kind::Schedule) if leaf.sources > 0 => {
            let terms = terms(leaf);
            let others = leaf.sources - terms;
            let text = Text::new().push("`").push(written).push("` is a schedule ");
            let text = if others == 0 { text } else { text.push("made of ").count(others, "other") };
            let text = if others == 0 || terms == 0 { text } else { text.push(" and ") };
            let text = if terms == 0 { text } else { text.push("that measures ").count(terms, "term") };
            fail(text.push("; found ").number(count))
        }
        (Position::Posterior, _) => "a posterior",
        (Position::Constraint, _) => "a constraint",
        (Position::Number, _) if count == 0 => "a schedule",
        (Position::Number, _) => "a loss term",
        (Position::Source, _) => "a source",
        (Position::Argument, _) => "a source or a map of one",
    };
    let text = Text::new().push("`").push(written).push("` is ").push(article(leaf.info.kind));
    fail(text.push(", and ").push(wanted).push(" is wanted here"))
}

/// How many terms a schedule measures.
const fn terms(leaf: &Leaf) -> usize {
    let (mut terms, mut i) = (0, 0);
    while i < leaf.views.len() {
        if matches!(Slot::of(leaf, i), Slot::Term) {
            terms += 1;
        }
        i += 1;
    }
    terms
}

#[track_caller]
const fn check_required(leaf: &Leaf, written: &str, given: &[&str]) {
    let params = leaf.info.params;
    let mut i = 0;
    while i < params.len() {
        if params[i].default.is_none() && !among(params[i].name, given) {
            fail(Text::new().push("`").push(written).push("` needs the parameter `").push(params[i].name).push("`"))
        }
        i += 1;
    }
}

/// Checks that a network gives what the posterior behind it asks for.
#[track_caller]
pub const fn check_posterior(leaf: &Leaf, written: &str, network: &str, reads_data: bool, gives: &[&str]) {
    if !leaf.sound || !matches!(leaf.info.kind, Kind::Posterior) {
        return;
    }
    let own = Text::new().push("`").push(network);
    if !reads_data {
        fail(own.push("` reads no data: `").push(written).push("` has no latent to make"))
    }
    if among("z", gives) {
        fail(own.push("` gives `z` itself: it needs no posterior"))
    }
    let mut i = 0;
    while i < leaf.views.len() {
        if !among(leaf.views[i], gives) {
            let text = Text::new().push("`").push(written).push("` asks for `").push(leaf.views[i]).push("`; `");
            fail(text.push(network).push("` gives ").list(gives))
        }
        i += 1;
    }
}

/// Checks the name of a named argument: it is a parameter, a view that the loss asks for, or a role.
#[track_caller]
pub const fn check_argument(leaf: &Leaf, written: &str, name: &str, roles: &[&str]) {
    let takes_views = matches!(leaf.info.kind, Kind::Loss | Kind::Map);
    if !leaf.sound || find(leaf, name).is_some() || takes_views && (among(name, leaf.views) || among(name, roles)) {
        return;
    }
    let params = leaf.info.params;
    let text = Text::new().push("unknown parameter `").push(name).push("` of `").push(written).push("`; ");
    if let Some(meant) = nearest_param(name, params) {
        fail(text.push("did you mean `").push(meant).push("`?"))
    }
    let text = if params.is_empty() { text.push("it has none") } else { known(text, params) };
    fail(if takes_views { text.push("; a view can be given for ").list(leaf.views) } else { text })
}

/// The name that was probably meant, or the list.
const fn unknown(text: Text, name: &str, names: &[&str]) -> Text {
    match nearest(name, names) {
        Some(meant) => text.push("did you mean `").push(meant).push("`?"),
        None => text.push("known are ").list(names),
    }
}

/// The name that was probably meant: a third of the letters may differ.
const fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let (mut best, mut least) = (None, usize::MAX);
    let mut i = 0;
    while i < names.len() {
        if let Some(apart) = apart(name, names[i])
            && apart < least
        {
            (best, least) = (Some(names[i]), apart);
        }
        i += 1;
    }
    best
}

/// The parameter that was probably meant.
const fn nearest_param(name: &str, params: &[ParamInfo]) -> Option<&'static str> {
    let (mut best, mut least) = (None, usize::MAX);
    let mut i = 0;
    while i < params.len() {
        if let Some(apart) = apart(name, params[i].name)
            && apart < least
        {
            (best, least) = (Some(params[i].name), apart);
        }
        i += 1;
    }
    best
}

/// How far two names are apart, where one may have been meant by the other.
const fn apart(name: &str, candidate: &str) -> Option<usize> {
    let longer = if candidate.len() > name.len() { candidate.len() } else { name.len() };
    let apart = distance(name, candidate);
    if apart < longer && apart <= (if longer < 3 { 1 } else { longer / 3 }) { Some(apart) } else { None }
}

const fn known(text: Text, params: &[ParamInfo]) -> Text {
    let mut text = text.push(if params.len() == 1 { "known is " } else { "known are " });
    let mut i = 0;
    while i < params.len() {
        text = if i == 0 { text } else { text.push(", ") }.push(params[i].name);
        i += 1;
    }
    text
}

/// Checks the value of a named argument, where it is a parameter; `known` are the model's names of numbers.
#[track_caller]
pub const fn check_value(leaf: &Leaf, written: &str, name: &str, value: Written, given: &Given, known: &[&str]) {
    let Some(param) = find(leaf, name) else { return };
    if matches!(param.kind, ParamKind::Number) {
        if !among(given.what, &["", "a number", "a `let`", "an expression"]) {
            let text = Text::new().push("`").push(name).push("` of `").push(written).push("` is one number; `");
            fail(text.push(given.text).push("` is ").push(given.what))
        }
        if let (Written::Word(word), true) = (value, given.what.is_empty()) {
            fail(unknown(Text::new().push("unknown name `").push(word).push("`; "), word, known))
        }
    }
    if let Written::Number(value) = value {
        let below = matches!(param.min, Some(min) if value < min);
        let above = matches!(param.max, Some(max) if value > max);
        if below || above {
            fail(Text::new().push("this is out of the bounds of `").push(name).push("`"))
        }
    }
    check_kind(param.kind, "", name, value)
}

/// Checks the default of a parameter whose type the attribute did not know.
#[track_caller]
pub const fn check_default(kind: ParamKind, name: &str, value: Written) {
    check_kind(kind, "the default of ", name, value)
}

#[track_caller]
const fn check_kind(kind: ParamKind, what: &str, name: &str, value: Written) {
    let text = Text::new().push(what).push("`").push(name).push("` is ");
    match (kind, value) {
        // A name of the model gives a number.
        (ParamKind::Number, Written::Number(_) | Written::Word(_) | Written::Expression) => {}
        (ParamKind::Number, Written::List) => fail(text.push("a number; found a list")),
        (ParamKind::Integer, Written::Number(value)) if value >= 0.0 && value == (value as usize) as f64 => {}
        (ParamKind::Integer, _) => fail(text.push("a whole number, zero or more")),
        (ParamKind::Flag, Written::Word(word)) if among(word, &["true", "false"]) => {}
        (ParamKind::Flag, _) => fail(text.push("true or false")),
        (ParamKind::Choice(words), Written::Word(word)) if among(word, words) => {}
        (ParamKind::Choice(words), Written::Word(word)) => {
            fail(text.push("one of ").list(words).push("; found `").push(word).push("`"))
        }
        (ParamKind::Choice(words), _) => fail(text.push("one of ").list(words)),
        (ParamKind::List, Written::List) => {}
        (ParamKind::List, _) => fail(text.push("a list of numbers, which a model cannot write")),
    }
}
