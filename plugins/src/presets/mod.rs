//! Presets: settings of a model on a data set, with where they come from.

mod as_introvae;
mod default;
mod introvae;
mod s_introvae;
mod vae;
