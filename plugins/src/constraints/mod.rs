//! Constraints: what the weights of a network are held to after each of its steps.

#[path = "."]
mod file {
    pub(super) mod clip;
}

pub use file::clip::clip;
