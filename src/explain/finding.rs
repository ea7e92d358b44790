//! A fault, and what is said of it.

use std::fmt;

use serde_json::{Value, json};

use super::words::{command, quoted};
use crate::run::{Recorded, RunDirectory};

/// What can be wrong with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// A value that is not finite ended the training.
    NotFinite,
    /// The steps are so large that training is thrown out of what it had learned.
    LearningRateTooHigh,
    /// An exponential in an objective is next to zero, so that what stands in it moves nobody.
    ExponentialSaturated,
    /// The posterior is the prior, whatever the data.
    PosteriorCollapse,
    /// The reconstruction counts for next to nothing against the other terms.
    ReconstructionVanished,
    /// The reconstruction counts for next to everything, and the latents are not where samples are drawn.
    ReconstructionDominates,
    /// A player has won so early that the others learn nothing from it.
    OnePlayerWon,
    /// The encoder finds real data stranger than fakes.
    FakesBelowReals,
    /// Values swing to and fro and do not settle.
    Oscillation,
    /// A term of an objective has never been of a size that matters.
    TermWithoutEffect,
    /// Modes of the data are not generated, or no longer.
    ModeLoss,
}

impl Fault {
    /// Its name for programs: `posterior-collapse`.
    pub fn name(self) -> &'static str {
        match self {
            Fault::NotFinite => "not-finite",
            Fault::LearningRateTooHigh => "learning-rate-too-high",
            Fault::ExponentialSaturated => "exponential-saturated",
            Fault::PosteriorCollapse => "posterior-collapse",
            Fault::ReconstructionVanished => "reconstruction-vanished",
            Fault::ReconstructionDominates => "reconstruction-dominates",
            Fault::OnePlayerWon => "one-player-won",
            Fault::FakesBelowReals => "fakes-below-reals",
            Fault::Oscillation => "oscillation",
            Fault::TermWithoutEffect => "term-without-effect",
            Fault::ModeLoss => "mode-loss",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a run, why one can say so, and what to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// It in one sentence, in the field's words.
    pub title: String,
    /// Steps and figures, one sentence each.
    pub evidence: Vec<String>,
    /// The likely cause.
    pub cause: String,
    /// Commands to try next.
    pub remedies: Vec<String>,
    /// First and last step of the evidence.
    pub steps: Option<(usize, usize)>,
}

impl Finding {
    /// The same with commands that repeat the run in a folder, with all of its other settings.
    pub fn repeating(mut self, run: &Recorded, directory: &RunDirectory) -> Finding {
        let (anew, config) = (command(&run.config.model, &run.config.data), directory.config_file());
        let again = format!("asivae train {}", quoted(&config.display().to_string()));
        self.remedies.iter_mut().for_each(|remedy| *remedy = remedy.replacen(&anew, &again, 1));
        self
    }

    /// It for programs.
    pub fn json(&self) -> Value {
        json!({
            "fault": self.fault.name(),
            "title": self.title,
            "evidence": self.evidence,
            "cause": self.cause,
            "remedies": self.remedies,
            "steps": self.steps.map(|(first, last)| [first, last]),
        })
    }
}
