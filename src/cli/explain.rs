//! `asivae explain`

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::exit::{Failure, Output};
use crate::run::{Recorded, RunDirectory};
use crate::{Finding, explain, is_long};

/// Says what went wrong in a run, in the field's words: each fault with its evidence, its likely cause and commands to try next.
///
/// It reads the records alone (`config.toml`, `model.intro`, `metrics.jsonl`, `evaluation.json`, `failure.json`) and no weights, so that runs that failed and runs
/// that are still at work can be read too.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae explain runs/as-introvae-8-gaussians-0
  asivae explain runs/as-introvae-8-gaussians-0 --json

Faults that it knows:
  not-finite                a value that is not finite ended the training: which, and what grew before
  learning-rate-too-high    training is thrown out of what it had learned
  exponential-saturated     exp(-alpha * scale * ...) of the fakes underflows: they give the encoder no gradient
  posterior-collapse        the latent says nothing of the data
  reconstruction-vanished   the reconstruction counts for next to nothing, and is not learned
  reconstruction-dominates  data are reconstructed, and samples of the prior are not data
  one-player-won            a critic or an encoder is sure of everything before the others have learned
  fakes-below-reals         the KL divergence of fakes is below that of reals: the game has tipped over
  oscillation               the players chase one another and do not settle
  term-without-effect       a term that was never of a size that matters, or never evaluated
  mode-loss                 modes of the data are not generated

How each is recognised, by which thresholds, and how often that was right: docs/explain.md. Figures along the way make it see more: train with
--set eval.every=500. Exit status 0 whether faults are found or not, 2 where the folder holds no run.")]
pub(super) struct Explain {
    /// Folder of the run.
    run: PathBuf,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let directory = RunDirectory::open(&self.run)?;
        let run = Recorded::read(directory.path())?;
        let findings: Vec<Finding> =
            explain(&run).into_iter().map(|finding| finding.repeating(&run, &directory)).collect();
        let value = || value(&self.run.display().to_string(), &run, &findings);
        Ok(Output::either(self.json, value, || text(&run, &findings)))
    }
}

fn value(folder: &str, run: &Recorded, findings: &[Finding]) -> Value {
    json!({
        "run": folder,
        "model": run.config.model,
        "data": run.config.data,
        "recorded": run.rows.len(),
        "healthy": findings.is_empty(),
        "findings": findings.iter().map(Finding::json).collect::<Vec<_>>(),
    })
}

fn text(run: &Recorded, findings: &[Finding]) -> String {
    let last = run.rows.last().map_or(0, |row| row.step + 1);
    let mut text = format!(
        "{} on {}, {last} of {} steps, {} recorded\n",
        run.config.model,
        run.config.data,
        run.config.train.steps,
        run.rows.len()
    );
    if run.rows.is_empty() && run.failure.is_none() {
        text.push_str("\nNo step is on record: there is nothing to go by.\n");
        return text;
    }
    if last < run.config.train.steps && run.failure.is_none() {
        text.push_str("The run has not come to its end: it is at work, or was interrupted.\n");
    }
    if findings.is_empty() {
        if !is_long(run) {
            text.push_str(
                "\nToo few steps of the model's own moves are on record, twelve at least, behind the warm-up, to look for more than values that are not finite.\n",
            );
            return text;
        }
        text.push_str("\nNothing that is known as a fault was found.\n");
        if run.figures.is_empty() {
            text.push_str(
                "The run has no figures: collapse and lost modes can only be seen with them (`asivae evaluate`).\n",
            );
        }
        return text;
    }
    for (place, finding) in findings.iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n   {}", place + 1, finding.title, finding.fault));
        if let Some((first, last)) = finding.steps {
            text.push_str(&format!(", steps {first} to {last}"));
        }
        text.push('\n');
        finding.evidence.iter().for_each(|line| text.push_str(&format!("   - {line}\n")));
        text.push_str(&format!("   Likely cause: {}\n   Try:\n", finding.cause));
        finding.remedies.iter().for_each(|command| text.push_str(&format!("     {command}\n")));
    }
    text
}
