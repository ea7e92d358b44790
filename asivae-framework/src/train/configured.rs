//! A trainer out of a configuration file.

use std::path::Path;

use asivae_grammar::{Mistakes, Span};

use super::config::{ConfigFile, RunConfig};
use super::declared::Declared;
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::plugin::{self, ModelPlugin};
use crate::run::MODEL;

impl Trainer {
    /// A trainer as a configuration file describes it: one that was written by hand, or the record of a run, which is repeated then. Other data than the
    /// file's can be given.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and all that is wrong in it at once, each with its place: unknown keys, wrong types, values out of bounds.
    pub fn configured(path: impl AsRef<Path>, data: Option<&str>) -> Result<Trainer> {
        ConfigFile::read(path.as_ref())?.trainer(None, data)
    }

    /// The same out of a text that stands in a file of that name, with another model or other data than the text's where they are given.
    ///
    /// # Errors
    ///
    /// As [`configured`](Trainer::configured).
    pub fn parsed(path: impl AsRef<Path>, text: &str, model: Option<&str>, data: Option<&str>) -> Result<Trainer> {
        ConfigFile::parse(path.as_ref(), text.to_owned())?.trainer(model, data)
    }

    /// Makes every setting of a file; all that are wrong are reported together.
    fn with_settings(mut self, file: &ConfigFile) -> Result<Trainer> {
        let origin = file.name();
        let mut mistakes = file.settings(|key, value| self.apply(key, value, &origin));
        if mistakes.is_empty() {
            for (term, span) in file.dropped() {
                if let Err(error) = self.leave_out(&term, &origin) {
                    mistakes.push(span, error.to_string());
                }
            }
        }
        if mistakes.is_empty() { Ok(self) } else { Err(file.wrong(mistakes)) }
    }
}

impl ConfigFile {
    /// The trainer that the file describes, of another model or on other data where they are given.
    fn trainer(&self, model: Option<&str>, data: Option<&str>) -> Result<Trainer> {
        let mut mistakes = Mistakes::default();
        let data = match data.map(str::to_owned).or_else(|| self.text_of("data")) {
            Some(data) => data,
            None => {
                mistakes.push(
                    Span::default(),
                    "`data` is missing: the registered name of a data set, as `--data` takes it",
                );
                String::new()
            }
        };
        let model = model.map(str::to_owned).or_else(|| self.text_of("model.name"));
        if model.is_none() && self.text_of("model.file").is_none() {
            mistakes.push(
                Span::default(),
                "`model.name` is missing: the registered name of a model; or `model.file`, a text that declares one",
            );
        }
        if !mistakes.is_empty() {
            return Err(self.wrong(mistakes));
        }
        let mut trainer = self.start(model.as_deref(), &data).map_err(|error| self.with_others(error))?;
        if !self.presets() {
            trainer = trainer.as_declared();
        }
        if let Some(like) = self.text_of("like") {
            trainer = trainer.like(&like)?;
        }
        trainer = trainer.with_settings(self)?;
        if let Some(from) = self.text_of("from") {
            trainer = trainer.from(self.folder().join(from));
        }
        trainer.recorded.clone_from(&self.provenance);
        Ok(trainer)
    }

    /// A trainer of the model that the file names.
    fn start(&self, model: Option<&str>, data: &str) -> Result<Trainer> {
        let beside = self.folder().join(MODEL);
        let file = self.text_of("model.file").map(|file| self.folder().join(file));
        // A model that only another program has registered: the record of its run has its tree.
        let unknown = model.is_some_and(|model| plugin::find::<ModelPlugin>(model).is_err());
        let recorded = || Some(beside.clone()).filter(|tree| unknown && self.provenance.is_some() && tree.is_file());
        match (file.or_else(recorded), model) {
            (Some(tree), _) => {
                let declared = Declared::read(&tree)?;
                let name = declared.model()?.name.text;
                let opened = plugin::open_data(data).map_err(|error| self.at("data", error))?;
                Ok(Trainer::with(declared, &name, opened, &["*"]))
            }
            (None, Some(model)) => {
                let plugin = plugin::find(model).map_err(|error| self.at("model.name", error))?;
                let opened = plugin::open_data(data).map_err(|error| self.at("data", error))?;
                Ok(Trainer::start(plugin, opened))
            }
            (None, None) => Err(Error::io(self.folder(), "no model is named")),
        }
    }

    /// An error at a choice together with what is wrong whatever the model is.
    fn with_others(&self, error: Error) -> Error {
        let Error::Model { mut mistakes, text } = error else { return error };
        if !text.contains(&self.name()) {
            return Error::Model { mistakes, text };
        }
        let mut config = RunConfig::new("", "");
        let others = self.settings(|key, value| if RunConfig::owns(key) { config.set(key, value) } else { Ok(()) });
        others.iter().for_each(|mistake| mistakes.add(mistake.clone()));
        mistakes.finish(()).map_or_else(|mistakes| self.wrong(mistakes), |()| Error::io(self.folder(), text))
    }

    /// An error at a choice of the file.
    fn at(&self, key: &str, error: Error) -> Error {
        let Some(entry) = self.choice(key) else { return error };
        let mut mistakes = Mistakes::default();
        mistakes.push(entry.value_span, error.to_string());
        self.wrong(mistakes)
    }
}
