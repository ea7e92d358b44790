//! The tensor type of every signature.

pub use burn::tensor::Tensor;
