//! `asivae schema`

use clap::Args;
use serde_json::{Map, Value, json};

use super::exit::{Failure, Output};
use crate::RunConfig;
use crate::plugin::{self, Better, Kind, MetricPlugin};
use crate::train::Holds;

/// Prints a JSON schema of configurations, by which editors complete and check them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae schema > asivae.schema.json

The first line of a configuration then says where it is, for editors with Taplo or Even Better TOML:
  #:schema ./asivae.schema.json

Names of models, data and metrics are those that this program has; it holds for any of their parts.")]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(self) -> Result<Output, Failure> {
        Ok(Output::text(format!("{:#}", schema())))
    }
}

/// An object whose settings come in by their dotted names.
#[derive(Default)]
struct Section {
    own: Map<String, Value>,
    /// What keys that are not listed may hold.
    other: Option<Value>,
}

fn schema() -> Value {
    let mut root = Section::default();
    let mut sections: Vec<(&str, Section)> = Vec::new();
    for key in RunConfig::keys() {
        let mut about = held(key.name, &key.holds());
        about["description"] = key.about.into();
        match key.name.split_once('.') {
            None => root.own.insert(key.name.to_owned(), about),
            Some((head, name)) => {
                if sections.iter().all(|(own, _)| *own != head) {
                    sections.push((head, Section::default()));
                }
                let section = sections.iter_mut().find(|(own, _)| *own == head);
                section.and_then(|(_, section)| section.own.insert(name.to_owned(), about))
            }
        };
    }
    let expression = json!({
        "description": "An expression of the model's grammar: a number, `cosine()`, `kl(s)`.",
        "type": ["number", "string", "boolean", "object"]
    });
    let rate = json!({
        "description": "Settings of a single player.", "type": "object", "additionalProperties": false,
        "properties": { "lr": { "type": "number", "minimum": 0, "description": "Its learning rate." } }
    });
    for (name, section) in &mut sections {
        section.other = match *name {
            "optim" => Some(rate.clone()),
            "warmup" => Some(expression.clone()),
            "eval" => Some(
                json!({ "type": "string", "description": "The file of weights of the feature extractor of this name." }),
            ),
            _ => None,
        };
    }
    let text = json!({ "type": "string", "description": "An architecture, mlp(hidden = 256, layers = 4); `*` is that of all networks." });
    sections.push(("networks", Section { own: Map::new(), other: Some(text) }));
    sections.push(("model", Section { own: model(), other: Some(expression) }));
    for (name, section) in sections {
        root.own.insert(name.to_owned(), section.value());
    }
    choices(&mut root.own);
    root.own.insert(
        "provenance".to_owned(),
        json!({ "type": "object", "description": "How a run came about; sets nothing." }),
    );
    let mut value = root.value();
    value["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    value["title"] = "Configuration of a run of asivae".into();
    value["required"] = json!(["data", "model"]);
    value
}

impl Section {
    fn value(self) -> Value {
        json!({ "type": "object", "properties": self.own, "additionalProperties": self.other.unwrap_or(false.into()) })
    }
}

/// What chooses a model.
fn model() -> Map<String, Value> {
    let mut own = Map::new();
    own.insert("name".into(), named(Kind::Model, "Registered name of the model."));
    own.insert("file".into(), json!({ "type": "string", "description": "A text that declares the model, in the place of a registered one; relative to this file." }));
    own.insert("drop".into(), json!({ "type": "array", "items": { "type": "string" }, "description": "Terms that are left out, by their names in the records: rec(xr), encoder/rec(xr)." }));
    own
}

fn choices(own: &mut Map<String, Value>) {
    own.insert(
        "version".into(),
        json!({ "type": "integer", "minimum": 1, "maximum": 2, "description": "Version of this format." }),
    );
    own.insert(
        "data".into(),
        named(Kind::Dataset, "Data set: a registered name, with parameters where it has some, blobs(n = 5)."),
    );
    own.insert("presets".into(), json!({ "type": "boolean", "default": true, "description": "Whether the presets of the model on its data apply before what is set here." }));
    own.insert("like".into(), named(Kind::Model, "Model whose settings of the run are taken."));
    own.insert(
        "from".into(),
        json!({ "type": "string", "description": "Folder of a run whose weights this one begins with." }),
    );
}

/// A text, with the registered names for completion.
fn named(kind: Kind, about: &str) -> Value {
    let names: Vec<&str> = plugin::infos().into_iter().filter(|info| info.kind == kind).map(|info| info.name).collect();
    json!({ "type": "string", "description": about, "examples": names })
}

fn held(name: &str, holds: &Holds) -> Value {
    let largest = |most: usize| most < i64::MAX as usize;
    match holds {
        Holds::Whole(range) => {
            let mut value = json!({ "type": "integer", "minimum": range.start() });
            if largest(*range.end()) {
                value["maximum"] = (*range.end()).into();
            }
            value
        }
        Holds::Number(min, max) if *max == f64::MAX => json!({ "type": "number", "minimum": min }),
        Holds::Number(min, max) => json!({ "type": "number", "minimum": min, "maximum": max }),
        Holds::Steps => json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } }),
        Holds::Text if name.ends_with(".metric") || name == "checkpoint.best" => {
            let metrics = plugin::all::<MetricPlugin>().into_iter().filter(|metric| metric.better != Better::Neither);
            let names: Vec<&str> = std::iter::once("none").chain(metrics.map(|metric| metric.info.name)).collect();
            json!({ "type": "string", "examples": names })
        }
        Holds::Text if ["latent", "warmup.steps"].contains(&name) => json!({ "type": ["string", "integer"] }),
        Holds::Text => json!({ "type": "string" }),
    }
}
