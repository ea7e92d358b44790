//! A study written as a file.

use std::path::Path;

use toml::{Table, Value as Toml};

use super::{Random, Seeds, Written, plain};
use crate::study::axis::{Axis, Value};
use crate::study::plan::{VARIANT, terms};
use crate::study::{Base, Exclusion, Study};
use crate::{Error, Result};

impl Study {
    /// The study as a file, which repeats it.
    pub(in crate::study) fn to_toml(&self) -> Result<String> {
        let mut document = match &self.base {
            Base::Configured { path, text, .. } => {
                toml::from_str::<Table>(text).map_err(|error| Error::io(path, error.to_string()))?
            }
            Base::Named { .. } | Base::Declared { .. } => Table::new(),
        };
        let mut model = Table::new();
        match &self.base {
            Base::Named { model: name, data, like } => {
                model.insert("name".to_owned(), name.clone().into());
                document.insert("data".to_owned(), data.clone().into());
                document.extend(like.clone().map(|like| ("like".to_owned(), like.into())));
            }
            Base::Declared { path, data, like } => {
                let absolute = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                model.insert("file".to_owned(), absolute.display().to_string().into());
                document.insert("data".to_owned(), data.clone().into());
                document.extend(like.clone().map(|like| ("like".to_owned(), like.into())));
            }
            Base::Configured { data, .. } => {
                document.extend(data.clone().map(|data| ("data".to_owned(), data.into())));
            }
        }
        if let Base::Configured { path, .. } = &self.base {
            settle(&mut document, path);
        }
        if !model.is_empty() {
            document.insert("model".to_owned(), model.into());
        }
        let written = Written {
            title: self.title.clone(),
            time: self.time.clone(),
            about: self.about.clone(),
            seeds: Some(Seeds::List(self.seeds.clone())),
            metric: self.metric.clone(),
            baseline: self.baseline.clone(),
            random: self.random.map(|(count, seed)| Random { count, seed }),
            exclude: self.excluded.iter().map(lists).collect(),
            halving: self.halving.clone(),
            // Behind the rest, in their order, which a table has not.
            set: Table::new(),
            last: Table::new(),
            axes: Table::new(),
            variants: Table::new(),
            published: self.published.clone(),
            quick: None,
        };
        let study = Toml::try_from(written).map_err(|error| Error::io(&self.out, error.to_string()))?;
        document.insert("study".to_owned(), study);
        let rest = toml::to_string(&document).map_err(|error| Error::io(&self.out, error.to_string()))?;
        let (variants, axes): (Vec<&Axis>, Vec<&Axis>) = self.axes.iter().partition(|axis| axis.name == VARIANT);
        let mut text = rest;
        for (name, pairs) in [("set", &self.settings), ("last", &self.last)] {
            if !pairs.is_empty() {
                text += &format!("\n[study.{name}]\n{}", assignments(pairs));
            }
        }
        for variants in variants {
            text += &format!("\n[study.variants]\n{}", lines(variants));
        }
        if !axes.is_empty() {
            text += "\n[study.axes]\n";
        }
        for axis in axes {
            let labels: Vec<String> = axis.values.iter().map(|value| quoted(&value.label)).collect();
            let values = match !axis.has_names() {
                true => format!("[{}]", labels.join(", ")),
                false => format!("{{ {} }}", lines(axis).trim_end().replace('\n', ", ")),
            };
            text += &format!("{} = {values}\n", quoted(&axis.name));
        }
        Ok(text)
    }
}

/// Makes a configuration one that can stand elsewhere: its paths are relative to its file.
fn settle(document: &mut Table, file: &Path) {
    let beside = |text: &str| {
        let path = file.parent().unwrap_or(Path::new("")).join(text);
        Toml::String(std::path::absolute(&path).unwrap_or(path).display().to_string())
    };
    if let Some(from) = document.get("from").and_then(Toml::as_str).map(beside) {
        document.insert("from".to_owned(), from);
    }
    let Some(model) = document.get_mut("model").and_then(Toml::as_table_mut) else { return };
    if let Some(tree) = model.get("file").and_then(Toml::as_str).map(beside) {
        model.insert("file".to_owned(), tree);
    }
    // Numbers of a model are texts, which would be written in another way.
    for number in model.iter_mut().map(|(_, value)| value).filter(|value| value.is_float()) {
        *number = Toml::String(plain(number));
    }
}

/// Settings, a line each in their order; terms that are dropped in one list.
fn assignments(pairs: &[(String, String)]) -> String {
    let line = |(key, value): (&str, &str)| format!("{} = {}\n", quoted(key), quoted(value));
    let dropped: Vec<&str> = pairs.iter().filter(|(key, _)| key == DROP).flat_map(|(_, list)| terms(list)).collect();
    let others = pairs.iter().filter(|(key, _)| key != DROP).map(|(key, value)| line((key, value)));
    let list = (!dropped.is_empty()).then(|| line((DROP, &format!("[{}]", dropped.join(", ")))));
    others.chain(list).collect()
}

/// The key of what is left out.
const DROP: &str = "drop";

/// The values of an axis, a line each, in their order.
fn lines(axis: &Axis) -> String {
    let line = |value: &Value| {
        let settings: Vec<String> =
            value.settings.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
        format!("{} = {{ {} }}\n", quoted(&value.label), settings.join(", "))
    };
    axis.values.iter().map(line).collect()
}

/// A text as TOML has it, on one line.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Axes and values that come together in what is left out, as they are written.
fn lists(rule: &Exclusion) -> Table {
    rule.iter().map(|(name, values)| (name.clone(), values.clone().into())).collect()
}
