//! Network architectures.

#[path = "."]
mod file {
    pub(super) mod activation;
    mod batch_norm;
    pub(super) mod conv;
    mod dense;
    pub(super) mod mlp;
    pub(super) mod sn_mlp;
    pub(super) mod table;
}

pub use file::activation::Activation;
pub use file::conv::{Conv, Norm, conv};
pub use file::mlp::{Mlp, mlp};
pub use file::sn_mlp::{SnMlp, normalised, sn_mlp};
pub use file::table::{Table, table};
