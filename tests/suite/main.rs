//! The tests that need the whole house, in one binary.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod damaged;
mod data;
mod engine;
mod exchange;
mod explain;
mod flow;
mod golden;
mod hostile;
mod hostile_files;
mod images;
mod latex;
mod metrics;
mod objective;
mod parts;
mod reconstruct;
mod report;
mod resume;
mod samplers;
mod surface;
mod symmetric;
