//! `asivae import`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::settings::{Chosen, setting};

/// Makes a run of weights that were trained elsewhere: of a safetensors file, or of a .pth or .pt of PyTorch's. Nothing in a file is executed.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae import model_epoch_30000.pth --model s-introvae --data 8-gaussians --out runs/theirs   a checkpoint of the released code
  asivae import model/model.safetensors --model as-introvae --data rings --out runs/exported    what `asivae export` wrote
  asivae import w.pth --model vae --data rings --out runs/w --set 'networks.*=mlp(hidden = 64, layers = 2)'
  asivae evaluate runs/theirs

Sizes of the networks and of the latent are taken from the file where they are not set. Every tensor must have its place, its shape and its type.")]
pub(super) struct Import {
    /// The file: .safetensors, .pth or .pt.
    file: PathBuf,
    /// Registered name of the model that the weights are of, a text file that declares one, my_model.intro, or a configuration, run.toml.
    #[arg(long)]
    model: String,
    /// Registered name of the data set. A configuration names its own.
    #[arg(long)]
    data: Option<String>,
    /// Folder of the run that is made.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Replaces a part of the model or a setting of the run; can be given more than once.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Replaces the run that the folder holds.
    #[arg(long)]
    force: bool,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let trainer = Chosen { model: self.model, data: self.data, like: None }.trainer()?;
        let trainer = trainer.set_all(self.set.iter().map(|(key, value)| (key.as_str(), value.as_str())))?;
        let (run, imported) = trainer.out(&self.out).force(self.force).import(&self.file)?;
        let config = run.config();
        let about = || {
            json!({
                "file": self.file,
                "layout": imported.layout,
                "tensors": imported.tensors,
                "latent": config.latent,
                "networks": config.networks,
                "run": self.out.display().to_string(),
            })
        };
        let text = || {
            // What holds for all others is of no interest where each has its own.
            let single = config.networks.keys().any(|name| name != "*");
            let networks = config.networks.iter().filter(|(name, _)| !single || *name != "*");
            let networks = networks.map(|(name, text)| format!("  {name}: {text}\n"));
            let head = format!("{} tensors of {}, layout {}", imported.tensors, self.file.display(), imported.layout);
            format!("{head}, latent {}\n{}run: {}", config.latent, networks.collect::<String>(), self.out.display())
        };
        Ok(Output::either(self.json, about, text))
    }
}
