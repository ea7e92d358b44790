//! Checks of a model's calls, which rustc evaluates: a panic here is an error at the token that is wrong.

use super::Leaf;
use super::text::{Text, among, distance, same};
use crate::plugin::{Kind, ParamInfo, ParamKind};

/// Where a call stands, which is what it must give.
#[derive(Clone, Copy)]
pub enum Position {
    /// Where a number or a term is wanted.
    Number,
    /// Where a source is wanted.
    Source,
    /// An argument of another plugin.
    Argument,
    /// Behind a network's signature.
    Posterior,
    /// Behind `obeys`.
    Constraint,
}

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

/// Checks kind and number of sources of a call, that numbers have names where they need them, and that nothing is missing among the named arguments that are given.
#[track_caller]
pub const fn check_call(
    leaf: &Leaf,
    written: &str,
    position: Position,
    around: Option<&Leaf>,
    sources: usize,
    numbers: &[&str],
    given: &[&str],
) {
    if !leaf.sound {
        return;
    }
    // A schedule may measure a term; which of its arguments are terms is seen when the model is assembled.
    let position = match (position, around) {
        (Position::Argument, Some(around)) if matches!(around.info.kind, Kind::Schedule) => Position::Number,
        _ => position,
    };
    if !numbers.is_empty() && !matches!(leaf.info.kind, Kind::Schedule) {
        let text = Text::new().push("`").push(written).push("` takes numbers by name: `").push(written);
        fail(text.push("(name = ").push(numbers[0]).push(")`"))
    }
    let wanted = match (position, leaf.info.kind) {
        (Position::Number, Kind::Loss)
        | (Position::Source, Kind::Map)
        | (Position::Number | Position::Argument, Kind::Schedule)
        | (Position::Argument, Kind::Map)
        | (Position::Posterior, Kind::Posterior)
        | (Position::Constraint, Kind::Constraint)
            if sources == leaf.sources + leaf.networks =>
        {
            return check_required(leaf, written, given);
        }
        (Position::Number, Kind::Loss) | (Position::Source | Position::Argument, Kind::Map) => {
            let text = Text::new().push("`").push(written).push("` is ").push(article(leaf.info.kind)).push(" over ");
            let text = text.count(leaf.sources, "source");
            let text = if leaf.networks > 0 { text.push(" and ").count(leaf.networks, "network") } else { text };
            fail(text.push("; found ").number(sources))
        }
        (Position::Number | Position::Argument, Kind::Schedule) if leaf.sources > 0 => {
            let text =
                Text::new().push("`").push(written).push("` is a schedule made of ").count(leaf.sources, "other");
            fail(text.push("; found ").number(sources))
        }
        (Position::Posterior, _) => "a posterior",
        (Position::Constraint, _) => "a constraint",
        (Position::Number, _) if sources == 0 => "a schedule",
        (Position::Number, _) => "a loss term",
        (Position::Source, _) => "a source",
        (Position::Argument, _) if sources == 0 => "a schedule",
        (Position::Argument, _) => "a source or a map of one",
    };
    let text = Text::new().push("`").push(written).push("` is ").push(article(leaf.info.kind));
    fail(text.push(", and ").push(wanted).push(" is wanted here"))
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
pub const fn check_posterior(leaf: &Leaf, written: &str, network: &str, gives: &[&str]) {
    if !leaf.sound || !matches!(leaf.info.kind, Kind::Posterior) {
        return;
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
    if let Some(meant) = nearest(name, params) {
        fail(text.push("did you mean `").push(meant).push("`?"))
    }
    let text = if params.is_empty() { text.push("it has none") } else { known(text, params) };
    fail(if takes_views { text.push("; a view can be given for ").list(leaf.views) } else { text })
}

const fn find(leaf: &Leaf, name: &str) -> Option<&'static ParamInfo> {
    let params = leaf.info.params;
    let mut i = 0;
    while i < params.len() {
        if same(params[i].name, name) {
            return Some(&params[i]);
        }
        i += 1;
    }
    None
}

/// The parameter that was probably meant: a third of the letters may differ.
const fn nearest(name: &str, params: &[ParamInfo]) -> Option<&'static str> {
    let (mut best, mut least) = (None, usize::MAX);
    let mut i = 0;
    while i < params.len() {
        let candidate = params[i].name;
        let longer = if candidate.len() > name.len() { candidate.len() } else { name.len() };
        let apart = distance(name, candidate);
        if apart < least && apart < longer && apart <= (if longer < 3 { 1 } else { longer / 3 }) {
            (best, least) = (Some(candidate), apart);
        }
        i += 1;
    }
    best
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

/// Checks the value of a named argument, where it is a parameter.
#[track_caller]
pub const fn check_value(leaf: &Leaf, name: &str, value: Written) {
    let Some(param) = find(leaf, name) else { return };
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

const fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Loss => "a loss",
        Kind::Map => "a map",
        Kind::Schedule => "a schedule",
        Kind::Model => "a model",
        Kind::Network => "a network",
        Kind::Posterior => "a posterior",
        Kind::Constraint => "a constraint",
        Kind::Dataset => "a data set",
        Kind::Metric => "a metric",
        Kind::Preset => "a preset",
    }
}

/// Ends the evaluation of a constant with a message, which is how rustc is made to speak.
#[track_caller]
#[expect(clippy::panic, reason = "runs in rustc alone")]
const fn fail(text: Text) -> ! {
    panic!("{}", text.as_str())
}
