//! Networks: what goes in and comes out, what makes their latent, and what their weights obey.

use super::expr::{Walk, Wants};
use super::names::Names;
use crate::builtins;
use crate::mistake::Mistakes;
use crate::nearest::did_you_mean;
use crate::print::commas;
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Model, Network, Size};

/// Outputs that every model knows; any other word is a view of the model's own.
const OUTPUTS: &[&str] = &["x", "z", "mu", "logvar", "scalar"];

/// Checks signatures, posteriors and constraints.
pub(super) fn check<'m>(model: &'m Model, networks: &'m [Network], names: &Names<'m>, mistakes: &mut Mistakes) {
    let given: Vec<&str> = networks.iter().flat_map(|n| &n.outputs).map(|output| output.text.as_str()).collect();
    for network in networks {
        let mut seen = Vec::new();
        for input in &network.inputs {
            let name = input.text.as_str();
            if seen.contains(&name) {
                mistakes.push(input.span, format!("`{name}` goes into `{}` twice", network.name));
            } else if name == "scalar" || !builtins::INPUTS.contains(&name) && !given.contains(&name) {
                let mut known: Vec<&str> = builtins::INPUTS.to_vec();
                for name in given.iter().filter(|name| **name != "scalar") {
                    if !known.contains(name) {
                        known.push(name);
                    }
                }
                mistakes.push(input.span, did_you_mean("input", name, &known));
            }
            seen.push(name);
        }
        seen.clear();
        for output in &network.outputs {
            let name = output.text.as_str();
            if name == "scalar" && !seen.is_empty() {
                let message = format!("`scalar` stands first in what comes out of `{}`", network.name);
                mistakes.push(output.span, message);
            } else if seen.contains(&name) {
                mistakes.push(output.span, format!("`{name}` comes out of `{}` twice", network.name));
            } else if let Some(what) = builtins::reserved(name).filter(|_| !OUTPUTS.contains(&name)) {
                let known = OUTPUTS.join(", ");
                let message = format!("`{name}` is {what}; a network gives {known}, or a view of the model's own");
                mistakes.push(output.span, message);
            }
            seen.push(name);
        }
        if network.inputs.is_empty() && network.outputs.iter().any(|output| output.text == "scalar") {
            let message = format!("`{}` reads nothing, and what it gives is no score: give it a name", network.name);
            mistakes.push(network.name.span, message);
        }
        if let Some(posterior) = &network.posterior {
            called(posterior, "a posterior", "laplace(scale = 2)", names, mistakes);
        }
    }
    sizes(networks, mistakes);
    for obey in &model.obeys {
        if !networks.iter().any(|network| network.name == obey.network) {
            let known = networks.iter().map(|network| network.name.text.as_str());
            mistakes.push(obey.network.span, did_you_mean("network", &obey.network, known));
        }
        called(&obey.constraint, "a constraint", "clip(limit = 0.01)", names, mistakes);
    }
}

/// Sizes are of words of the model's own, and one word has one size.
fn sizes(networks: &[Network], mistakes: &mut Mistakes) {
    let all: Vec<&Size> = networks.iter().flat_map(|network| &network.sizes).collect();
    for (i, size) in all.iter().enumerate() {
        let (name, written) = (&size.output, commas(&size.numbers));
        let message = match name.text.as_str() {
            "x" => format!("`x` is as large as the data; found `x[{written}]`"),
            "scalar" => format!("`scalar` is one number; found `scalar[{written}]`"),
            "z" | "mu" | "logvar" => {
                format!("`{name}` is as large as the latent, a setting of the run; found `{name}[{written}]`")
            }
            _ => match all[..i].iter().find(|other| other.output == *name && other.numbers != size.numbers) {
                Some(other) => {
                    format!("`{name}` has the size [{}] elsewhere; found [{written}]", commas(&other.numbers))
                }
                None => continue,
            },
        };
        mistakes.push(name.span, message);
    }
}

/// A plugin, called with named arguments.
fn called<'m>(expr: &'m Expr, what: &str, example: &str, names: &Names<'m>, mistakes: &mut Mistakes) {
    let mut no_call = |span: Span| mistakes.push(span, format!("{what} is written `{example}`; found `{expr}`"));
    match &expr.kind {
        ExprKind::Call { args, .. } => {
            if let Some(first) = args.first() {
                return no_call(first.span);
            }
            Walk::new(names, mistakes).expr(expr, Wants::Value);
        }
        _ => no_call(expr.span),
    }
}
