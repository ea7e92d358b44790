//! Building networks from their text: `mlp(hidden = 256, layers = 4)`.

use asivae_grammar::{Expr, ExprKind, Name, did_you_mean, parse_expr};
use burn::tensor::Device;

use super::info::{ParamInfo, ParamKind, ParamValue, PluginInfo};
use super::kinds::{NetworkPlugin, SamplerPlugin};
use super::registry::{Registered, all, find};
use super::work::working;
use crate::error::{Error, Result};
use crate::network::{Io, Player};

/// The default parameters of a plugin.
///
/// # Errors
///
/// A parameter without a default.
pub fn defaults(info: &'static PluginInfo) -> Result<Vec<ParamValue>> {
    fixed_params(info, &[])
}

/// Builds the network called `name` as `text` says; without a text, as the only registered architecture that suits it.
pub(crate) fn build_network(name: &str, text: Option<&str>, io: &Io, device: &Device) -> Result<Box<dyn Player>> {
    let nothing = io.inputs.is_empty();
    let (plugin, params) = match text {
        Some(text) => network(name, text)?,
        None => {
            let suiting = all::<NetworkPlugin>().into_iter().filter(|plugin| plugin.inputless == nothing);
            match suiting.collect::<Vec<_>>().as_slice() {
                [only] => (*only, defaults(only.info)?),
                several => {
                    let names: Vec<&str> = several.iter().map(|p| p.info.name).collect();
                    let message = format!("no architecture is chosen; known are {}", names.join(", "));
                    return Err(Error::setting(format!("networks.{name}"), message));
                }
            }
        }
    };
    if plugin.inputless != nothing {
        let (own, other) = (plugin.info.name, if nothing { "reads inputs, and" } else { "reads nothing, and" });
        let known = all::<NetworkPlugin>().into_iter().filter(|plugin| plugin.inputless == nothing);
        let known: Vec<&str> = known.map(|plugin| plugin.info.name).collect();
        let does = if nothing { "reads nothing" } else { "reads inputs" };
        let message = format!("`{own}` {other} `{name}` {does}; expected one of {}", known.join(", "));
        return Err(Error::setting(format!("networks.{name}"), message));
    }
    let wrong = |message| Error::setting(format!("networks.{name}"), format!("`{}`: {message}", plugin.info.name));
    working(plugin.info, || (plugin.build)(io, &params, device)).map_err(wrong)
}

/// Whether `text` is an architecture for networks that read nothing.
pub(crate) fn is_inputless(text: &str) -> bool {
    network("*", text).is_ok_and(|(plugin, _)| plugin.inputless)
}

/// Whether `text` is a network that could be built.
pub(crate) fn check_network(name: &str, text: &str) -> Result<()> {
    network(name, text).map(|_| ())
}

fn network(name: &str, text: &str) -> Result<(&'static NetworkPlugin, Vec<ParamValue>)> {
    called(&format!("networks.{name}"), text, "a network, `mlp(hidden = 256)`")
}

/// The sampler that `text` calls, and its parameters.
pub(crate) fn sampler(text: &str) -> Result<(&'static SamplerPlugin, Vec<ParamValue>)> {
    called("sampler", text, "a sampler, `gmm(components = 10)`")
}

