//! Introspective variational autoencoders, one equation per file.
//!
//! A loss, a schedule and a model are each one declaration; a run of them is one line:
//!
//! ```no_run
//! # fn main() -> asivae::Result<()> {
//! let run = asivae::Trainer::named("as-introvae", "8-gaussians")?.set("c", "cosine()")?.seed(1).run()?;
//! for figure in run.evaluate(5_000, 1)? {
//!     println!("{} {:.2} {}", figure.name, figure.value, figure.unit);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - Write a loss: [`macro@intro_loss`], a schedule: [`macro@intro_schedule`], a model: [`intro_model!`].
//! - What is there: [`losses`], [`schedules`], [`models`], [`maps`], [`networks`], [`posteriors`], [`constraints`],
//!   [`datasets`], [`metrics`], [`presets`].
//! - Bring parts of your own: [`macro@intro_network`], [`macro@intro_posterior`], [`macro@intro_constraint`], [`macro@intro_sampler`], [`macro@intro_dataset`],
//!   [`macro@intro_metric`]; an objective with an `if` in it: [`Objective`].
//! - Train: [`Trainer`]; look at what came of it: [`Run`], [`picture`], and of many runs: [`compare`].
//! - The command line, in a binary of one's own with one's own plugins in it: [`cli::main`].

// Generated code says `::asivae`, here and in the tests too.
extern crate self as asivae;

pub mod cli;
pub mod example;
mod explain;
mod picture;
mod report;
pub mod study;
mod words;

pub(crate) use explain::is_long;
pub use explain::{Fault, Finding, explain};
pub use picture::{Shown, Title, picture, snapshot, tiles};
pub use report::report;
pub use study::Study;
pub use study::results::compare;

#[doc(hidden)]
pub use asivae_framework::__private;
pub use asivae_framework::{
    AdamSettings, Attached, Back, Better, CallInput, Called, Choice, Clock, Content, Count, Dataset, Decode,
    DeviceChoice, Error, Extractor, Features, FeaturesInput, Figure, FromSignal, Io, Kernel, Matrix, Measured,
    MetricInput, ModelSource, Modes, NamedTensor, Net, Network, Objective, Panels, Parted, Player, PlayerState,
    Released, Result, Run, RunConfig, Samples, Schedule, Settings, Signal, Space, Split, Statistics, StepReport,
    Subset, Tensor, Terms, Trainer, View, WeightSum, Workers, intro_constraint, intro_dataset, intro_features,
    intro_loss, intro_map, intro_metric, intro_model, intro_network, intro_posterior, intro_preset, intro_sampler,
    intro_schedule, mirror, parts_by_share,
};
pub use asivae_framework::{game, plugin, prelude, random, run, train};
// Also links the plugins in: nobody else names them.
pub use asivae_plugins::{
    constraints, datasets, features, losses, maps, metrics, models, networks, posteriors, presets, samplers, schedules,
};

/// Names `mimalloc` as the allocator of a binary: glibc's costs a third of a step on points.
///
/// ```
/// asivae::fast_allocator!();
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! fast_allocator {
    () => {
        #[global_allocator]
        static ALLOCATOR: $crate::__allocator::MiMalloc = $crate::__allocator::MiMalloc;
    };
}

#[doc(hidden)]
pub use mimalloc as __allocator;

// The code in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
