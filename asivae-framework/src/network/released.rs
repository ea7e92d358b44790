//! Networks as the papers' PyTorch code stores them.

use burn::tensor::TensorData;

/// A tensor of a state dict, and what it is in a network of this house.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// Its name there, behind that of the network: `main.input.weight`.
    pub name: String,
    /// What it holds.
    pub holds: Content,
}

/// What a tensor of a state dict holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A weight of the network, by its own name: `layers.0.weight`.
    Weight {
        /// That name.
        own: String,
        /// Whether it is a matrix that stands there transposed, as PyTorch's linear layers have it: `[outputs, inputs]`.
        transposed: bool,
    },
    /// A scalar that no pass reads. It is written, so that a strict loader finds it, and it may be missing where a file is read.
    Unread(f32),
    /// A whole number that no pass reads, `num_batches_tracked`; written as 0, and for the rest as the scalar before.
    Counter,
}

impl Released {
    /// A tensor that stands there as it does here.
    pub fn tensor(name: impl Into<String>, own: impl Into<String>) -> Released {
        Released { name: name.into(), holds: Content::Weight { own: own.into(), transposed: false } }
    }

    /// The weight and the bias of a linear layer: `main.input`, which is `layers.0` here.
    pub fn linear(name: &str, own: &str) -> [Released; 2] {
        let part = |part: &str, transposed| Released {
            name: format!("{name}.{part}"),
            holds: Content::Weight { own: format!("{own}.{part}"), transposed },
        };
        [part("weight", true), part("bias", false)]
    }
}

/// Rows for columns; what is no matrix stays as it is.
pub(crate) fn transposed(data: &TensorData) -> TensorData {
    let &[rows, columns] = data.shape().as_slice() else { return data.clone() };
    let (size, bytes) = (data.dtype().size(), data.as_bytes());
    let mut turned = Vec::with_capacity(bytes.len());
    for column in 0..columns {
        for row in 0..rows {
            let at = (row * columns + column) * size;
            turned.extend_from_slice(&bytes[at..at + size]);
        }
    }
    TensorData::from_bytes_vec(turned, [columns, rows], data.dtype())
}

#[test]
fn rows_become_columns() {
    let data = TensorData::new(vec![1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3]);
    assert_eq!(transposed(&data), TensorData::new(vec![1.0_f32, 4.0, 2.0, 5.0, 3.0, 6.0], [3, 2]));
    assert_eq!(transposed(&transposed(&data)), data);
    let bias = TensorData::new(vec![1.0_f64, 2.0], [2]);
    assert_eq!(transposed(&bias), bias);
}
