//! Finding plugins by name.

use asivae_grammar::did_you_mean;

use super::data::data_name;
use super::info::{Kind, PluginInfo};
use super::kinds::{
    ConstraintPlugin, DatasetPlugin, FeaturesPlugin, LossPlugin, MapPlugin, MetricPlugin, ModelPlugin, NetworkPlugin,
    PosteriorPlugin, PresetPlugin, SamplerPlugin,
};
use super::schedule::SchedulePlugin;
use crate::error::{Error, Result};

/// A kind of plugin that is registered by `inventory`.
pub trait Registered: inventory::Collect + Sized + 'static {
    /// Its kind.
    const KIND: Kind;

    /// What the plugin says of itself.
    fn info(&self) -> &'static PluginInfo;
}

macro_rules! registered {
    ($($plugin:ty: $kind:ident),*) => {$(
        impl Registered for $plugin {
            const KIND: Kind = Kind::$kind;

            fn info(&self) -> &'static PluginInfo {
                self.info
            }
        }
    )*};
}

registered!(
    LossPlugin: Loss, MapPlugin: Map, SchedulePlugin: Schedule, ModelPlugin: Model,
    NetworkPlugin: Network, DatasetPlugin: Dataset, MetricPlugin: Metric, PresetPlugin: Preset,
    PosteriorPlugin: Posterior, ConstraintPlugin: Constraint, SamplerPlugin: Sampler, FeaturesPlugin: Features
);

/// All plugins of a kind, by name.
pub fn all<P: Registered>() -> Vec<&'static P>
where
    inventory::iter<P>: IntoIterator<Item = &'static P>,
{
    let mut plugins: Vec<&'static P> = inventory::iter::<P>.into_iter().collect();
    plugins.sort_by_key(|p| (p.info().name, p.info().package, p.info().file, p.info().line));
    plugins
}

/// The plugin of that name: short (`kl`) where only one crate has it, or qualified (`my-losses::kl`).
///
/// # Errors
///
/// An unknown name gives the nearest one or the list; a name that several crates have gives the qualified names; an empty
/// registry says how plugins get into a binary.
pub fn find<P: Registered>(name: &str) -> Result<&'static P>
where
    inventory::iter<P>: IntoIterator<Item = &'static P>,
{
    let plugins = all::<P>();
    if plugins.is_empty() {
        return Err(Error::Registry(format!(
            "no {} is registered: the crate that holds them is not linked in; name it once, `use asivae_plugins as _;` \
             (the `asivae` crate does so)",
            P::KIND
        )));
    }
    let found: Vec<_> =
        plugins.iter().filter(|p| p.info().name == name || p.info().qualified_name() == name).copied().collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let names: Vec<&str> = plugins.iter().map(|p| p.info().name).collect();
            Err(Error::Unknown(did_you_mean(&P::KIND.to_string(), name, &names)))
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|p| format!("`{}` ({}:{})", p.info().qualified_name(), p.info().file, p.info().line))
                .collect();
            // Of another crate's, the qualified name is enough.
            let hint = match several.windows(2).any(|pair| pair[0].info().package == pair[1].info().package) {
                true => "; in one crate, give one of them another name, `name = \"…\"`",
                false => "; say which by one of these names",
            };
            let names = names.join(", ");
            Err(Error::Registry(format!("the {} `{name}` is registered more than once: {names}{hint}", P::KIND)))
        }
    }
}

/// The metric of a figure: `psnr`, and `kid` of `kid-random`, which was measured with the features of `random`.
///
/// # Errors
///
/// As [`find`], of the metric.
pub fn figure(name: &str) -> Result<&'static MetricPlugin> {
    let with = |extractor: &&FeaturesPlugin| name.ends_with(&format!("-{}", extractor.info.name));
    let metric = all::<FeaturesPlugin>().into_iter().find(with).and_then(|extractor| {
        let metric = name.strip_suffix(extractor.info.name)?.strip_suffix('-')?;
        find::<MetricPlugin>(metric).ok().filter(|metric| metric.extracted)
    });
    metric.map_or_else(|| find(name), Ok)
}

/// What every plugin says of itself, as one would look for them: models first.
pub fn infos() -> Vec<&'static PluginInfo> {
    fn of<P: Registered>() -> Vec<&'static PluginInfo>
    where
        inventory::iter<P>: IntoIterator<Item = &'static P>,
    {
        all::<P>().into_iter().map(Registered::info).collect()
    }
    let kinds = [
        of::<ModelPlugin>(),
        of::<LossPlugin>(),
        of::<MapPlugin>(),
        of::<SchedulePlugin>(),
        of::<NetworkPlugin>(),
        of::<PosteriorPlugin>(),
        of::<ConstraintPlugin>(),
        of::<SamplerPlugin>(),
        of::<DatasetPlugin>(),
        of::<FeaturesPlugin>(),
        of::<MetricPlugin>(),
        of::<PresetPlugin>(),
    ];
    kinds.concat()
}

/// The preset of a model on a data set, where there is one.
pub fn preset(model: &str, data: &str) -> Option<&'static PresetPlugin> {
    // Whatever its parameters and its path are.
    let data = data_name(data);
    all::<PresetPlugin>().into_iter().find(|p| p.model == model && p.data == data)
}
