//! `asivae export`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use crate::Run;
use crate::train::Layout;

/// Writes the weights of a run as safetensors, with what is needed to open them again without the run.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae export runs/as-introvae-8-gaussians-0 --out model                    model.safetensors and config.json
  asivae sample model -n 1000 --out points.csv                                an export is read like a run
  asivae export runs/s-introvae-8-gaussians-0 --out model --layout pytorch    for the released 2-D code, there:
    model.load_state_dict(safetensors.torch.load_file('model/model.safetensors'))
  asivae export runs/as-introvae-8-gaussians-0 --out model --average          the moving average, where the run keeps one")]
pub(super) struct Export {
    /// Folder of the run, or of an export.
    run: PathBuf,
    /// Folder to write; it is made where it is not there.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How tensors are called and stand: asivae, as here, or pytorch, as in a state dict of the released 2-D models.
    #[arg(long, default_value_t = Layout::Asivae)]
    layout: Layout,
    /// The run as it was at a checkpoint: the steps that were done, 3000, or `best`; with the weights by which the run samples.
    #[arg(long, value_name = "STEPS", conflicts_with = "average")]
    checkpoint: Option<String>,
    /// Writes the moving average of the weights, not the weights as they were trained.
    #[arg(long)]
    average: bool,
    /// Replaces the export that the folder holds.
    #[arg(long)]
    force: bool,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let run = match &self.checkpoint {
            Some(checkpoint) => Run::open_at(&self.run, checkpoint)?,
            None => Run::open_weights(&self.run, self.average)?,
        };
        run.export(&self.out, self.layout, self.force)?;
        if run.config().ema.decay > 0.0 && !run.averaged() {
            eprintln!("note: the run samples by the moving average of its weights, which --average exports");
        }
        let about = || json!({ "run": self.run.display().to_string(), "folder": self.out.display().to_string(), "layout": self.layout, "average": run.averaged() });
        let text = || {
            let weights = if run.averaged() { "averaged weights" } else { "weights" };
            format!("{weights} of {} in {}, layout {}", self.run.display(), self.out.display(), self.layout)
        };
        Ok(Output::either(self.json, about, text))
    }
}
