//! `asivae describe`

mod model;
mod svg;

use std::path::{Path, PathBuf};

use asivae_grammar::{Model, did_you_mean, latex_with, parse_model};
use clap::Args;
use serde_json::{Value, json};

use model::{Described, declared, formula, tree};

use super::exit::{Failure, Output};
use super::list::plain;
use super::plays;
use crate::game::Game;
use crate::plugin::{
    self, DatasetPlugin, Kind, LossPlugin, MetricPlugin, ParamInfo, ParamKind, PluginInfo, PosteriorPlugin,
    PresetPlugin, ScheduleArg, SchedulePlugin, ViewArg,
};
use crate::{Error, Split, Trainer};

/// Describes a plugin of any kind.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae describe as-introvae                 equation, scalars with defaults and bounds, presets
  asivae describe as-introvae --latex         the equation for a paper
  asivae describe as-introvae --svg game.svg  networks, moves and gradients for a slide
  asivae describe linear_ramp                 a schedule and its parameters")]
pub(super) struct Describe {
    /// Name of a plugin, as `asivae list` shows it, or a text file that declares a model, my_model.intro.
    name: String,
    /// Prints a model's equation as LaTeX.
    #[arg(long)]
    latex: bool,
    /// Draws a model's game into a file: networks, what flows between them, moves, terms, gradients; `-` prints it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["latex", "json"])]
    svg: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Describe {
    pub(super) fn run(self) -> Result<Output, Failure> {
        if Path::new(&self.name).extension().is_some_and(|extension| extension == "intro") {
            return self.file();
        }
        let all = plugin::infos();
        let found: Vec<&PluginInfo> =
            all.iter().filter(|i| i.name == self.name || i.qualified_name() == self.name).copied().collect();
        if found.is_empty() {
            let names: Vec<&str> = all.iter().map(|info| info.name).collect();
            return Err(Error::Unknown(did_you_mean("plugin", &self.name, &names)).into());
        }
        if (self.latex || self.svg.is_some()) && found.iter().all(|info| info.kind != Kind::Model) {
            let what = if self.latex { "an equation" } else { "a game that can be drawn" };
            let message = format!("`{}` is a {}; only a model has {what}", self.name, found[0].kind);
            return Err(Error::Unknown(message).into());
        }
        if self.latex {
            return Ok(Output::text(formula(&self.name)?));
        }
        if let Some(path) = &self.svg {
            return Described::of(tree(&self.name)?, |data| Trainer::named(&self.name, data)).drawn(path);
        }
        let mut values = Vec::new();
        let mut texts = Vec::new();
        for info in found {
            let model = match info.kind {
                Kind::Model => {
                    let name = info.qualified_name();
                    Some(Described::of(tree(&name)?, |data| Trainer::named(&name, data)))
                }
                _ => None,
            };
            values.push(value(info, model.as_ref()));
            texts.push(text(info, model.as_ref()));
        }
        Ok(Output::either(
            self.json,
            || if values.len() == 1 { values.remove(0) } else { values.into() },
            || texts.join("\n"),
        ))
    }
}

impl Describe {
    /// A model in a text file.
    fn file(self) -> Result<Output, Failure> {
        let text = std::fs::read_to_string(&self.name).map_err(|error| Error::io(&self.name, error))?;
        // All that can be wrong with it is said as training would say it.
        Game::from_text(&text, &[], 1.0)?;
        let model = parse_model(&text).map_err(|mistakes| Error::Model { text: mistakes.render(&text), mistakes })?;
        if self.latex {
            let symbol = |leaf: &str| {
                let info = plugin::infos().into_iter().find(|info| info.name == leaf)?;
                info.symbol.map(str::to_owned)
            };
            return Ok(Output::text(latex_with(&model, symbol)));
        }
        let described = Described::of(model, |data| Trainer::read(&self.name, data));
        if let Some(path) = &self.svg {
            return described.drawn(path);
        }
        let model = &described.model;
        let value = || {
            let mut value =
                json!({ "kind": "model", "name": model.name.text, "doc": model.doc.trim(), "source": self.name });
            declared(&mut value, &described);
            value
        };
        let text = || {
            let doc = indented(plain(model.doc.trim()).as_str());
            format!("{} (model in {})\n\n{doc}\n{}", model.name, self.name, described.text())
        };
        Ok(Output::either(self.json, value, text))
    }
}

/// The game of a model in a text file as the text of an SVG file; nothing where it cannot be looked at.
pub(crate) fn drawing(file: &Path, model: &Model) -> Option<String> {
    let moves = plays::moves(|data| Trainer::read(file, data), &model.name).ok()?;
    Some(svg::picture(model, &moves))
}

fn text(info: &PluginInfo, model: Option<&Described>) -> String {
    let mut text = format!("{} ({} of {} {})\n\n", info.name, info.kind, info.package, info.version);
    text.push_str(&indented(plain(info.doc.trim()).as_str()));
    if let Some(model) = model {
        text.push_str(&format!("\n{}", model.text()));
    }
    if !info.params.is_empty() {
        text.push_str("\nparameters\n");
        let width = info.params.iter().map(|p| p.name.len()).max().unwrap_or(0);
        for param in info.params {
            text.push_str(&format!("  {:width$}  {}\n", param.name, about(param)));
        }
    }
    for (head, lines) in extras(info) {
        text.push_str(&format!("\n{head}\n{}", indented(&lines.join("\n"))));
    }
    text.push_str(&format!("\nsource: {}\n", info.source()));
    text
}

fn about(param: &ParamInfo) -> String {
    let kind = match param.kind {
        ParamKind::Number => "a number".to_owned(),
        ParamKind::Integer => "a whole number".to_owned(),
        ParamKind::Flag => "true or false".to_owned(),
        ParamKind::Choice(words) => format!("one of {}", words.join(", ")),
        ParamKind::List => "a list of numbers".to_owned(),
    };
    let default = param.default.as_ref().map_or("must be given".to_owned(), |value| format!("default {value}"));
    format!("{kind}, {default}{}", bounds(param.min, param.max))
}

pub(super) fn bounds(min: Option<f64>, max: Option<f64>) -> String {
    let [min, max] = [min, max].map(|bound| bound.map(|bound| readable(&bound.to_string())));
    match (min, max) {
        (Some(min), Some(max)) => format!(", from {min} to {max}"),
        (Some(min), None) => format!(", at least {min}"),
        (None, Some(max)) => format!(", at most {max}"),
        (None, None) => String::new(),
    }
}

/// What only plugins of one kind have.
fn extras(info: &PluginInfo) -> Vec<(&'static str, Vec<String>)> {
    let same = |other: &PluginInfo| std::ptr::eq(other, info);
    match info.kind {
        Kind::Model => {
            let presets = plugin::all::<PresetPlugin>();
            let own = presets.iter().filter(|p| p.model == info.name);
            let lines: Vec<String> = own.map(|p| format!("{}: {}", p.data, settings(p))).collect();
            if lines.is_empty() { Vec::new() } else { vec![("presets, applied by `asivae train`", lines)] }
        }
        Kind::Preset => plugin::all::<PresetPlugin>()
            .into_iter()
            .filter(|p| same(p.info))
            .map(|p| {
                (
                    "settings",
                    (p.call)().0.into_iter().map(|(key, value)| format!("{key} = {}", readable(&value))).collect(),
                )
            })
            .collect(),
        Kind::Loss => plugin::all::<LossPlugin>()
            .into_iter()
            .filter(|p| same(p.info))
            .map(|p| {
                let two = p.arity() == 2;
                let suffix = |v: &ViewArg| if two { ["_a", "_b"][v.source] } else { "" };
                let views: Vec<String> = p.views.iter().map(|v| format!("{}{}", v.view, suffix(v))).collect();
                let gives = if p.whole_batch { "one number for the whole batch" } else { "one number per sample" };
                let plural = |count: usize| if count == 1 { "" } else { "s" };
                let networks = match p.networks {
                    0 => String::new(),
                    count => format!(" and {count} network{}", plural(count)),
                };
                let call = format!("{} source{}{networks}; gives {gives}", p.arity(), plural(p.arity()));
                ("a call takes", vec![call, format!("views: {}", views.join(", "))])
            })
            .collect(),
        Kind::Posterior => plugin::all::<PosteriorPlugin>()
            .into_iter()
            .filter(|p| same(p.info))
            .map(|p| {
                let takes: Vec<&str> = p.statistics().map(|view| view.name()).collect();
                let gives: Vec<&str> = p.gives.iter().map(|view| view.name()).collect();
                let lines =
                    vec![format!("of its network: {}", takes.join(", ")), format!("gives {}", gives.join(", "))];
                ("behind a signature it takes", lines)
            })
            .collect(),
        Kind::Schedule => plugin::all::<SchedulePlugin>()
            .into_iter()
            .filter(|p| same(p.info) && !p.args.is_empty())
            .map(|p| {
                let takes = p.args.iter().map(|arg| match arg {
                    ScheduleArg::Schedule => "a schedule, or a number of the model",
                    ScheduleArg::Measured => "a term, of which it sees the mean of the last batch",
                });
                ("a call takes, in front of the parameters", takes.map(str::to_owned).collect())
            })
            .collect(),
        Kind::Dataset => match plugin::open_data(&info.qualified_name()) {
            Ok(data) => {
                let [channels, height, width] = data.shape();
                let mut lines = vec![format!("samples [{channels}, {height}, {width}]")];
                let labels = match data.classes() {
                    0 => "no labels".to_owned(),
                    classes => format!("labels of {classes} classes"),
                };
                lines.push(labels);
                lines.push(match data.len() {
                    Some(len) => format!("{len} samples to be trained on"),
                    None => "drawn anew for every batch".to_owned(),
                });
                for split in [Split::Validation, Split::Test] {
                    let part = data.part(split).ok().flatten().and_then(|part| part.len());
                    lines.extend(part.map(|len| format!("{len} for {split}")));
                }
                lines.extend(data.modes().map(|modes| format!("{} modes", modes.centres.len())));
                vec![("gives", lines)]
            }
            Err(_) => plugin::all::<DatasetPlugin>()
                .into_iter()
                .filter(|p| same(p.info) && p.takes_path)
                .map(|p| ("opened by", vec![format!("--data '{}:PATH'", p.info.name)]))
                .collect(),
        },
        Kind::Metric => plugin::all::<MetricPlugin>()
            .into_iter()
            .filter(|p| same(p.info) && !p.unit.is_empty())
            .map(|p| ("unit", vec![p.unit.to_owned()]))
            .collect(),
        _ => Vec::new(),
    }
}

fn settings(preset: &PresetPlugin) -> String {
    let parts: Vec<String> =
        (preset.call)().0.iter().map(|(key, value)| format!("{key}={}", readable(value))).collect();
    parts.join(" ")
}

/// A value as one would write it: `1e-8` for `0.00000001`.
pub(crate) fn readable(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if number != 0.0 && number.abs() < 1e-3 => format!("{number:e}"),
        _ => value.to_owned(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

fn value(info: &PluginInfo, model: Option<&Described>) -> Value {
    let mut value = json!({
        "kind": info.kind,
        "name": info.name,
        "package": info.package,
        "version": info.version,
        "doc": info.doc.trim(),
        "symbol": info.symbol,
        "source": info.source(),
        "parameters": info.params.iter().map(|p| json!({
            "name": p.name,
            "kind": match p.kind {
                ParamKind::Number => "number",
                ParamKind::Integer => "integer",
                ParamKind::Flag => "flag",
                ParamKind::Choice(_) => "choice",
                ParamKind::List => "list",
            },
            "choices": match p.kind { ParamKind::Choice(words) => Some(words), _ => None },
            "default": p.default.as_ref().map(ToString::to_string),
            "min": p.min,
            "max": p.max,
        })).collect::<Vec<_>>(),
    });
    if let Some(model) = model {
        declared(&mut value, model);
    }
    if let (Some(_), Some(object)) = (model, value.as_object_mut()) {
        let presets = plugin::all::<PresetPlugin>().into_iter().filter(|p| p.model == info.name).map(|p| {
            let settings: serde_json::Map<_, _> = (p.call)().0.into_iter().map(|(k, v)| (k, v.into())).collect();
            json!({ "data": p.data, "settings": settings, "source": p.info.doc.trim() })
        });
        object.insert("presets".into(), presets.collect());
    }
    value
}
