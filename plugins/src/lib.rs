//! The content of `asivae`: losses, maps, schedules, models, networks, data sets, metrics and presets, one file each.
//!
//! Everything here goes through the public API alone; a crate of your own stands exactly where this one does.

pub mod datasets;
pub mod losses;
pub mod maps;
pub mod metrics;
pub mod models;
pub mod networks;
pub mod presets;
pub mod schedules;
