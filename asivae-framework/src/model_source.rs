//! A model as a Rust value.

use crate::plugin::ModelPlugin;

/// A model that `intro_model!` declared: a type that knows its registered plugin.
pub trait ModelSource {
    /// The plugin.
    fn plugin(&self) -> &'static ModelPlugin;
}
