//! What runs differ in: their settings, the model's parts among them.

use std::collections::BTreeMap;

use asivae_grammar::{Model, parse_model};

use super::{Record, Results};
use crate::RunConfig;
use crate::cli::readable;

/// A setting that is not the same in all variants.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Its name, as behind `--set`.
    pub key: String,
    /// Its value in each variant; none where a variant has no such setting, or no run.
    pub values: Vec<Option<String>>,
}

/// What a run is trained the same with, whatever it is: what is recorded, measured and kept of it, and how its work is shared.
const BESIDE: [&str; 6] = ["seed", "threads", "train.log_every", "train.log_gradients", "eval.every", "checkpoint."];
/// Above this a value is no part of a name.
const LONG: usize = 48;

/// Everything that a run was trained with, by name, in the order in which one reads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trained {
    pub(super) settings: Vec<(String, String)>,
    /// The model without its comments: what of it is no setting is told apart by this.
    pub(super) text: String,
}

impl Trained {
    pub(super) fn of(record: &Record) -> Trained {
        let config = &record.config;
        let mut settings = vec![("model".to_owned(), config.model.clone()), ("data".to_owned(), config.data.clone())];
        let mut put = |key: String, value: String| settings.push((key, number(&value)));
        let mut model = parse_model(&record.model).ok();
        if let Some(model) = &mut model {
            model.doc.clear();
            model.scalars.iter_mut().for_each(|scalar| scalar.doc.clear());
            parts(model, &mut put);
        } else {
            // What replaces parts of it: the last word counts.
            let set = config.set.iter().filter_map(|line| line.split_once('='));
            let set: BTreeMap<&str, &str> = set.collect();
            set.into_iter().for_each(|(name, value)| put(name.to_owned(), value.to_owned()));
            if !config.drop.is_empty() {
                put("drop".to_owned(), config.drop.join(", "));
            }
        }
        run_settings(config, &mut put);
        let text = model.map_or_else(|| record.model.clone(), |model| model.to_string());
        Trained { settings, text }
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.settings.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// A value as one would write it: `100` for `100.0`, `1e-8` for `0.00000001`.
fn number(value: &str) -> String {
    readable(value.strip_suffix(".0").filter(|whole| whole.parse::<f64>().is_ok()).unwrap_or(value))
}

/// What can be set of a model, but for its objectives.
fn parts(model: &Model, put: &mut impl FnMut(String, String)) {
    for scalar in &model.scalars {
        put(scalar.name.text.clone(), scalar.default.to_string());
    }
    for item in &model.lets {
        let params: Vec<&str> = item.params.iter().map(|param| param.text.as_str()).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        put(format!("{}{params}", item.name.text), item.body.to_string());
    }
    for play in model.moves.iter().filter(|play| play.repeat != 1) {
        put(format!("moves.{}.repeat", play.title()), play.repeat.to_string());
    }
    for obey in &model.obeys {
        put(format!("{}.obeys", obey.network.text), obey.constraint.to_string());
    }
    if !model.without.is_empty() {
        let terms: Vec<&str> = model.without.iter().map(|term| term.text.as_str()).collect();
        put("drop".to_owned(), terms.join(", "));
    }
}

fn run_settings(config: &RunConfig, put: &mut impl FnMut(String, String)) {
    let beside = |name: &str| BESIDE.iter().any(|key| name == *key || key.ends_with('.') && name.starts_with(key));
    for key in RunConfig::keys().iter().filter(|key| !beside(key.name)) {
        put(key.name.to_owned(), key.value(config));
    }
    for (player, rate) in &config.optim.players {
        put(format!("optim.{player}.lr"), format!("{rate:?}"));
    }
    for (network, architecture) in &config.networks {
        put(format!("networks.{network}"), architecture.clone());
    }
    let warmup = config.warmup.iter().flat_map(|warmup| &warmup.set).filter_map(|line| line.split_once('='));
    let warmup: BTreeMap<&str, &str> = warmup.collect();
    warmup.into_iter().for_each(|(name, value)| put(format!("warmup.{name}"), value.to_owned()));
    if let Some(from) = &config.from {
        put("from".to_owned(), from.clone());
    }
}

/// Names of all settings that are not the same everywhere.
fn differing(all: &[&Trained]) -> Vec<String> {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in all.iter().flat_map(|trained| &trained.settings) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let differs = |key: &&str| all.windows(2).any(|pair| pair[0].get(key) != pair[1].get(key));
    keys.into_iter().filter(differs).map(str::to_owned).collect()
}

/// The settings that make a name, for each of several variants: `c=cosine()`; the model and the data by themselves.
pub(super) fn names(all: &[Trained]) -> Vec<String> {
    let everywhere = differing(&all.iter().collect::<Vec<_>>());
    let name = |place: usize| {
        let own = &all[place];
        let head: Vec<&str> = ["model", "data"]
            .into_iter()
            .filter(|key| everywhere.iter().any(|known| known == key))
            .filter_map(|key| own.get(key))
            .collect();
        // Of another model other things are set: what tells variants of one model on the same data apart is said.
        let like = |other: &&Trained| ["model", "data"].iter().all(|key| other.get(key) == own.get(key));
        let alike: Vec<&Trained> = all.iter().filter(like).collect();
        let keys = differing(&alike);
        let part = |key: &String| match own.get(key) {
            Some(value) if value.chars().count() <= LONG => format!("{key}={value}"),
            Some(value) => format!("{key}={}…", value.chars().take(LONG - 1).collect::<String>()),
            None => format!("{key}=none"),
        };
        let mut parts: Vec<String> = if head.is_empty() { Vec::new() } else { vec![head.join(" on ")] };
        parts.extend(keys.iter().map(part));
        if parts.is_empty() {
            parts.extend(own.get("model").map(str::to_owned));
        }
        parts.join(", ")
    };
    let mut names: Vec<String> = (0..all.len()).map(name).collect();
    // What differs in no setting, or beyond the end of a long one.
    for place in 0..names.len() {
        let before = names[..place].iter().filter(|known| **known == names[place]).count();
        if before > 0 {
            names[place] = format!("{} ({})", names[place], before + 1);
        }
    }
    names
}

/// Names and values of what tells variants apart, where two things or fewer do: axes.
pub(super) fn axes(all: &[Trained]) -> (Vec<String>, Vec<Vec<String>>) {
    let keys = differing(&all.iter().collect::<Vec<_>>());
    let keys = if keys.len() <= 2 { keys } else { Vec::new() };
    let place = |own: &Trained| keys.iter().map(|key| own.get(key).unwrap_or("none").to_owned()).collect();
    (keys.clone(), all.iter().map(place).collect())
}

impl Results {
    /// What each variant was trained with, by the first of its runs that is there.
    pub(super) fn trained(&self) -> Vec<Option<Trained>> {
        let first = |variant: &super::Variant| variant.runs.iter().find_map(|run| run.record.as_ref()).map(Trained::of);
        self.variants.iter().map(first).collect()
    }

    /// The settings that are not the same in all variants, those of the model among them; objectives stand in the [equations](Results::equations).
    pub fn differences(&self) -> Vec<Changed> {
        let trained = self.trained();
        let keys = differing(&trained.iter().flatten().collect::<Vec<_>>());
        let values = |key: &String| {
            let value = |trained: &Option<Trained>| trained.as_ref()?.get(key).map(str::to_owned);
            trained.iter().map(value).collect()
        };
        keys.into_iter().map(|key| Changed { values: values(&key), key }).collect()
    }
}
