//! What a training ends with, as text and as JSON.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::exit::Output;
use super::figures;
use crate::Run;
use crate::train::Measured;

/// What came of a training.
pub(crate) struct Finished {
    pub(super) run: Run,
    pub(super) figures: Vec<Measured>,
    pub(super) picture: Option<PathBuf>,
    /// Steps done.
    pub(super) steps: usize,
    pub(super) interrupted: bool,
    pub(super) seconds: f64,
    /// What is on record of these settings.
    pub(super) record: Option<String>,
}

impl Finished {
    /// With what is on record of these settings.
    pub(crate) fn with_record(mut self, record: Option<String>) -> Self {
        self.record = record;
        self
    }

    /// What a command prints of it.
    pub(crate) fn output(self, json: bool) -> Output {
        Output::either(json, || self.value(), || self.text()).interrupted(self.interrupted)
    }

    fn text(&self) -> String {
        let config = self.run.config();
        let mut text = format!(
            "{} on {}, {} steps in {:.1} s ({:.2} ms per step)\n",
            config.model,
            config.data,
            self.steps,
            self.seconds,
            1e3 * self.seconds / self.steps.max(1) as f64
        );
        text.push_str(&figures::table(&self.figures, &self.run));
        if let Some(folder) = self.run.directory() {
            text.push_str(&format!("run:     {}\n", folder.display()));
        }
        if let Some(picture) = &self.picture {
            text.push_str(&format!("picture: {}\n", picture.display()));
        }
        if let Some(record) = &self.record {
            text.push_str(&format!("record:  {record}\n"));
        }
        text
    }

    fn value(&self) -> Value {
        let config = self.run.config();
        json!({
            "model": config.model,
            "data": config.data,
            "seed": config.seed,
            "steps": self.steps,
            "interrupted": self.interrupted,
            "record": self.record,
            "seconds": self.seconds,
            "threads": config.threads,
            "figures": figures::value(&self.figures),
            "run": self.run.directory(),
            "picture": self.picture,
        })
    }
}
