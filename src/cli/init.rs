//! `asivae init`

use std::fmt::Write;
use std::path::{Path, PathBuf};

use asivae_grammar::{Let, Model};
use clap::Args;

use super::describe::{bounds, readable};
use super::exit::{Failure, Output};
use super::samples_out::write;
use super::settings::Chosen;
use crate::{Error, Trainer};

/// Writes a configuration with every setting, its default and a comment, to be edited and trained.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae init as-introvae --data 8-gaussians > run.toml
  asivae init as-introvae --data 8-gaussians --out run.toml
  asivae train run.toml --seed 1                          what is given here wins over the file

The settings of the model's preset on these data are in it. `asivae schema` lets an editor complete and check it.")]
pub(super) struct Init {
    #[command(flatten)]
    chosen: Chosen,
    /// File to write; the configuration is printed where none is given.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces the file where it is there.
    #[arg(long, requires = "out")]
    force: bool,
}

impl Init {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let file = self.chosen.text_file().map(|file| beside(&file, self.out.as_deref()));
        let text = template(&self.chosen.trainer()?, file)?;
        let Some(path) = self.out else { return Ok(Output::text(text)) };
        if path.exists() && !self.force {
            return Err(Error::io(&path, "it is there already; choose another name, or replace it with --force").into());
        }
        write(&path, text.as_bytes())?;
        Ok(Output::text(format!("a configuration in {0}; `asivae train {0}` trains it", path.display())))
    }
}

/// The way to a text from where the configuration stands.
fn beside(file: &Path, out: Option<&Path>) -> String {
    let folder = |path: &Path| std::path::absolute(path).ok().and_then(|path| path.parent().map(Path::to_owned));
    let same = out.is_none_or(|out| folder(out) == folder(file));
    let path = match (same, file.file_name(), out) {
        (true, Some(name), Some(_)) => PathBuf::from(name),
        (true, _, _) => file.to_owned(),
        _ => std::path::absolute(file).unwrap_or_else(|_| file.to_owned()),
    };
    path.display().to_string()
}

fn template(trainer: &Trainer, file: Option<String>) -> Result<String, Error> {
    let mut config = trainer.config().clone();
    config.model_file = file;
    let head = format!(
        "# {} on {}: every setting, with its default or what the preset says.\n# Train it: asivae train run.toml; what is given on the command line wins.\n",
        config.model, config.data
    );
    let game = trainer.game()?;
    // Where every network has an architecture of its own, that of all of them would be a setting that does nothing.
    if game.networks().iter().all(|network| config.networks.contains_key(&network.name)) {
        config.networks.remove("*");
    }
    Ok(config.commented(&head, &parts(game.model(), &config.set)))
}

/// What else can be set of the model, in comments.
fn parts(model: &Model, set: &[String]) -> String {
    let is_set = |name: &str| set.iter().any(|line| line.split_once('=').is_some_and(|(key, _)| key == name));
    let mut text = String::from("# What else the model has; take the `#` away to set it.\n");
    for scalar in model.scalars.iter().filter(|scalar| !is_set(&scalar.name.text)) {
        let about = format!("{}{}", scalar.doc.trim().replace('\n', " "), bounds(scalar.min, scalar.max));
        let about = if about.trim().is_empty() { String::new() } else { format!("   # {}", about.trim()) };
        let _ = writeln!(text, "# {} = {}{about}", scalar.name, value(&readable(&scalar.default.to_string())));
    }
    for item in model.lets.iter().filter(|item| !is_set(&head(item))) {
        let head = head(item);
        let key = if item.params.is_empty() { head } else { format!("\"{head}\"") };
        let _ = writeln!(text, "# {key} = {}", value(&item.body.to_string()));
    }
    for item in model.moves.iter().filter(|item| !is_set(&item.title())) {
        let title = item.title();
        let key = if title.contains(' ') { format!("\"{title}\"") } else { title };
        let _ = writeln!(text, "# {key} = {}", value(&item.objective.to_string()));
    }
    text
}

/// As it is set: `div(s)`.
fn head(item: &Let) -> String {
    match item.params.as_slice() {
        [] => item.name.text.clone(),
        params => {
            let params: Vec<&str> = params.iter().map(|name| name.text.as_str()).collect();
            format!("{}({})", item.name, params.join(", "))
        }
    }
}

/// A number as it is, an expression in quotation marks.
fn value(text: &str) -> String {
    if text.parse::<f64>().is_ok() { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\\\"")) }
}
