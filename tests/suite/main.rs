//! The tests that need the whole house, in one binary.

mod engine;
mod golden;
