//! t
pub mod losses;
