//! What flows into a network and out of it, sample by sample.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::signal::{FromSignal, Signal};
use crate::tensor::Tensor;

/// What one input or output of a network is. As a text `2`, `4x8x8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub enum Space {
    /// Channels, height, width.
    Image([usize; 3]),
    /// That many numbers.
    Flat(usize),
    /// Labels of that many classes, which [`Io::join`](super::Io::join) writes one-hot.
    Classes(usize),
}

/// In a file a plain number where one says it all.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(usize),
    Text(String),
}

impl From<Space> for Written {
    fn from(space: Space) -> Self {
        match space {
            Space::Flat(width) => Written::Number(width),
            other => Written::Text(other.to_string()),
        }
    }
}

impl TryFrom<Written> for Space {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Number(width) => width.to_string().parse(),
            Written::Text(text) => text.parse(),
        }
    }
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Space::Image([channels, height, width]) => write!(f, "{channels}x{height}x{width}"),
            Space::Flat(width) => write!(f, "{width}"),
            Space::Classes(classes) => write!(f, "{classes} classes"),
        }
    }
}

/// A latent of more numbers than this is a slip of the finger.
const LARGEST: usize = 1 << 20;

impl FromStr for Space {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let sizes: Option<Vec<usize>> =
            text.split('x').map(|size| size.trim().replace('_', "").parse().ok().filter(|size| *size > 0)).collect();
        let space = match sizes.as_deref() {
            Some([width]) => Space::Flat(*width),
            Some([channels, height, width]) => Space::Image([*channels, *height, *width]),
            _ => return Err(format!("expected a size, `64`, or channels, height and width, `4x8x8`; found `{text}`")),
        };
        let elements = sizes.iter().flatten().try_fold(1_usize, |product, size| product.checked_mul(*size));
        match elements {
            Some(..=LARGEST) => Ok(space),
            _ => Err(format!("expected at most {LARGEST} numbers; found `{text}`")),
        }
    }
}

impl Space {
    /// Elements per sample.
    pub fn width(&self) -> usize {
        match self {
            Space::Image(shape) => shape.iter().product(),
            Space::Flat(width) => *width,
            Space::Classes(classes) => *classes,
        }
    }

    /// A signal in this space out of a matrix `[batch, width]`.
    pub(crate) fn signal(&self, matrix: Tensor<2>) -> Signal {
        match *self {
            Space::Image([c, h, w]) => {
                let [batch, _] = matrix.dims();
                Signal::Image(matrix.reshape([batch, c, h, w]))
            }
            Space::Flat(_) | Space::Classes(_) => Signal::Flat(matrix),
        }
    }

    /// The same signal in the shape of this space.
    pub(crate) fn shaped(&self, signal: Signal) -> Signal {
        match (self, signal) {
            (Space::Image(_), signal @ Signal::Image(_)) | (_, signal @ Signal::Labels(_)) => signal,
            (_, signal) => self.signal(Tensor::<2>::from_signal(signal)),
        }
    }

    /// Signals in these spaces out of one matrix, where they stand side by side.
    pub(crate) fn split(spaces: &[Space], matrix: Tensor<2>) -> Vec<Signal> {
        let mut start = 0;
        let whole = spaces.len() == 1;
        spaces
            .iter()
            .map(|space| {
                let part = if whole { matrix.clone() } else { matrix.clone().narrow(1, start, space.width()) };
                start += space.width();
                space.signal(part)
            })
            .collect()
    }
}

#[test]
fn a_latent_is_a_size_or_a_shape() {
    for (text, space) in [("2", Space::Flat(2)), ("4x8x8", Space::Image([4, 8, 8])), (" 1_000 ", Space::Flat(1000))] {
        assert_eq!(text.parse(), Ok(space));
        let written = serde_json::to_string(&space).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Space>(&written).ok(), Some(space), "{written}");
    }
    for text in ["0", "2x2", "-1", "4x8x0", "9999999999", "99999x99999x99999", "two", ""] {
        assert!(text.parse::<Space>().is_err(), "{text}");
    }
}
