//! What a study names that is not registered: data, networks, models, metrics.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value as Toml};

use super::{Base, Study};
use crate::Result;
use crate::plugin::{self, DatasetPlugin, MetricPlugin, ModelPlugin, NetworkPlugin};

impl Study {
    /// What it names that is not registered, by kind: ``the data sets `cifar10`, `mnist` ``.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut missing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let last = |name: &str| self.last.iter().any(|(key, _)| key == name);
        let values = self.axes.iter().flat_map(|axis| &axis.values).flat_map(|value| &value.settings);
        let settings = self.settings.iter().chain(values).filter(|(key, _)| {
            // What wins over it in a short run.
            !(last(key) || key.starts_with("networks.") && last("networks.*"))
        });
        let settings: Vec<(String, String)> = self.written().into_iter().chain(settings.cloned()).collect();
        for (key, value) in settings.iter().chain(&self.last) {
            let name = called(value);
            let kind = match key.as_str() {
                "data" if lacks(plugin::find::<DatasetPlugin>(plugin::data_name(name))) => "data set",
                "model" | "model.name" if lacks(plugin::find::<ModelPlugin>(name)) => "model",
                key if key.starts_with("networks.") && lacks(plugin::find::<NetworkPlugin>(name)) => "network",
                _ => continue,
            };
            missing.entry(kind).or_default().insert(name);
        }
        let metrics = self.published.values().flat_map(|figures| figures.keys()).chain(&self.metric);
        // A short run has rows of its own.
        let metrics = metrics.filter(|name| self.last.is_empty() || self.metric.as_ref() == Some(*name));
        for name in metrics.filter(|name| lacks(plugin::find::<MetricPlugin>(name))) {
            missing.entry("metric").or_default().insert(name);
        }
        let said = |(kind, names): (&str, BTreeSet<&str>)| {
            let plural = if names.len() > 1 { "s" } else { "" };
            let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            format!("the {kind}{plural} {}", names.join(", "))
        };
        missing.into_iter().map(said).collect()
    }

    /// Data, model and networks of the configuration, where nothing replaces them.
    fn written(&self) -> Vec<(String, String)> {
        let Base::Configured { text, .. } = &self.base else { return Vec::new() };
        let table: Table = toml::from_str(text).unwrap_or_default();
        let everywhere = |key: &str| {
            let set = |settings: &[(String, String)]| settings.iter().any(|(own, _)| own == key);
            set(&self.settings)
                || set(&self.last)
                || self.axes.iter().any(|axis| axis.values.iter().all(|value| set(&value.settings)))
        };
        let mut all = Vec::new();
        if let Some(Toml::String(data)) = table.get("data").filter(|_| !everywhere("data")) {
            all.push(("data".to_owned(), data.clone()));
        }
        for (name, network) in table.get("networks").and_then(Toml::as_table).into_iter().flatten() {
            let key = format!("networks.{name}");
            if let Some(text) = network.as_str().filter(|_| !everywhere(&key) && !everywhere("networks.*")) {
                all.push((key, text.to_owned()));
            }
        }
        all
    }
}

fn lacks<T>(found: Result<T>) -> bool {
    found.is_err()
}

/// `mlp` of `mlp(hidden = 64)`.
fn called(text: &str) -> &str {
    text.split('(').next().unwrap_or(text).trim()
}
