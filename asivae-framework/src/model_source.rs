//! What a model is to those who train it.

use crate::plugin::ModelPlugin;

/// A model that was declared in Rust; `intro_model!` implements it for the type that it defines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "`intro_model!` defines the type of a model; one that is registered under a name is found by `plugin::find`"
)]
pub trait ModelSource {
    /// What was registered.
    fn plugin(&self) -> &'static ModelPlugin;
}
