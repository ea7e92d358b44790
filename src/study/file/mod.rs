//! A study as a file: a configuration with a table `[study]`.

mod print;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::de::DeTable;
use toml::{Table, Value as Toml};

use super::axis::{self, Axis, Value};
use super::plan::VARIANT;
use super::{Base, Exclusion, Halving, Study};
use crate::{Error, Result};

/// What a table `[study]` may hold.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// What the study is to show, with where its settings come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// How long it takes, in words: `9 core hours`.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seeds: Option<Seeds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    random: Option<Random>,
    /// Combinations that are left out: `[{ reading = "D", gamma = "1e-8" }]`, a list of values where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halving: Option<Halving>,
    /// Settings of all runs.
    #[serde(skip_serializing_if = "Table::is_empty")]
    set: Table,
    /// The same, but they win over those of axes and variants.
    #[serde(skip_serializing_if = "Table::is_empty")]
    last: Table,
    /// A list of values each, or a table of named ones.
    #[serde(skip_serializing_if = "Table::is_empty")]
    axes: Table,
    #[serde(skip_serializing_if = "Table::is_empty")]
    variants: Table,
    /// Figures of a paper by variant and metric.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    published: BTreeMap<String, BTreeMap<String, f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick: Option<Quick>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Seeds {
    Text(String),
    List(Vec<u64>),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Random {
    count: usize,
    #[serde(default)]
    seed: u64,
}

/// What is otherwise in a short run of the study.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Quick {
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seeds: Option<Seeds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    random: Option<Random>,
    #[serde(skip_serializing_if = "Table::is_empty")]
    set: Table,
    /// In the place of all others.
    #[serde(skip_serializing_if = "Table::is_empty")]
    variants: Table,
    /// In the place of those with the same names.
    #[serde(skip_serializing_if = "Table::is_empty")]
    axes: Table,
}

#[derive(Deserialize)]
struct Document {
    study: Option<Written>,
}

pub(super) fn read(path: &Path) -> Result<Study> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, format!("it cannot be read: {e}")))?;
    parse(path, &text, false)
}

pub(super) fn parse(path: &Path, text: &str, quick: bool) -> Result<Study> {
    let wrong = |message: String| Error::io(path, message.trim_end());
    let document: Document = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let written = document.study.unwrap_or_default();
    let base = Base::Configured { path: path.to_owned(), text: text.to_owned(), data: None };
    let mut study = Study::of(base);
    let at = |name: &str, error: Error| wrong(format!("[study] {name}: {error}"));
    study.title = written.title;
    study.time = written.time;
    study.about = written.about;
    study.published = written.published;
    study.metric = written.metric;
    study.baseline = written.baseline;
    study.halving = written.halving;
    study.random = written.random.map(Random::pair);
    study.settings = in_order(&written.set, &order(text, &["set"]));
    study.last = in_order(&written.last, &order(text, &["last"]));
    if let Some(seeds) = written.seeds {
        study.seeds = seeds.list().map_err(|error| at("seeds", error))?;
    }
    if !written.variants.is_empty() {
        study.put(
            named(VARIANT, &written.variants, &order(text, &["variants"])).map_err(|error| at("variants", error))?,
        );
    }
    for axis in axes(text, &["axes"], &written.axes).map_err(|error| at("axes", error))? {
        study.put(axis);
    }
    study.excluded = written
        .exclude
        .iter()
        .map(|rule| exclusion(rule, &study.axes))
        .collect::<Result<_>>()
        .map_err(|error| at("exclude", error))?;
    if let Some(short) = written.quick.filter(|_| quick) {
        study.last.extend(settings(&short.set));
        study.time = short.time;
        study.random = short.random.map(Random::pair).or(study.random);
        study.metric = short.metric.or(study.metric);
        if let Some(seeds) = short.seeds {
            study.seeds = seeds.list().map_err(|error| at("quick.seeds", error))?;
        }
        if !short.variants.is_empty() {
            let order = order(text, &["quick", "variants"]);
            study.put(named(VARIANT, &short.variants, &order).map_err(|error| at("quick.variants", error))?);
            study.baseline = None;
        }
        for axis in axes(text, &["quick", "axes"], &short.axes).map_err(|error| at("quick.axes", error))? {
            study.put(axis);
        }
    }
    Ok(study)
}

impl Random {
    fn pair(self) -> (usize, u64) {
        (self.count.max(1), self.seed)
    }
}