/// A plugin and its parameters, out of the value of a setting.
fn called<P: Registered>(key: &str, text: &str, expected: &str) -> Result<(&'static P, Vec<ParamValue>)>
where
    inventory::iter<P>: IntoIterator<Item = &'static P>,
{
    if text.trim().is_empty() {
        return Err(Error::setting(key, format!("expected {expected}; found nothing")));
    }
    let expr =
        parse_expr(text).map_err(|mistakes| Error::setting(key, format!("\n{}", mistakes.render(text).trim_end())))?;
    let (callee, named): (&str, &[(Name, Expr)]) = match &expr.kind {
        ExprKind::Name(callee) => (callee, &[]),
        ExprKind::Call { callee, args, named } if args.is_empty() => (callee, named),
        _ => return Err(Error::setting(key, format!("expected {expected}; found `{text}`"))),
    };
    let plugin: &P = find(callee)?;
    let params = fixed_params(plugin.info(), named)?;
    Ok((plugin, params))
}

pub(super) fn fixed_params(info: &'static PluginInfo, named: &[(Name, Expr)]) -> Result<Vec<ParamValue>> {
    if let Some((unknown, _)) = named.iter().find(|(name, _)| !info.params.iter().any(|p| p.name == name.text)) {
        return Err(Error::Unknown(info.unknown_parameter(unknown)));
    }
    let twice = named.iter().enumerate().find(|(i, (name, _))| named[..*i].iter().any(|(before, _)| before == name));
    if let Some((_, (name, _))) = twice {
        return Err(Error::setting(info.name, format!("`{name}` is given twice")));
    }
    info.params
        .iter()
        .map(|param| {
            let given = named.iter().find(|(name, _)| name.text == param.name);
            match (given, &param.default) {
                (Some((_, value)), _) => match fixed(param, value) {
                    Some(result) => result.map_err(|message| Error::setting(info.name, message)),
                    None => Err(Error::setting(info.name, format!("`{}` is a number; found `{value}`", param.name))),
                },
                (None, Some(default)) => Ok(default.clone()),
                (None, None) => Err(Error::setting(info.name, format!("needs the parameter `{}`", param.name))),
            }
        })
        .collect()
}

/// The value of a parameter that is written out; `None` for a number that is an expression.
pub(crate) fn fixed(param: &ParamInfo, value: &Expr) -> Option<Result<ParamValue, String>> {
    let word = match &value.kind {
        ExprKind::Name(name) => Some(name.as_str()),
        _ => None,
    };
    Some(match (param.kind, word, constant(value)) {
        (ParamKind::Choice(words), Some(word), _) => match words.iter().find(|w| **w == word) {
            Some(word) => Ok(ParamValue::Word((*word).into())),
            None => Err(did_you_mean(&format!("choice for `{}`", param.name), word, words)),
        },
        (ParamKind::Choice(words), None, _) => {
            Err(format!("`{}` is one of {}; found `{value}`", param.name, words.join(", ")))
        }
        (ParamKind::Flag, Some(word @ ("true" | "false")), _) => Ok(ParamValue::Flag(word == "true")),
        (ParamKind::Flag, ..) => Err(format!("`{}` is true or false; found `{value}`", param.name)),
        (ParamKind::List, ..) => match &value.kind {
            ExprKind::List(numbers) => Ok(ParamValue::List(numbers.clone().into())),
            _ => Err(format!("`{}` is a list of numbers, `[64, 128]`; found `{value}`", param.name)),
        },
        (_, None, None) if matches!(value.kind, ExprKind::List(_)) => {
            Err(format!("`{}` is no list; found `{value}`", param.name))
        }
        (kind, _, Some(number)) => check_number(param, kind, number).map(|()| ParamValue::Number(number)),
        (ParamKind::Integer, _, None) => Err(format!("`{}` is a whole number; found `{value}`", param.name)),
        (ParamKind::Number, _, None) => return None,
    })
}

/// A number written out, with or without a minus.
fn constant(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Neg(inner) => constant(inner).map(|v| -v),
        _ => None,
    }
}

/// Whether a number lies within a parameter's bounds.
fn check_number(param: &ParamInfo, kind: ParamKind, value: f64) -> Result<(), String> {
    if kind == ParamKind::Integer && (value < 0.0 || value.fract() != 0.0) {
        return Err(format!("`{}` is a whole number; found {value}", param.name));
    }
    match (param.min, param.max) {
        (Some(min), _) if value < min => Err(format!("`{}` is at least {min}; found {value}", param.name)),
        (_, Some(max)) if value > max => Err(format!("`{}` is at most {max}; found {value}", param.name)),
        _ => Ok(()),
    }
}
