//! What is said of a model: its equation, who plays it, its scalars.

use std::path::Path;

use asivae_grammar::builtins::default_networks;
use asivae_grammar::{Model, latex_with, typeset};
use serde_json::{Value, json};

use super::{bounds, indented, readable, svg};
use crate::cli::exit::{Failure, Output};
use crate::cli::plays;
use crate::cli::samples_out::write;
use crate::plugin::{self, ModelPlugin};
use crate::train::MoveReport;
use crate::{Error, Trainer};

/// A model, and who plays it.
pub(super) struct Described {
    pub(super) model: Model,
    pub(super) moves: Result<Vec<MoveReport>, Error>,
}

impl Described {
    pub(super) fn of(model: Model, trainer: impl Fn(&str) -> Result<Trainer, Error>) -> Self {
        let moves = plays::moves(trainer, &model.name);
        Described { model, moves }
    }

    /// The game as a picture, in a file or printed.
    pub(super) fn drawn(self, path: &Path) -> Result<Output, Failure> {
        let picture = svg::picture(&self.model, &self.moves?);
        if path == Path::new("-") {
            return Ok(Output::text(picture));
        }
        write(path, picture.as_bytes())?;
        Ok(Output::text(format!("picture of {} in {}", self.model.name, path.display())))
    }

    pub(super) fn text(&self) -> String {
        let networks = if self.model.networks.is_empty() { default_networks() } else { self.model.networks.clone() };
        let networks: Vec<String> = networks.into_iter().map(|network| network.name.text).collect();
        let moves = match &self.moves {
            Ok(moves) => plays::text(moves, &networks),
            Err(error) => indented(&format!("cannot be looked at: {error}")),
        };
        let equation = indented(typeset(&self.model).trim_end());
        format!("{equation}\nwho plays, in this order\n{moves}{}", scalars(&self.model))
    }
}

pub(super) fn tree(name: &str) -> Result<Model, Error> {
    Ok(plugin::find::<ModelPlugin>(name)?.tree()?.0)
}

/// A model's equation as LaTeX, with the symbols that its plugins declare.
pub(super) fn formula(name: &str) -> Result<String, Error> {
    let (model, leaves) = plugin::find::<ModelPlugin>(name)?.tree()?;
    let symbol = |leaf: &str| {
        let (_, info) = leaves.iter().find(|(own, _)| *own == leaf)?;
        info.symbol.map(str::to_owned)
    };
    Ok(latex_with(&model, symbol))
}

fn scalars(model: &Model) -> String {
    let mut text = String::from("\nscalars, each settable by `--set NAME=VALUE`\n");
    let width = model.scalars.iter().map(|s| s.name.text.len()).max().unwrap_or(0);
    for scalar in &model.scalars {
        let line = format!(
            "  {:width$}  default {}{}  {}",
            scalar.name.text,
            readable(&scalar.default.to_string()),
            bounds(scalar.min, scalar.max),
            scalar.doc.trim()
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if model.scalars.is_empty() { String::new() } else { text }
}

/// What a model declares.
pub(super) fn declared(value: &mut Value, Described { model, moves }: &Described) {
    let Some(object) = value.as_object_mut() else { return };
    object.insert("moves".into(), moves.as_ref().map_or(Value::Null, |moves| json!(moves)));
    object.insert("text".into(), model.to_string().into());
    object.insert("equation".into(), typeset(model).into());
    let scalars = model.scalars.iter().map(|s| {
        json!({ "name": s.name.text, "default": s.default.to_string(), "min": s.min, "max": s.max, "doc": s.doc.trim() })
    });
    object.insert("scalars".into(), scalars.collect());
}
