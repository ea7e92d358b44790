//! Network architectures.

// The inline module keeps the names of files and of plugins apart: both live among types.
#[path = "."]
mod file {
    pub(super) mod mlp;
}

pub use file::mlp::{Mlp, mlp};
