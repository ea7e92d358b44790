//! `asivae report`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use crate::report::write;

/// Writes a page about a run: verdict, figures, equation, samples, curves, diagnostics, configuration.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae report runs/as-introvae-8-gaussians-0                     writes report.html into the folder of the run
  asivae report runs/as-introvae-8-gaussians-0 --out half.html     elsewhere

The page is one file that loads nothing. A run that is at work, or that failed, has one too.")]
pub(super) struct Report {
    /// Folder of the run.
    run: PathBuf,
    /// File to write; report.html in the folder of the run unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Report {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let (file, bytes) = write(&self.run, self.out.as_deref())?;
        let about =
            || json!({ "run": self.run.display().to_string(), "file": file.display().to_string(), "bytes": bytes });
        Ok(Output::either(self.json, about, || format!("report of {} in {}", self.run.display(), file.display())))
    }
}
