//! What a training ends with, as text and as JSON.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::exit::{Failure, Output};
use super::figures;
use crate::train::{Ended, Measured};
use crate::{Error, Finding, Run};

/// What stands in the folder of a run when it stops.
pub(super) struct Results {
    pub(super) figures: Vec<Measured>,
    pub(super) picture: Option<PathBuf>,
    pub(super) report: PathBuf,
    /// What the records say went wrong.
    pub(super) findings: Vec<Finding>,
}

/// What is done with a trained run, which took so long; gives what is printed after its figures.
pub(crate) type Then = fn(&Run, Duration) -> Result<String, Error>;

/// What came of a training.
pub(crate) struct Finished {
    pub(super) run: Run,
    pub(super) results: Results,
    /// Steps done.
    pub(super) steps: usize,
    /// Those of this process among them.
    pub(super) played: usize,
    pub(super) ended: Ended,
    pub(super) seconds: f64,
    /// What is on record of these settings.
    pub(super) record: Option<String>,
    /// What came of what was done with the run afterwards.
    pub(super) afterwards: Option<String>,
}

impl Finished {
    /// With what is on record of these settings.
    pub(crate) fn with_record(mut self, record: Option<String>) -> Self {
        self.record = record;
        self
    }

    /// With what comes of doing this with the run, where it was not interrupted.
    pub(crate) fn then(mut self, then: Option<Then>) -> Result<Self, Failure> {
        if self.ended != Ended::Interrupted
            && let Some(then) = then
        {
            let text = then(&self.run, Duration::from_secs_f64(self.seconds)).map_err(Failure::running)?;
            self.afterwards = Some(text);
        }
        Ok(self)
    }

    /// What a command prints of it.
    pub(crate) fn output(self, json: bool) -> Output {
        let interrupted = self.ended == Ended::Interrupted;
        Output::either(json, || self.value(), || self.text()).interrupted(interrupted)
    }

    fn text(&self) -> String {
        let config = self.run.config();
        let steps = match self.steps - self.played.min(self.steps) {
            0 => format!("{} steps", self.steps),
            _ if self.played == 0 => format!("{} steps, all of them before", self.steps),
            before => format!("{} steps, {before} of them before,", self.steps),
        };
        let mut text = format!("{} on {}, {steps}", config.model, config.data);
        if self.played > 0 {
            let each = 1e3 * self.seconds / self.played as f64;
            text.push_str(&format!(" in {:.1} s ({each:.2} ms per step)", self.seconds));
        }
        text.push('\n');
        text.push_str(&figures::table(&self.results.figures, &self.run));
        if let Some(folder) = self.run.directory() {
            text.push_str(&format!("run:     {}\n", folder.display()));
        }
        if let Some(picture) = &self.results.picture {
            text.push_str(&format!("picture: {}\n", picture.display()));
        }
        text.push_str(&format!("report:  {}\n", self.results.report.display()));
        for finding in &self.results.findings {
            text.push_str(&format!("fault:   {}\n", finding.title));
        }
        if let Some(folder) = self.run.directory().filter(|_| !self.results.findings.is_empty()) {
            text.push_str(&format!("why, and what to try next: asivae explain {}\n", folder.display()));
        }
        if let Some(record) = &self.record {
            text.push_str(&format!("record:  {record}\n"));
        }
        text.push_str(self.afterwards.as_deref().unwrap_or_default());
        text
    }

    fn value(&self) -> Value {
        let config = self.run.config();
        json!({
            "model": config.model,
            "data": config.data,
            "seed": config.seed,
            "steps": self.steps,
            "ended": match &self.ended {
                Ended::Finished => "finished",
                Ended::Interrupted => "interrupted",
                Ended::Paused(_) => "paused",
                Ended::EarlyStop(_) => "early-stop",
            },
            "interrupted": self.ended == Ended::Interrupted,
            "record": self.record,
            "afterwards": self.afterwards,
            "seconds": self.seconds,
            "threads": config.threads,
            "figures": figures::value(&self.results.figures),
            "run": self.run.directory().map(|folder| folder.display().to_string()),
            "picture": self.results.picture.as_ref().map(|picture| picture.display().to_string()),
            "report": self.results.report.display().to_string(),
            "findings": self.results.findings.iter().map(Finding::json).collect::<Vec<_>>(),
        })
    }
}
