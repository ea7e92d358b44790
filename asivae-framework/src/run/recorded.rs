//! What a run has on record, without its weights.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::files::read_text;
use super::{FAILURE, RunDirectory};
use crate::error::{Error, Result};
use crate::train::{ConfigFile, Measured, NotFinite, Row, RunConfig};

/// The records of a run: what was trained, and what was written down while it was.
///
/// It never opens weights: a run that failed, one of a model whose networks are not linked in, and one that is still at work can all be read.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The resolved configuration.
    pub config: RunConfig,
    /// The model as it was trained, in the grammar.
    pub model: String,
    /// The recorded steps, in order; values that are not finite are left out.
    pub rows: Vec<Row>,
    /// The figures at the end, where it was reached; those that are not finite are left out.
    pub figures: Vec<Measured>,
    /// The value that ended the training, where one that is not finite did.
    pub failure: Option<NotFinite>,
}

/// A row as JSON has it: a value that is not finite is null.
#[derive(Deserialize)]
struct Line {
    step: usize,
    #[serde(flatten)]
    values: BTreeMap<String, Option<f64>>,
}

impl Line {
    fn row(self) -> Row {
        let values = self.values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Row { step: self.step, values: values.collect() }
    }
}

impl Recorded {
    /// Reads the records of a run.
    ///
    /// # Errors
    ///
    /// A folder that holds no run, or files that cannot be read or say something else.
    pub fn read(path: impl AsRef<Path>) -> Result<Recorded> {
        let directory = RunDirectory::open(path.as_ref())?;
        let lines: Vec<Line> = directory.rows()?;
        let figures: Vec<Value> = directory.evaluation()?.unwrap_or_default();
        let figures = figures.into_iter().filter(|figure| !figure["value"].is_null());
        let figure =
            |value| serde_json::from_value(value).map_err(|e| Error::io(path.as_ref(), format!("figures: {e}")));
        Ok(Recorded {
            config: ConfigFile::read(&directory.config_file())?.config()?,
            model: directory.model()?,
            rows: lines.into_iter().map(Line::row).collect(),
            figures: figures.map(figure).collect::<Result<_>>()?,
            failure: Recorded::failure(&directory)?,
        })
    }

    /// The figure of that name at the end, where it was measured.
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }

    /// The value that ended a training, where one did.
    pub(crate) fn failure(directory: &RunDirectory) -> Result<Option<NotFinite>> {
        let path = directory.place(FAILURE);
        if !path.exists() {
            return Ok(None);
        }
        serde_json::from_str(&read_text(&path)?).map(Some).map_err(|e| Error::io(&path, e))
    }
}
