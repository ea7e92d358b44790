//! What a run consists of, beside its records and checkpoints: each file by its name.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::files::{make_folder_in, numbered, read_text, remove, write};
use super::{CONFIG, EVALUATION, FAILURE, IMPORT, MODEL, PICTURES, REPORT, RESULTS, RunDirectory, WEIGHTS, weights};
use crate::error::{Error, Result};
use crate::network::NamedTensor;

impl RunDirectory {
    /// Writes the configuration, a TOML text.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_config(&self, text: &str) -> Result<()> {
        write(&self.place(CONFIG), text.as_bytes())
    }

    /// Where the configuration stands.
    pub fn config_file(&self) -> PathBuf {
        self.place(CONFIG)
    }

    /// Where the text of the model stands.
    pub fn model_file(&self) -> PathBuf {
        self.place(MODEL)
    }

    /// Where the page about the run belongs.
    pub fn report_file(&self) -> PathBuf {
        self.place(REPORT)
    }

    /// Removes what a run that stopped left as its result, because it goes on.
    pub(crate) fn remove_results(&self) -> Result<()> {
        RESULTS.iter().try_for_each(|name| remove(&self.place(name)))
    }

    /// Saves the picture of the samples after so many steps.
    pub(crate) fn write_samples(&self, steps: usize, png: &[u8]) -> Result<()> {
        make_folder_in(&self.place(PICTURES))?;
        write(&self.place(PICTURES).join(format!("{steps:09}.png")), png)
    }

    /// Pictures of the samples in order: steps done and file.
    pub fn samples(&self) -> Vec<(usize, PathBuf)> {
        numbered(&self.place(PICTURES), "png")
    }

    /// Says where training ended with a value that is not finite.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_failure(&self, failure: &impl Serialize) -> Result<()> {
        self.write_json(FAILURE, failure)
    }

    /// Writes the model's text.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_model(&self, text: &str) -> Result<()> {
        write(&self.place(MODEL), text.as_bytes())
    }

    /// Reads the model's text.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn model(&self) -> Result<String> {
        read_text(&self.place(MODEL))
    }

    /// Writes the weights of a network, or their moving average; once all are written, [`settle`](Self::settle).
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_weights(&mut self, network: &str, average: bool, weights: &[NamedTensor]) -> Result<()> {
        make_folder_in(&self.place(WEIGHTS))?;
        weights::write(&self.weights_file(network, average), ("network", network), weights)
    }

    /// Reads the weights of a network, or their moving average; `None` where the run has none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn weights(&self, network: &str, average: bool) -> Result<Option<Vec<NamedTensor>>> {
        let path = self.weights_file(network, average);
        if path.exists() { weights::read(&path).map(Some) } else { Ok(None) }
    }

    /// Whether a run left weights when it stopped, or was made of some.
    pub(crate) fn has_weights(&self) -> bool {
        self.place(WEIGHTS).is_dir()
    }

    /// Writes where weights come from that were not trained.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_import(&self, about: &impl Serialize) -> Result<()> {
        self.write_json(IMPORT, about)
    }

    /// Writes the figures.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_evaluation(&self, figures: &impl Serialize) -> Result<()> {
        self.write_json(EVALUATION, figures)
    }

    /// Reads the figures; `None` where the run has none.
    ///
    /// # Errors
    /// Where the file cannot be read or says something else.
    pub fn evaluation<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let path = self.place(EVALUATION);
        if !path.exists() {
            return Ok(None);
        }
        serde_json::from_str(&read_text(&path)?).map(Some).map_err(|e| Error::io(&path, e))
    }

    fn weights_file(&self, network: &str, average: bool) -> PathBuf {
        let name = if average { format!("{network}.ema.safetensors") } else { format!("{network}.safetensors") };
        self.place(WEIGHTS).join(name)
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let path = self.place(name);
        let text = serde_json::to_string_pretty(value).map_err(|e| Error::io(&path, e))?;
        write(&path, text.as_bytes())
    }
}
