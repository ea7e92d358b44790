//! Files of weights that others wrote: safetensors, and PyTorch's own. Nothing in them is trusted, and nothing in them is executed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::{DType, TensorData};
use pytorch_reader::PytorchReader;
use safetensors::tensor::SafeTensors;

use super::files;
use crate::error::{Error, Result};

/// The one entry of a file's own words that is read here.
pub(super) const ABOUT: &str = "asivae";

/// Under these a checkpoint keeps the state dict that it is of.
const WRAPPERS: [&str; 4] = ["model", "state_dict", "model_state_dict", "module"];

/// A file of weights: names, types and shapes at once, values when they are asked for.
pub(crate) struct WeightFile {
    path: PathBuf,
    tensors: BTreeMap<String, Stored>,
    about: Option<String>,
}

/// A tensor of a file.
pub(crate) struct Stored {
    /// Its type, as the file says it: `F32`.
    pub(crate) dtype: String,
    /// Its shape.
    pub(crate) shape: Vec<usize>,
    values: Values,
}

enum Values {
    Read(Vec<u8>),
    InFile(pytorch_reader::Tensor),
}

impl Stored {
    /// Bytes that it would take.
    fn claims(&self) -> Option<u64> {
        match &self.values {
            Values::Read(bytes) => Some(bytes.len() as u64),
            Values::InFile(tensor) => {
                self.shape.iter().try_fold(tensor.dtype().size() as u64, |bytes, side| bytes.checked_mul(*side as u64))
            }
        }
    }
}

impl WeightFile {
    /// Opens a file, by its ending: `.safetensors`, `.pth` or `.pt`.
    ///
    /// # Errors
    ///
    /// Another ending; a file that cannot be read, is cut off, or contradicts itself.
    pub(crate) fn open(path: &Path) -> Result<WeightFile> {
        let size = fs::metadata(path).map_err(|e| Error::io(path, format!("it cannot be read: {e}")))?.len();
        let (tensors, about) = match path.extension().and_then(|ending| ending.to_str()) {
            Some("safetensors") => safe_tensors(path)?,
            Some("pth" | "pt") => (pickled(path)?, None),
            _ => return Err(Error::io(path, "expected a file of weights, .safetensors, .pth or .pt")),
        };
        if tensors.is_empty() {
            return Err(Error::io(path, "it holds no tensors"));
        }
        // A view can say that it is larger than all that the file holds: memory would be taken before a value is read.
        let claimed = tensors.values().try_fold(0_u64, |sum, stored| sum.checked_add(stored.claims()?));
        if claimed.is_none_or(|claimed| claimed > size) {
            return Err(Error::io(path, format!("its tensors are said to be larger than the file of {size} bytes")));
        }
        Ok(WeightFile { path: path.to_owned(), tensors, about })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What its writer says of it.
    pub(crate) fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    /// Its tensors by name.
    pub(crate) fn tensors(&self) -> &BTreeMap<String, Stored> {
        &self.tensors
    }

    /// Leaves out what a checkpoint keeps beside its weights (`{"epoch": …, "model": …}`), where no tensor stands under one of these names.
    pub(crate) fn unwrapped(mut self, heads: &[&str]) -> WeightFile {
        let under = |name: &str, head: &str| name.strip_prefix(head).is_some_and(|rest| rest.starts_with('.'));
        // `{"model": {"module.encoder…": …}}` has two.
        for _ in 0..2 {
            if self.tensors.keys().any(|name| heads.iter().any(|head| under(name, head))) {
                break;
            }
            let holds = |wrapper: &&str| self.tensors.keys().any(|name| under(name, wrapper));
            let Some(wrapper) = WRAPPERS.into_iter().find(holds) else { break };
            let inner = |(name, stored): (String, Stored)| {
                Some((name.strip_prefix(wrapper)?.strip_prefix('.')?.to_owned(), stored))
            };
            self.tensors = self.tensors.into_iter().filter_map(inner).collect();
        }
        self
    }

    /// The values of a tensor of floats.
    ///
    /// # Errors
    ///
    /// A file that holds less than it says, or a value that is not finite.
    pub(crate) fn values(&self, name: &str, dtype: DType) -> Result<TensorData> {
        let wrong = |message: String| Error::io(&self.path, format!("`{name}`: {message}"));
        let Some(stored) = self.tensors.get(name) else { return Err(wrong("it is not there".to_owned())) };
        let bytes = match &stored.values {
            Values::Read(bytes) => bytes.clone(),
            Values::InFile(tensor) => tensor.read().map_err(|e| wrong(e.to_string()))?,
        };
        let data =
            TensorData::try_from_bytes_vec(bytes, stored.shape.clone(), dtype).map_err(|e| wrong(e.to_string()))?;
        if !data.iter::<f64>().all(f64::is_finite) {
            return Err(wrong("it holds values that are not finite".to_owned()));
        }
        Ok(data)
    }
}

fn safe_tensors(path: &Path) -> Result<(BTreeMap<String, Stored>, Option<String>)> {
    let damaged = |e: safetensors::SafeTensorError| Error::io(path, format!("it is damaged, or no safetensors: {e}"));
    let bytes = files::read(path)?;
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
    let about = header.metadata().as_ref().and_then(|words| words.get(ABOUT)).cloned();
    let tensors = SafeTensors::deserialize(&bytes).map_err(damaged)?;
    let stored = |(name, view): (&str, safetensors::tensor::TensorView<'_>)| {
        let values = Values::Read(view.data().to_vec());
        (name.to_owned(), Stored { dtype: format!("{:?}", view.dtype()), shape: view.shape().to_vec(), values })
    };
    Ok((tensors.iter().map(stored).collect(), about))
}

/// What a pickle describes is read, and what it would call is not called.
fn pickled(path: &Path) -> Result<BTreeMap<String, Stored>> {
    let damaged = |e| Error::io(path, format!("it is damaged, or no file of PyTorch's: {e}"));
    let tensors = PytorchReader::new(path).map_err(damaged)?.into_tensors();
    let stored = |(name, tensor): (String, pytorch_reader::Tensor)| {
        let (dtype, shape) = (format!("{:?}", tensor.dtype()), tensor.shape().to_vec());
        (name, Stored { dtype, shape, values: Values::InFile(tensor) })
    };
    Ok(tensors.into_iter().map(stored).collect())
}
