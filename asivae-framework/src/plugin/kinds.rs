//! One record per kind of plugin: what the attributes register.

use std::path::Path;
use std::sync::Arc;

use super::info::{ParamValue, PluginInfo};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::metric::{Extractor, FeaturesInput, Figure, MetricInput};
use crate::network::{Io, Net, Player};
use crate::plugin::CallInput;
use crate::random::Rng;
use crate::signal::Signal;
use crate::tensor::Tensor;
use crate::view::View;
use burn::tensor::Device;

/// A registered loss term.
pub struct LossPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Views that it asks for, in the order of its arguments.
    pub views: &'static [ViewArg],
    /// Networks that it asks for; in a call they stand behind its sources.
    pub networks: usize,
    /// `true` where it gives one number for the whole batch, shape `[1]`; otherwise `[batch]`.
    pub whole_batch: bool,
    /// Whether its value for a sample depends on the others of the batch, so that a batch cannot be cut: `#[intro_loss(across_batch)]`. One number for the whole batch
    /// does anyway.
    pub across_batch: bool,
    /// Calls the function.
    pub call: fn(&CallInput<'_>) -> Tensor<1>,
}

/// A view that a loss asks for, and of which of its sources (`mu_a`: 0, `mu_b`: 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewArg {
    /// The view.
    pub view: View,
    /// Position of the source among the call's arguments.
    pub source: usize,
}

impl LossPlugin {
    /// Number of sources that a call takes.
    pub fn arity(&self) -> usize {
        self.views.iter().map(|v| v.source + 1).max().unwrap_or(0)
    }
}

/// A registered posterior: what makes `z` of what a network gives, and of noise.
pub struct PosteriorPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Whether networks have it that give what it asks for and name none.
    pub usual: bool,
    /// What it is made of, in the order of its arguments.
    pub takes: &'static [PosteriorArg],
    /// Views that it gives, in order; `z` is one of them.
    pub gives: &'static [View],
    /// Calls the function.
    pub call: fn(&CallInput<'_>) -> Vec<Signal>,
}

/// What a posterior takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PosteriorArg {
    /// What the network gives under this name.
    Statistic(View),
    /// `eps`: standard normal noise in the shape of the latent.
    Normal,
    /// `u`: noise that is uniform in [0, 1), in the shape of the latent.
    Uniform,
}

impl PosteriorPlugin {
    /// What it needs of its network, in order.
    pub fn statistics(&self) -> impl Iterator<Item = View> {
        self.takes.iter().filter_map(|arg| match arg {
            PosteriorArg::Statistic(view) => Some(*view),
            _ => None,
        })
    }
}

/// A registered constraint: what the weights of a network are held to after each of its steps.
pub struct ConstraintPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Calls the function on one tensor of weights.
    pub call: fn(&Weight<'_>, &[ParamValue]) -> Tensor<1>,
}

/// A tensor of weights, as a constraint is given it.
pub struct Weight<'a> {
    /// `weight`: its values as one row, row-major.
    pub weight: Tensor<1>,
    /// `shape`: its shape.
    pub shape: &'a [usize],
    /// `name`: its name in the network, `layers.0.weight`.
    pub name: &'a str,
}

/// A registered sampler: latents for the decoder of a trained model.
pub struct SamplerPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Whether it asks for latents of data.
    pub encodes: bool,
    /// Networks that it asks for, by name.
    pub networks: &'static [&'static str],
    /// Draws latents, `[n, latent]`.
    pub call: fn(&mut SamplerInput<'_>, &[ParamValue]) -> Result<Tensor<2>>,
}

/// What a sampler can ask for, by argument name.
pub struct SamplerInput<'a> {
    /// `n`: how many latents.
    pub n: usize,
    /// `latent`: numbers of one.
    pub latent: usize,
    /// `z`: latents of data, `[encoded, latent]`; nothing in it where the sampler does not ask for it.
    pub z: Tensor<2>,
    /// `rng`: where its draws come from.
    pub rng: &'a mut Rng,
    /// `device`: where its tensors lie.
    pub device: &'a Device,
    /// Networks that it asks for, in the order of its arguments.
    pub networks: &'a [Net<'a>],
}

