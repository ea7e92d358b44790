//! Check and record of each kind of plugin, one file per attribute.

mod constraint;
mod dataset;
mod features;
mod loss;
mod map;
mod metric;
mod network;
mod posterior;
mod preset;
mod sampler;
mod schedule;
mod views;

pub(crate) use constraint::Constraint;
pub(crate) use dataset::Dataset;
pub(crate) use features::Features;
pub(crate) use loss::Loss;
pub(crate) use map::Map;
pub(crate) use metric::Metric;
pub(crate) use network::Network;
pub(crate) use posterior::Posterior;
pub(crate) use preset::Preset;
pub(crate) use sampler::Sampler;
pub(crate) use schedule::Schedule;
