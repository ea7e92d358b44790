//! The engine of `asivae`: registry, views, moves, training, run directory. It knows no particular loss, schedule, model or network.

// Generated code says `::asivae`, here too.
extern crate self as asivae;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
mod data;
mod error;
pub mod game;
mod metric;
mod model_source;
mod network;
pub mod plugin;
pub mod prelude;
pub mod random;
pub mod run;
mod signal;
mod tensor;
pub mod train;
mod view;

pub use asivae_macros::{
    Choice, intro_constraint, intro_dataset, intro_features, intro_loss, intro_map, intro_metric, intro_model,
    intro_network, intro_posterior, intro_preset, intro_sampler, intro_schedule,
};
pub use data::{Dataset, Modes, Parted, Samples, Split, Subset, mirror, parts_by_share};
pub use error::{Error, Result};
pub use game::{Objective, Terms};
pub use metric::{Decode, Extractor, Features, FeaturesInput, Figure, MetricInput};
pub use model_source::ModelSource;
pub use network::{
    AdamSettings, Attached, Back, Called, Content, Count, Io, Kernel, Matrix, NamedTensor, Net, Network, Panels,
    Player, PlayerState, Released, Space, Statistics, WeightSum, Workers,
};
pub use plugin::{Better, CallInput, Clock, Measured, Schedule, Settings};
pub use signal::{FromSignal, Signal};
pub use tensor::Tensor;
pub use train::{DeviceChoice, Run, RunConfig, StepReport, Trainer};
pub use view::View;
