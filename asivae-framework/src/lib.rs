//! The engine of `asivae`: registry, views, moves, training, run directory. It knows no particular loss, schedule, model or network.

// Generated code says `::asivae`, here too.
extern crate self as asivae;

mod data;
mod error;
mod metric;
mod network;
pub mod plugin;
pub mod random;
mod signal;
mod tensor;
pub mod train;

pub use data::{Dataset, Modes};
pub use error::{Error, Result};
pub use metric::MetricInput;
pub use network::{AdamSettings, Io, Network, Player, Space};
pub use plugin::{Better, Clock, Settings};
pub use signal::{CallInput, FromSignal, Signal, View};
pub use tensor::Tensor;
