//! A file of weights for a network that is no part of a run: all of it is used, or it is refused.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use burn::tensor::{DType, Device};

use super::foreign::WeightFile;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// A state dict, `.safetensors`, `.pth` or `.pt`, whose tensors are taken one by one. Nothing in it is executed.
///
/// What does not fit is kept until [`finish`](StateDict::finish), which names all of it: tensors that are missing, left over, or of another shape or type.
pub struct StateDict {
    file: WeightFile,
    taken: RefCell<BTreeSet<String>>,
    wrong: RefCell<Vec<String>>,
}

/// So many mistakes are told one by one: a file of another network has hundreds.
const TOLD: usize = 12;

impl StateDict {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// Another ending; a file that cannot be read, is cut off, or contradicts itself.
    pub fn open(path: impl AsRef<Path>) -> Result<StateDict> {
        Ok(StateDict { file: WeightFile::open(path.as_ref())?, taken: RefCell::default(), wrong: RefCell::default() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// The tensor of that name in 32-bit floats; zeros where it is not there or does not fit, which [`finish`](StateDict::finish) reports.
    pub fn take<const D: usize>(&self, name: &str, shape: [usize; D], device: &Device) -> Tensor<D> {
        self.taken.borrow_mut().insert(name.to_owned());
        match self.read(name, &shape) {
            Ok(data) => Tensor::from_data(data.convert::<f32>(), device),
            Err(message) => {
                self.wrong.borrow_mut().push(message);
                Tensor::zeros(shape, device)
            }
        }
    }

    fn read(&self, name: &str, shape: &[usize]) -> Result<burn::tensor::TensorData, String> {
        let stored = self.file.tensors().get(name).ok_or_else(|| format!("`{name}` {shape:?} is missing"))?;
        if stored.shape != shape {
            return Err(format!("`{name}` has the shape {:?}; expected {shape:?}", stored.shape));
        }
        let dtype = match stored.dtype.as_str() {
            "F32" => DType::F32,
            "F64" => DType::F64,
            other => return Err(format!("`{name}` has the type {other}; expected F32 or F64")),
        };
        self.file.values(name, dtype).map_err(|error| match error {
            Error::Io { message, .. } => message,
            other => other.to_string(),
        })
    }

    /// Whether everything fitted and nothing is left over but what `known` says may be.
    ///
    /// # Errors
    ///
    /// Everything that did not fit, and everything that is left over, by name.
    pub fn finish(&self, known: impl Fn(&str) -> bool) -> Result<()> {
        let taken = self.taken.borrow();
        let mut wrong = self.wrong.borrow().clone();
        let left = self.file.tensors().iter().filter(|(name, _)| !taken.contains(*name) && !known(name));
        wrong.extend(left.map(|(name, stored)| format!("`{name}` {:?} is left over", stored.shape)));
        if wrong.is_empty() {
            return Ok(());
        }
        let what = if wrong.len() == 1 { "a tensor does not fit" } else { "tensors do not fit" };
        let more = wrong.len().saturating_sub(TOLD);
        wrong.truncate(TOLD);
        if more > 0 {
            wrong.push(format!("and {more} more"));
        }
        Err(Error::io(self.path(), format!("{what}:\n  {}", wrong.join("\n  "))))
    }
}

#[test]
fn what_is_missing_left_over_or_of_another_shape_is_named() {
    let path = std::env::temp_dir().join(format!("asivae-state-dict-{}.safetensors", std::process::id()));
    let values = || burn::tensor::TensorData::new(vec![1.0_f32, 2.0], [2]);
    let weights = ["a", "b", "extra", "odd"].map(|name| (name.to_owned(), values()));
    super::weights::write(&path, ("test", "test"), &weights).unwrap_or_else(|e| panic!("{e}"));
    let dict = StateDict::open(&path).unwrap_or_else(|e| panic!("{e}"));
    let device = Device::default();
    let a: Tensor<1> = dict.take("a", [2], &device);
    assert_eq!(a.into_data().iter::<f32>().collect::<Vec<_>>(), [1.0, 2.0]);
    let _: Tensor<1> = dict.take("b", [3], &device);
    let _: Tensor<1> = dict.take("c", [2], &device);
    let message = dict.finish(|name| name == "extra").err().map(|e| e.to_string()).unwrap_or_default();
    let _ = std::fs::remove_file(&path);
    for told in ["`b` has the shape [2]; expected [3]", "`c` [2] is missing", "`odd` [2] is left over"] {
        assert!(message.contains(told), "{message}");
    }
    assert!(!message.contains("extra"), "{message}");
}