/// A registered map from views to the same views.
pub struct MapPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Views that go in and come out, in order.
    pub views: &'static [View],
    /// Calls the function.
    pub call: fn(&CallInput<'_>) -> Vec<Signal>,
}

/// A registered model: the text of its declaration and the plugins that its leaves resolved to.
pub struct ModelPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// The declaration in canonical form.
    pub text: &'static str,
    /// Leaf as written and the plugin that rustc resolved it to.
    pub leaves: &'static [(&'static str, &'static PluginInfo)],
}

/// Builds a network of a signature with the parameters of its plugin; or says why there is none.
pub type BuildNetwork = fn(&Io, &[ParamValue], &Device) -> Result<Box<dyn Player>, String>;

/// A registered network architecture.
pub struct NetworkPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Whether it is for networks that read nothing.
    pub inputless: bool,
    /// Builds one for a signature; weights are drawn later, by name.
    pub build: BuildNetwork,
}

/// What a data set can ask for, by argument name.
#[derive(Clone, Copy, Debug)]
pub struct DatasetInput<'a> {
    /// `path`: what stands behind the colon in `folder:PATH`; nothing where the data set does not ask for it.
    pub path: &'a Path,
    /// `data_dir`: the folder in which downloaded data are kept. It may not be there yet.
    pub data_dir: &'a Path,
}

/// Opens a data set with the parameters of its plugin.
pub type OpenDataset = fn(&DatasetInput<'_>, &[ParamValue]) -> Result<Arc<dyn Dataset>, Error>;

/// A registered data set.
pub struct DatasetPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Whether it asks for a path.
    pub takes_path: bool,
    /// Opens it.
    pub build: OpenDataset,
}

/// Makes an extractor; nothing where data or settings lack what it asks for.
pub type MakeExtractor = fn(&FeaturesInput<'_>, &[ParamValue]) -> Option<Result<Box<dyn Extractor>>>;

/// A registered feature extractor.
pub struct FeaturesPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Whether it asks for a file of weights, the setting `eval.NAME`.
    pub weights: bool,
    /// Makes it; nothing where data or settings lack what it asks for.
    pub call: MakeExtractor,
}

/// A registered metric.
pub struct MetricPlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// Unit, `nats`; empty where it has none.
    pub unit: &'static str,
    /// Whether smaller values are better, where one can say.
    pub better: Better,
    /// Whether it asks for `features`, of any extractor: then it is measured with each, and its figures are called by both, `kid-random`.
    pub extracted: bool,
    /// Extractors that it asks for by name.
    pub extractors: &'static [&'static str],
    /// Measures; `None` where the data lack what it asks for.
    pub call: fn(&MetricInput<'_>, &[ParamValue]) -> Option<Figure>,
}

/// Which direction of a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Smaller is better.
    Lower,
    /// Larger is better.
    Higher,
    /// Neither in itself.
    Neither,
}

/// Registered settings of a model on a data set.
pub struct PresetPlugin {
    /// What it says of itself; the name is `model/data`.
    pub info: &'static PluginInfo,
    /// Model that it is for.
    pub model: &'static str,
    /// Data set that it is for.
    pub data: &'static str,
    /// Gives the settings.
    pub call: fn() -> Settings,
}

/// Settings by key, in the words of `--set`: `beta_neg`, `c`, `optim.lr`, `networks.encoder`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(pub Vec<(String, String)>);

impl Settings {
    /// No settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more; the value is written as on the command line.
    pub fn set(mut self, key: &str, value: impl ToString) -> Self {
        self.0.push((key.to_owned(), value.to_string()));
        self
    }
}

inventory::collect!(LossPlugin);
inventory::collect!(MapPlugin);
inventory::collect!(PosteriorPlugin);
inventory::collect!(ConstraintPlugin);
inventory::collect!(SamplerPlugin);
inventory::collect!(ModelPlugin);
inventory::collect!(NetworkPlugin);
inventory::collect!(DatasetPlugin);
inventory::collect!(FeaturesPlugin);
inventory::collect!(MetricPlugin);
inventory::collect!(PresetPlugin);
