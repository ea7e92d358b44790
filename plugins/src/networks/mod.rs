//! Network architectures.

#[path = "."]
mod file {
    pub(super) mod activation;
    mod dense;
    pub(super) mod mlp;
}

pub use file::activation::Activation;
pub use file::mlp::{Mlp, mlp};
