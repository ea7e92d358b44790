//! The command line as one uses it: what works, what each mistake says, and the crates that others write for it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

mod ablate;
mod compare;
mod configuration;
mod crates;
mod damage;
mod data;
mod exchange;
mod explain;
mod launchers;
mod mistakes;
mod report;
mod reproduce;
mod resume;
mod runs;
mod scratch;