/// The axes of a table, in the order in which they are written.
fn axes(text: &str, place: &[&str], table: &Table) -> Result<Vec<Axis>> {
    let axis = |name: String| match table.get(&name) {
        Some(Toml::Array(values)) => {
            let values: Vec<String> = values.iter().map(plain).collect();
            Axis::of_values(&name, &values)
        }
        Some(Toml::Table(values)) => named(&name, values, &order(text, &[place, &[&name]].concat())),
        Some(Toml::String(text)) => Axis::of(&name, text),
        _ => Err(Error::setting(
            &name,
            "expected a list of values, a range in quotation marks, or a table of named values",
        )),
    };
    order(text, place).into_iter().map(axis).collect()
}

/// Axes and values that come together in what is left out.
fn exclusion(rule: &Table, axes: &[Axis]) -> Result<Exclusion> {
    let known = |name: &str, value: &str, axis: &Axis| -> Result<()> {
        let labels: Vec<&str> = axis.values.iter().map(|value| value.label.as_str()).collect();
        if labels.contains(&value) {
            return Ok(());
        }
        Err(Error::setting(name, format!("expected one of {}; found `{value}`", labels.join(", "))))
    };
    let one = |(name, value): (&String, &Toml)| {
        let Some(axis) = axes.iter().find(|axis| axis.name == *name) else {
            let names: Vec<&str> = axes.iter().map(|axis| axis.name.as_str()).collect();
            return Err(Error::setting(name, format!("there is no such axis; there are {}", names.join(", "))));
        };
        let values: Vec<String> = match value {
            Toml::Array(values) => values.iter().map(plain).collect(),
            value => vec![plain(value)],
        };
        values.iter().try_for_each(|value| known(name, value, axis))?;
        Ok((name.clone(), values))
    };
    match rule.is_empty() {
        true => Err(Error::setting("a rule", "expected an axis and its value, { gamma = \"1e-8\" }")),
        false => rule.iter().map(one).collect(),
    }
}

impl Seeds {
    fn list(&self) -> Result<Vec<u64>> {
        match self {
            Seeds::Text(text) => axis::seeds(text),
            Seeds::List(seeds) => {
                let texts: Vec<String> = seeds.iter().map(u64::to_string).collect();
                axis::seeds(&texts.join(","))
            }
        }
    }
}

/// An axis of named values, each of which makes several settings.
fn named(name: &str, values: &Table, order: &[String]) -> Result<Axis> {
    let value = |label: &String| match values.get(label) {
        Some(Toml::Table(table)) => Ok(Value { label: label.clone(), settings: settings(table) }),
        _ => Err(Error::setting(format!("{name}.{label}"), "expected a table of settings, { beta_kl = 0.3 }")),
    };
    Axis { name: name.to_owned(), values: order.iter().map(value).collect::<Result<_>>()? }.checked()
}

/// Keys of a table below `[study]` in the order in which they are written, which a parsed table has not.
fn order(text: &str, place: &[&str]) -> Vec<String> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let mut table = document.get_ref();
    for part in std::iter::once(&"study").chain(place) {
        match table.get(*part).and_then(|inner| inner.get_ref().as_table()) {
            Some(inner) => table = inner,
            None => return Vec::new(),
        }
    }
    let mut keys: Vec<(usize, String)> =
        table.keys().map(|key| (key.span().start, key.get_ref().to_string())).collect();
    keys.sort();
    keys.into_iter().map(|(_, key)| key).collect()
}

/// A table as settings, in the order of its keys.
fn in_order(table: &Table, order: &[String]) -> Vec<(String, String)> {
    let mut all = settings(table);
    let place = |key: &String| order.iter().position(|own| own == key || key.starts_with(&format!("{own}.")));
    all.sort_by_key(|(key, _)| place(key));
    all
}

/// A table as settings, tables in it as dotted names.
fn settings(table: &Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Toml::Table(inner) => {
                all.extend(settings(inner).into_iter().map(|(name, value)| (format!("{key}.{name}"), value)));
            }
            value => all.push((key.clone(), plain(value))),
        }
    }
    all
}

/// A value as it would stand behind `--set NAME=`.
fn plain(value: &Toml) -> String {
    match value {
        Toml::String(text) => text.clone(),
        Toml::Float(number) => format!("{number:?}"),
        Toml::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
