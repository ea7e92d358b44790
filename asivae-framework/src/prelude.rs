//! What a plugin file needs: `use asivae::prelude::*;`.

pub use burn::module::Module;
pub use burn::tensor::{Device, Int};

pub use crate::{
    Choice, Clock, Dataset, Decode, Extractor, Features, Figure, Io, Measured, Modes, Net, Network, Samples, Schedule,
    Settings, Signal, Space, Tensor, intro_constraint, intro_dataset, intro_features, intro_loss, intro_map,
    intro_metric, intro_model, intro_network, intro_posterior, intro_preset, intro_sampler, intro_schedule,
    random::Rng,
};
