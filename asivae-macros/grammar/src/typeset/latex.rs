//! For papers.

use super::{Around, Style, set, terms};
use crate::print::number;
use crate::symbols::Symbol;
use crate::tree::{Expr, Fold, Follow, Model, Move, Pace, Sense};

/// The model as an `align*` environment (for `amsmath` and `amssymb`).
pub fn latex(model: &Model) -> String {
    latex_with(model, |_| None)
}

/// The model as an `align*` environment, with a symbol of its own for each plugin that has one: `D_{\mathrm{KL}}` for `kl`.
pub fn latex_with(model: &Model, symbol: impl Fn(&str) -> Option<String>) -> String {
    let style = Latex { symbol: &symbol };
    let whole = |expr: &Expr| set(expr, Around::Sum, false, &style);
    let mut lines: Vec<String> = model.moves.iter().map(|play| objective(play, &style)).collect();
    lines.extend(model.follows.iter().map(|follow| led(follow, &style)));
    let obeys = model.obeys.iter().map(|obey| {
        let weights = weights(&obey.network);
        format!("{weights} &\\leftarrow {}\\big({weights}\\big)", whole(&obey.constraint))
    });
    lines.extend(obeys);
    let sources =
        model.sources.iter().map(|source| format!("{} &= {}", style.name(&source.name), whole(&source.value)));
    lines.extend(sources);
    for named in &model.lets {
        let params: Vec<String> = named.params.iter().map(|param| style.name(param)).collect();
        let name = match params.is_empty() {
            true => style.name(&named.name),
            false => style.call(&named.name, &params),
        };
        lines.push(format!("{name} &= {}", whole(&named.body)));
    }
    format!("\\begin{{align*}}\n{}\n\\end{{align*}}\n", lines.join(" \\\\\n"))
}

/// `\min_{\text{encoder}}\ & \mathbb{E}\Big[ … \Big]`, a line for each term.
fn objective(play: &Move, style: &Latex) -> String {
    let label = play.label.as_ref().map(|label| format!("\\text{{{}: }}", escape(label))).unwrap_or_default();
    let repeat = if play.repeat == 1 { String::new() } else { format!("{} \\times ", play.repeat) };
    let sense = match play.sense {
        Sense::Minimizes => "\\min",
        Sense::Maximizes => "\\max",
    };
    let players: Vec<String> = play.players.iter().map(|player| format!("\\text{{{}}}", escape(player))).collect();
    let head = format!("{label}{repeat}{sense}_{{{}}}", players.join(",\\,"));
    let terms = terms(&play.objective, style);
    let mut lines = vec![format!("{head}\\ & \\mathbb{{E}}\\Big[ {}", terms[0].1)];
    lines.extend(terms[1..].iter().map(|(sign, term)| format!("  & \\qquad {sign} {term}")));
    lines.join(" \\\\\n") + " \\Big]"
}

/// `\theta_{\text{slow}} &\leftarrow …`
fn led(follow: &Follow, style: &Latex) -> String {
    let (own, leader) = (weights(&follow.network), weights(&follow.leader));
    let every = |count: usize, what: &str| format!("{own} &\\leftarrow {leader} \\quad\\text{{every {count} {what}}}");
    match &follow.pace {
        Pace::Average(decay) => {
            let decay = set(decay, Around::Factor, false, style);
            let rest = style.parentheses(&format!("1 - {decay}"));
            format!("{own} &\\leftarrow {decay} \\, {own} + {rest} \\, {leader}")
        }
        Pace::Steps(count) => every(*count, if *count == 1 { "step" } else { "steps" }),
        Pace::Epochs(count) => every(*count, if *count == 1 { "epoch" } else { "epochs" }),
    }
}

/// `\theta_{\text{slow}}`
fn weights(network: &str) -> String {
    format!("\\theta_{{\\text{{{}}}}}", escape(network))
}

struct Latex<'s> {
    symbol: &'s dyn Fn(&str) -> Option<String>,
}

impl Style for Latex<'_> {
    const FRACTIONS: bool = true;

    fn number(&self, value: f64) -> String {
        let text = number(value);
        match text.split_once('e') {
            Some(("1", exponent)) => format!("10^{{{exponent}}}"),
            Some((digits, exponent)) => format!("{digits} \\cdot 10^{{{exponent}}}"),
            None => text,
        }
    }

    fn name(&self, name: &str) -> String {
        let Some(symbol) = Symbol::of(name) else { return format!("\\mathrm{{{}}}", escape(name)) };
        let letter = match symbol.greek {
            Some(greek) => format!("\\{greek}"),
            None => symbol.letter.to_string(),
        };
        let letter = if symbol.hat { format!("\\hat{{{letter}}}") } else { letter };
        let below = symbol.below.join("\\,");
        match below.len() {
            0 => letter,
            1 => format!("{letter}_{below}"),
            _ if below.bytes().all(|byte| byte.is_ascii_digit()) => format!("{letter}_{{{below}}}"),
            _ => format!("{letter}_{{\\mathrm{{{below}}}}}"),
        }
    }

    fn call(&self, callee: &str, args: &[String]) -> String {
        let inner = args.join(", ");
        match (callee, args) {
            ("exp" | "log" | "max" | "tanh", _) => format!("\\{callee}{}", self.parentheses(&inner)),
            ("hinge", [a]) => format!("\\left[{a}\\right]_+"),
            ("abs", [a]) => format!("\\left|{a}\\right|"),
            ("batch_mean", [a]) => format!("\\mathbb{{E}}\\left[{a}\\right]"),
            _ => {
                let name = (self.symbol)(callee).unwrap_or_else(|| format!("\\operatorname{{{}}}", escape(callee)));
                format!("{name}{}", self.parentheses(&inner))
            }
        }
    }

    fn argument(&self, name: &str, value: &str) -> String {
        format!("\\text{{{}}} = {value}", escape(name))
    }

    fn minus(&self) -> &'static str {
        "-"
    }

    fn times(&self, left: &str, right: &str) -> String {
        let space = if right.starts_with(|c: char| c.is_ascii_digit() || c == '-') { "\\cdot" } else { "\\," };
        format!("{left} {space} {right}")
    }

    fn divided(&self, left: &str, right: &str) -> String {
        format!("\\frac{{{left}}}{{{right}}}")
    }

    fn fold(&self, kind: Fold, var: &str, over: &[String], body: &str) -> String {
        let mean = match kind {
            Fold::Sum => String::new(),
            Fold::Mean => format!("\\frac{{1}}{{{}}} ", over.len()),
        };
        format!("{mean}\\sum_{{{var} \\in \\{{{}\\}}}} {body}", over.join(", "))
    }

    fn parentheses(&self, inner: &str) -> String {
        let simple = !inner.contains("\\frac") && !inner.contains("\\left") && !inner.contains("\\sum");
        if simple { format!("({inner})") } else { format!("\\left({inner}\\right)") }
    }
}

fn escape(text: &str) -> String {
    text.replace('_', "\\_")
}
