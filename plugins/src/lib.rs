//! The content of `asivae`: losses, maps, schedules, models, networks, posteriors, constraints, samplers, data sets, feature extractors, metrics and presets, one plugin per file.
//!
//! Everything here stands where a crate of your own would: it sees the framework's public interface and nothing else. Every plugin is a plain
//! function (a model is a declaration); the attribute above it registers it under its name, so linking this crate is all it takes to use it.
//!
//! ```
//! use asivae_plugins::{losses::kl, schedules::linear_ramp};
//! use burn::tensor::{Device, Tensor};
//!
//! let device = Device::default();
//! let per_sample = kl(Tensor::ones([4, 2], &device), Tensor::zeros([4, 2], &device), 0.0, 0.0);
//! assert_eq!(per_sample.sum().into_scalar::<f64>() * linear_ramp(0.1, 5.0, 0.0), 2.0);
//! ```

pub mod constraints;
pub mod datasets;
pub mod features;
mod files;
pub mod losses;
pub mod maps;
pub mod metrics;
pub mod models;
pub mod networks;
pub mod posteriors;
pub mod presets;
mod rows;
pub mod samplers;
pub mod schedules;
