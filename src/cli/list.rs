//! `asivae list`

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::exit::{Failure, Output};
use crate::plugin::{self, Kind, PluginInfo};

/// Lists what is registered.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae list                 everything
  asivae list schedules       what `--set 'c=…'` can say
  asivae list models --json   for programs")]
pub(super) struct List {
    /// One kind only.
    kind: Option<Plural>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Plural {
    #[value(alias = "model")]
    Models,
    #[value(alias = "loss")]
    Losses,
    #[value(alias = "map")]
    Maps,
    #[value(alias = "schedule")]
    Schedules,
    #[value(alias = "network")]
    Networks,
    #[value(alias = "posterior")]
    Posteriors,
    #[value(alias = "constraint")]
    Constraints,
    #[value(alias = "sampler")]
    Samplers,
    #[value(aliases = ["data", "dataset", "data-sets"])]
    Datasets,
    #[value(aliases = ["extractors", "extractor"])]
    Features,
    #[value(alias = "metric")]
    Metrics,
    #[value(alias = "preset")]
    Presets,
}

impl List {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let wanted = self.kind.map(Plural::kind);
        let plugins: Vec<_> =
            plugin::infos().into_iter().filter(|info| wanted.is_none_or(|kind| kind == info.kind)).collect();
        Ok(Output::either(self.json, || plugins.iter().map(|info| entry(info)).collect(), || table(&plugins)))
    }
}

impl Plural {
    fn kind(self) -> Kind {
        match self {
            Plural::Models => Kind::Model,
            Plural::Losses => Kind::Loss,
            Plural::Maps => Kind::Map,
            Plural::Schedules => Kind::Schedule,
            Plural::Networks => Kind::Network,
            Plural::Posteriors => Kind::Posterior,
            Plural::Constraints => Kind::Constraint,
            Plural::Samplers => Kind::Sampler,
            Plural::Datasets => Kind::Dataset,
            Plural::Features => Kind::Features,
            Plural::Metrics => Kind::Metric,
            Plural::Presets => Kind::Preset,
        }
    }
}

fn entry(info: &PluginInfo) -> Value {
    json!({
        "kind": info.kind,
        "name": info.name,
        "package": info.package,
        "summary": summary(info),
        "source": info.source(),
    })
}

/// The first sentence, on one line.
pub(super) fn summary(info: &PluginInfo) -> String {
    plain(info.summary()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without the targets of its links: ``[`kl`](crate::losses::kl)`` is `` `kl` ``.
pub(crate) fn plain(doc: &str) -> String {
    let mut text = String::new();
    let mut rest = doc;
    while let Some(middle) = rest.find("](") {
        let Some((start, end)) = rest[..middle].rfind('[').zip(rest[middle..].find(')')) else { break };
        text.push_str(&rest[..start]);
        text.push_str(&rest[start + 1..middle]);
        rest = &rest[middle + end + 1..];
    }
    text + rest
}

fn table(plugins: &[&PluginInfo]) -> String {
    let width = plugins.iter().map(|info| info.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    let mut kind = None;
    for info in plugins {
        if kind != Some(info.kind) {
            kind = Some(info.kind);
            text.push_str(&format!("{}{}\n", if text.is_empty() { "" } else { "\n" }, heading(info.kind)));
        }
        text.push_str(format!("  {:width$}  {}", info.name, shortened(&summary(info))).trim_end());
        text.push('\n');
    }
    text
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Model => "models: objectives and who plays them; `asivae describe NAME` shows the equation",
        Kind::Loss => "losses: terms of an objective",
        Kind::Map => "maps: from views to the same views",
        Kind::Schedule => "schedules: numbers that change with progress",
        Kind::Network => "networks: architectures",
        Kind::Posterior => "posteriors: what makes a latent of what a network gives",
        Kind::Sampler => "samplers: what draws latents for a trained decoder; `asivae sample RUN --sampler NAME`",
        Kind::Constraint => "constraints: what weights are held to after each step",
        Kind::Dataset => "data sets",
        Kind::Features => "features: what makes features of images, for metrics",
        Kind::Metric => "metrics: figures of a run",
        Kind::Preset => "presets: settings of a model on a data set",
    }
}

fn shortened(text: &str) -> String {
    const WIDTH: usize = 100;
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WIDTH - 1).collect();
    format!("{}…", cut.trim_end())
}

#[test]
fn links_lose_their_targets() {
    assert_eq!(plain("by its text: [`a`](crate::A), [`b`](crate::B)."), "by its text: `a`, `b`.");
    assert_eq!(plain("an interval [0, 1]"), "an interval [0, 1]");
}
