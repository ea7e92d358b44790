//! Network architectures.

#[path = "."]
mod file {
    pub(super) mod mlp;
}

pub use file::mlp::{Activation, Mlp, mlp};
