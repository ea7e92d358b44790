//! What every plugin says of itself, whatever its kind.

use std::fmt;

/// The kinds of plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A term of an objective, `#[intro_loss]`.
    Loss,
    /// A function from views to the same views, `#[intro_map]`.
    Map,
    /// A number that changes with progress, `#[intro_schedule]`.
    Schedule,
    /// Objectives and moves, `intro_model!`.
    Model,
    /// An architecture, `#[intro_network]`.
    Network,
    /// What makes a latent of what a network gives, `#[intro_posterior]`.
    Posterior,
    /// What the weights of a network are held to, `#[intro_constraint]`.
    Constraint,
    /// What draws latents for a trained model, `#[intro_sampler]`.
    Sampler,
    /// A data set, `#[intro_dataset]`.
    Dataset,
    /// What makes features of samples, for metrics, `#[intro_features]`.
    Features,
    /// A figure of merit, `#[intro_metric]`.
    Metric,
    /// Settings of a model on a data set, `#[intro_preset]`.
    Preset,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Loss => "loss",
            Kind::Map => "map",
            Kind::Schedule => "schedule",
            Kind::Model => "model",
            Kind::Network => "network",
            Kind::Posterior => "posterior",
            Kind::Constraint => "constraint",
            Kind::Sampler => "sampler",
            Kind::Dataset => "data set",
            Kind::Features => "feature extractor",
            Kind::Metric => "metric",
            Kind::Preset => "preset",
        })
    }
}

/// What every plugin says of itself: its name, where it comes from, its parameters.
#[derive(Debug)]
pub struct PluginInfo {
    /// Kind of plugin.
    pub kind: Kind,
    /// Registered name: the function's name, or the one given by `name = "…"`.
    pub name: &'static str,
    /// Crate that holds it.
    pub package: &'static str,
    /// Version of that crate.
    pub version: &'static str,
    /// Doc comment: summary, formula, citation, shapes.
    pub doc: &'static str,
    /// LaTeX symbol, where one was given by `symbol = "…"`.
    pub symbol: Option<&'static str>,
    /// Source file, relative to its workspace.
    pub file: &'static str,
    /// Source line.
    pub line: u32,
    /// Parameters in the order of the function's arguments.
    pub params: &'static [ParamInfo],
}

impl PluginInfo {
    /// What to say of a parameter that it has not.
    pub(crate) fn unknown_parameter(&self, name: &str) -> String {
        let known: Vec<&str> = self.params.iter().map(|p| p.name).collect();
        let message = match known.is_empty() {
            true => format!("unknown parameter `{name}`; it has none"),
            false => asivae_grammar::did_you_mean("parameter", name, &known),
        };
        message.replacen(';', &format!(" of `{}`;", self.name), 1)
    }

    /// `asivae-plugins::kl`: unique over all crates.
    pub fn qualified_name(&self) -> String {
        format!("{}::{}", self.package, self.name)
    }

    /// Where the code is: `plugins/src/losses/kl.rs:12`.
    pub fn source(&self) -> String {
        format!("{}:{}", self.file.replace("/./", "/"), self.line)
    }

    /// First sentence of the doc comment.
    pub fn summary(&self) -> &'static str {
        let doc = self.doc.trim();
        let end = doc.find("\n\n").unwrap_or(doc.len());
        doc[..end].trim()
    }
}

/// A parameter of a plugin.
#[derive(Debug)]
pub struct ParamInfo {
    /// Name of the argument.
    pub name: &'static str,
    /// What it can hold.
    pub kind: ParamKind,
    /// Value where none is given; without one it must be given.
    pub default: Option<ParamValue>,
    /// Smallest legal value.
    pub min: Option<f64>,
    /// Largest legal value.
    pub max: Option<f64>,
}

/// What a parameter can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamKind {
    /// A number; in a model any expression that gives one.
    Number,
    /// A whole number, zero or more.
    Integer,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of numbers `[0.1, 0.5]`, written as a string where the grammar has none: `"0.1, 0.5"`.
    List,
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A choice.
    Word(std::borrow::Cow<'static, str>),
    /// Numbers.
    List(std::borrow::Cow<'static, [f64]>),
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValue::Number(value) => write!(f, "{value}"),
            ParamValue::Flag(value) => write!(f, "{value}"),
            ParamValue::Word(word) => f.write_str(word),
            ParamValue::List(values) => {
                let list: Vec<_> = values.iter().map(f64::to_string).collect();
                write!(f, "[{}]", list.join(", "))
            }
        }
    }
}

/// A type that a plugin's parameter can have: `f64`, `usize`, `bool`, `Vec<f64>`, and enums that derive `Choice`.
#[diagnostic::on_unimplemented(
    message = "a parameter of a plugin cannot have the type `{Self}`",
    note = "it can be f64, usize, bool, Vec<f64> or an enum that derives `Choice`"
)]
pub trait Parameter: Sized {
    /// What it can hold.
    const KIND: ParamKind;

    /// Reads a value that was checked against `KIND`.
    fn from_value(value: &ParamValue) -> Option<Self>;
}

impl Parameter for f64 {
    const KIND: ParamKind = ParamKind::Number;

    fn from_value(value: &ParamValue) -> Option<Self> {
        if let ParamValue::Number(value) = value { Some(*value) } else { None }
    }
}

impl Parameter for usize {
    const KIND: ParamKind = ParamKind::Integer;

    fn from_value(value: &ParamValue) -> Option<Self> {
        match value {
            ParamValue::Number(value) if *value >= 0.0 && value.fract() == 0.0 => Some(*value as usize),
            _ => None,
        }
    }
}

impl Parameter for bool {
    const KIND: ParamKind = ParamKind::Flag;

    fn from_value(value: &ParamValue) -> Option<Self> {
        if let ParamValue::Flag(value) = value { Some(*value) } else { None }
    }
}

impl Parameter for Vec<f64> {
    const KIND: ParamKind = ParamKind::List;

    fn from_value(value: &ParamValue) -> Option<Self> {
        if let ParamValue::List(values) = value { Some(values.to_vec()) } else { None }
    }
}
