//! For the terminal.

use super::{Around, Style, set, terms};
use crate::print::number;
use crate::symbols::Symbol;
use crate::tree::{Expr, Fold, Follow, Model, Move, Pace};

/// Width after which the list of scalars goes on in the next line.
const WIDTH: usize = 96;

/// The model as a formula in Unicode, for the terminal.
///
/// `E[…]` is the mean over the batch.
pub fn typeset(model: &Model) -> String {
    let mut lines = vec![model.name.text.clone()];
    for play in &model.moves {
        lines.push(format!("  {}", head(play)));
        lines.extend(objective(&play.objective));
    }
    lines.extend(model.follows.iter().map(|follow| format!("  {}", led(follow))));
    lines.extend(
        model
            .obeys
            .iter()
            .map(|obey| format!("  {} obeys {} after each of its steps", obey.network, typeset_expr(&obey.constraint))),
    );
    lines.extend(model.without.iter().map(|term| format!("  without {term}")));
    let sources =
        model.sources.iter().map(|source| format!("{} = {}", Unicode.name(&source.name), typeset_expr(&source.value)));
    let lets = model.lets.iter().map(|named| {
        let params: Vec<String> = named.params.iter().map(|param| Unicode.name(param)).collect();
        let name = Unicode.name(&named.name);
        let head = if params.is_empty() { name } else { format!("{name}({})", params.join(", ")) };
        let side = |bound: Option<f64>| bound.map(crate::print::number).unwrap_or_default();
        let bounds = match (named.min, named.max) {
            (None, None) => String::new(),
            (min, max) => format!(", in {}..{}", side(min), side(max)),
        };
        format!("{head} = {}{bounds}", typeset_expr(&named.body))
    });
    lines.extend(labelled("where", sources.chain(lets)));
    let networks = model.networks.iter().map(|network| {
        let posterior = network.posterior.as_ref().map(|posterior| format!(" as {}", typeset_expr(posterior)));
        let (inputs, outputs) = (network.written_inputs(), network.written_outputs());
        format!("{}: {inputs}→ {outputs}{}", network.name, posterior.unwrap_or_default())
    });
    lines.extend(labelled("networks", networks));
    let scalars = model
        .scalars
        .iter()
        .map(|scalar| format!("{} = {}", Unicode.name(&scalar.name), typeset_expr(&scalar.default)));
    lines.extend(labelled("with", wrapped(scalars)));
    lines.join("\n") + "\n"
}

/// `critic, 5 times, minimizes`
fn head(play: &Move) -> String {
    let label = play.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
    let players: Vec<&str> = play.players.iter().map(|player| player.text.as_str()).collect();
    let repeat = if play.repeat == 1 { String::new() } else { format!(", {} times,", play.repeat) };
    format!("{label}{}{repeat} {}", players.join(" + "), play.sense)
}

/// `slow ← 0.999 · slow + (1 − 0.999) · decoder after each step`
fn led(follow: &Follow) -> String {
    let (network, leader) = (&follow.network, &follow.leader);
    let every = |count: usize, what: &str| match count {
        1 => format!("{network} ← {leader} after each {what}"),
        _ => format!("{network} ← {leader} after every {count} {what}s"),
    };
    match &follow.pace {
        Pace::Average(decay) => {
            let decay = set(decay, Around::Factor, false, &Unicode);
            format!("{network} ← {decay} · {network} + (1 − {decay}) · {leader} after each step")
        }
        Pace::Steps(count) => every(*count, "step"),
        Pace::Epochs(count) => every(*count, "epoch"),
    }
}

/// `E[ … ]`, a line for each term.
fn objective(expr: &Expr) -> Vec<String> {
    let terms = terms(expr, &Unicode);
    let mut lines: Vec<String> = terms.iter().map(|(sign, term)| format!("     {sign:>2} {term}")).collect();
    lines[0].replace_range(.."     ".len() + 2, "     E[");
    if let Some(last) = lines.last_mut() {
        last.push_str(" ]");
    }
    lines
}

/// The first item behind the word, the others below it.
fn labelled(word: &str, items: impl Iterator<Item = String>) -> Vec<String> {
    let blank = " ".repeat(word.len());
    items.enumerate().map(|(i, item)| format!("  {} {item}", if i == 0 { word } else { &blank })).collect()
}

fn wrapped(items: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if line.chars().count() + item.chars().count() < WIDTH => *line += &format!(", {item}"),
            _ => lines.push(item),
        }
    }
    lines.into_iter()
}

/// An expression by itself, as [`typeset`] writes it.
pub fn typeset_expr(expr: &Expr) -> String {
    set(expr, Around::Sum, false, &Unicode)
}

struct Unicode;

impl Style for Unicode {
    const FRACTIONS: bool = false;

    fn number(&self, value: f64) -> String {
        number(value)
    }

    fn name(&self, name: &str) -> String {
        let Some(symbol) = Symbol::of(name) else { return name.to_owned() };
        let mut text = symbol.letter.to_string();
        if symbol.hat {
            text.push('\u{302}');
        }
        for part in symbol.below {
            match part.chars().map(lowered).collect::<Option<String>>() {
                Some(digits) => text.push_str(&digits),
                None => text.push_str(&format!("_{part}")),
            }
        }
        text
    }

    fn call(&self, callee: &str, args: &[String]) -> String {
        match (callee, args) {
            ("hinge", [a]) => format!("[{a}]₊"),
            ("abs", [a]) => format!("|{a}|"),
            ("batch_mean", [a]) => format!("E[{a}]"),
            _ => format!("{callee}({})", args.join(", ")),
        }
    }

    fn argument(&self, name: &str, value: &str) -> String {
        format!("{name} = {value}")
    }

    fn minus(&self) -> &'static str {
        "−"
    }

    fn times(&self, left: &str, right: &str) -> String {
        format!("{left} · {right}")
    }

    fn divided(&self, left: &str, right: &str) -> String {
        let single = !left.contains(' ') && !right.contains(' ');
        if single { format!("{left}/{right}") } else { format!("{left} / {right}") }
    }

    fn fold(&self, kind: Fold, var: &str, over: &[String], body: &str) -> String {
        let word = match kind {
            Fold::Sum => "Σ",
            Fold::Mean => "mean",
        };
        format!("{word} over {var}∈{{{}}} of {body}", over.join(", "))
    }

    fn parentheses(&self, inner: &str) -> String {
        format!("({inner})")
    }
}

/// The digit as a subscript.
fn lowered(digit: char) -> Option<char> {
    let value = digit.to_digit(10)?;
    char::from_u32('₀' as u32 + value)
}
