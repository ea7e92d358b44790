//! Plugins: what they say of themselves and how they are found.

mod build;
mod call;
mod data;
mod info;
mod kinds;
mod model;
mod registry;
mod schedule;
mod words;
mod work;

pub use build::defaults;
pub(crate) use build::{build_network, check_network, fixed, is_inputless, sampler};
pub use call::CallInput;
pub use data::{data_dir, data_name, open_data, set_data_dir};
pub use info::{Kind, ParamInfo, ParamKind, ParamValue, Parameter, PluginInfo};
pub use kinds::{
    Better, BuildNetwork, ConstraintPlugin, DatasetInput, DatasetPlugin, FeaturesPlugin, LossPlugin, MakeExtractor,
    MapPlugin, MetricPlugin, ModelPlugin, NetworkPlugin, OpenDataset, PosteriorArg, PosteriorPlugin, PresetPlugin,
    SamplerInput, SamplerPlugin, Settings, ViewArg, Weight,
};
pub use model::Leaves;
pub use registry::{Registered, all, figure, find, infos, preset};
pub use schedule::{Clock, Measured, Schedule, ScheduleArg, SchedulePlugin, ScheduleState, State};
pub(crate) use words::kept;
pub use work::at_work;
pub(crate) use work::working;
