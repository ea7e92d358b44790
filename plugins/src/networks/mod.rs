//! Network architectures.

#[path = "."]
mod file {
    mod dense;
    pub(super) mod mlp;
}

pub use file::mlp::{Activation, Mlp, mlp};
