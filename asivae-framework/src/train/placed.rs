//! A run in its place: begun there, or gone on with where it is there already.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::config::{ConfigFile, RunConfig};
use super::continued::{may_change, settings};
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::run::{Recorded, RunDirectory, holds_run, write_file};

impl Trainer {
    /// Goes on with the run that a folder holds, where it is this very run, and begins it there otherwise: what a job queue calls again and again.
    ///
    /// # Errors
    ///
    /// A folder that holds a run of other settings, with these, or files that cannot be read.
    pub fn or_resume(self, folder: impl AsRef<Path>) -> Result<Trainer> {
        let folder = folder.as_ref();
        if !holds_run(folder) {
            return Ok(self.out(folder));
        }
        let differences = self.differences(folder)?;
        if !differences.is_empty() {
            let message = format!(
                "the folder holds another run: {}; choose another folder, or replace the run with --force",
                differences.join("; ")
            );
            return Err(Error::io(folder, message));
        }
        if let Some(failure) = Recorded::failure(&RunDirectory::open(folder)?)? {
            return Err(Error::NotFinite(Box::new(failure)));
        }
        let mut resumed = Trainer::resume(folder)?;
        resumed.config.eval.clone_from(&self.config.eval);
        resumed.config.early_stop.clone_from(&self.config.early_stop);
        resumed.config.checkpoint.clone_from(&self.config.checkpoint);
        resumed.limits = self.limits;
        Ok(resumed)
    }

    /// In what the run that a folder holds is another than this one: `optim.lr is 0.001 and would be 0.0002`. What a run may change on its way does not
    /// count, its length aside.
    ///
    /// # Errors
    ///
    /// A folder that holds no run, or files that cannot be read.
    pub fn differences(&self, folder: impl AsRef<Path>) -> Result<Vec<String>> {
        let directory = RunDirectory::open(folder.as_ref())?;
        let file = ConfigFile::read(&directory.config_file())?;
        let (is, would) = (settings(&file.config()?.to_toml(None)), settings(&self.written().to_toml(None)));
        let counts = |key: &String| !may_change(key) || key.starts_with("train.");
        let keys: BTreeSet<&String> = is.keys().chain(would.keys()).filter(|key| counts(key)).collect();
        let value = |of: &BTreeMap<String, String>, key: &str| of.get(key).map_or("nothing".to_owned(), Clone::clone);
        let different = keys.into_iter().filter(|key| !same(is.get(*key), would.get(*key)));
        let mut differences: Vec<String> =
            different.map(|key| format!("{key} is {} and would be {}", value(&is, key), value(&would, key))).collect();
        if self.declared.is_text() && directory.model()? != self.game()?.model().to_string() {
            differences.push("the text of the model is another one".to_owned());
        }
        Ok(differences)
    }

    /// The configuration as the folder of the run would have it.
    pub(super) fn written(&self) -> RunConfig {
        // A text that stands somewhere else may be gone or changed when the run is repeated.
        if self.declared.is_text() { self.config.clone().with_tree() } else { self.config.clone() }
    }

    /// Writes the configuration of this run to a file that `asivae train` takes, `run.toml`; where a text declares the model, its tree beside it,
    /// `run.intro`.
    ///
    /// # Errors
    ///
    /// A preset that does not fit the model, files that cannot be written.
    pub fn write_config(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut config = self.written();
        if self.declared.is_text() {
            let tree = path.with_extension("intro");
            config.model_file = tree.file_name().map(|name| name.to_string_lossy().into_owned());
            write_file(&tree, self.game()?.model().to_string().as_bytes())?;
        }
        write_file(path, config.to_toml(None).as_bytes())
    }
}

/// Whether two values are the same, or two ways to write one number: `1e-8` and `0.00000001`.
fn same(one: Option<&String>, other: Option<&String>) -> bool {
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<f64>().ok());
    one == other || number(one).is_some_and(|value| number(other) == Some(value))
}
