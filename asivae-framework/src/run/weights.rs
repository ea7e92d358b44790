//! Weights as safetensors: PyTorch and JAX read them.

use std::collections::HashMap;
use std::path::Path;

use burn::tensor::{DType, TensorData};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

use super::files;
use crate::error::{Error, Result};
use crate::network::NamedTensor;

/// Writes weights by name, and one word about them.
pub(super) fn write(path: &Path, (word, about): (&str, &str), weights: &[NamedTensor]) -> Result<()> {
    let stored: Vec<_> = weights.iter().map(|(name, data)| (name.as_str(), stored(data))).collect();
    let views: Vec<_> = stored
        .iter()
        .map(|(name, (dtype, data))| Ok((*name, TensorView::new(*dtype, data.shape().to_vec(), data.as_bytes())?)))
        .collect::<Result<_, safetensors::SafeTensorError>>()
        .map_err(|e| Error::io(path, e))?;
    // One entry only: several would be written in another order each time, and equal runs would give unequal files.
    let about = HashMap::from([(word.to_owned(), about.to_owned())]);
    let bytes = serialize(views, Some(about)).map_err(|e| Error::io(path, e))?;
    files::write(path, &bytes)
}

/// Reads weights by name.
pub(super) fn read(path: &Path) -> Result<Vec<NamedTensor>> {
    let bytes = files::read(path)?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| Error::io(path, e))?;
    let named = tensors
        .iter()
        .map(|(name, view)| Ok((name.to_owned(), data(name, &view).map_err(|message| Error::io(path, message))?)));
    named.collect()
}

/// A tensor of a file as numbers.
pub(super) fn data(name: &str, view: &TensorView<'_>) -> Result<TensorData, String> {
    let dtype = match view.dtype() {
        Dtype::F32 => DType::F32,
        Dtype::F64 => DType::F64,
        other => return Err(format!("`{name}` has the type {other:?}; expected 32- or 64-bit floats")),
    };
    TensorData::try_from_bytes_vec(view.data().to_vec(), view.shape().to_vec(), dtype)
        .map_err(|e| format!("`{name}`: {e}"))
}

/// 64-bit floats as they are, all others in 32 bits.
pub(super) fn stored(data: &TensorData) -> (Dtype, TensorData) {
    match data.dtype() {
        DType::F64 => (Dtype::F64, data.clone()),
        DType::F32 => (Dtype::F32, data.clone()),
        _ => (Dtype::F32, data.clone().convert::<f32>()),
    }
}
