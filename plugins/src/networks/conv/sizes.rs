//! What goes through a convolutional network, and how large it is on the way.

use asivae::Space;
use asivae::prelude::*;

/// Where the image is, and its channels.
pub(super) enum Way {
    In(usize),
    Out(usize),
}

/// Sizes of a network.
pub(super) struct Sizes {
    pub(super) image: Way,
    /// Numbers that join the encoder's features before its linear layer.
    pub(super) beside: usize,
    pub(super) channels: Vec<usize>,
    /// Height and width where the image is smallest.
    pub(super) smallest: [usize; 2],
}

/// Channels beyond this are a slip of the finger.
const MOST: f64 = 65536.0;

impl Sizes {
    /// # Errors
    ///
    /// A signature that is neither an encoder's nor a decoder's; images that cannot be halved so often.
    pub(super) fn of(io: &Io, channels: &[f64]) -> Result<Sizes, String> {
        let whole = |channels: &f64| channels.fract() == 0.0 && (1.0..=MOST).contains(channels);
        if channels.is_empty() || !channels.iter().all(whole) {
            return Err(format!("expected `channels` of at least one whole number, 1 to {MOST}; found {channels:?}"));
        }
        let channels: Vec<usize> = channels.iter().map(|channels| *channels as usize).collect();
        let (into, out) = (images(&io.inputs), images(&io.outputs));
        let (image, of) = match (into.as_slice(), out.as_slice()) {
            ([first, others @ ..], []) => {
                if let Some(other) = others.iter().find(|other| other[1..] != first[1..]) {
                    let sizes = [first, other].map(|[_, height, width]| format!("{height}x{width}"));
                    return Err(format!("expected images of one size; found {}", sizes.join(" and ")));
                }
                (Way::In(into.iter().map(|image| image[0]).sum()), *first)
            }
            ([], [only]) if io.outputs.len() == 1 => (Way::Out(only[0]), *only),
            _ => {
                let spaces = |spaces: &[Space]| spaces.iter().map(Space::to_string).collect::<Vec<_>>().join(", ");
                let found = format!("{} -> {}", spaces(&io.inputs), spaces(&io.outputs));
                return Err(format!(
                    "expected images that become numbers, or numbers that become one image; found {found}"
                ));
            }
        };
        let times = channels.len();
        let [_, height, width] = of;
        let multiple =
            1_usize.checked_shl(times as u32).filter(|multiple| height % multiple == 0 && width % multiple == 0);
        let Some(multiple) = multiple else {
            let most = (height | width).trailing_zeros();
            return Err(format!(
                "{times} `channels` halve an image {times} times, and {height}x{width} can be halved {most} times; `mlp` takes any size"
            ));
        };
        Ok(Sizes {
            image,
            beside: io.inputs.iter().filter(|space| !matches!(space, Space::Image(_))).map(Space::width).sum(),
            channels,
            smallest: [height / multiple, width / multiple],
        })
    }

    /// Height and width of what a decoder begins with, which doubles it so many times.
    pub(super) fn smallest(io: &Io, times: usize) -> [usize; 2] {
        let [_, height, width] = images(&io.outputs).first().copied().unwrap_or([1, 1, 1]);
        [height >> times, width >> times]
    }
}

fn images(spaces: &[Space]) -> Vec<[usize; 3]> {
    let image = |space: &Space| match space {
        Space::Image(shape) => Some(*shape),
        _ => None,
    };
    spaces.iter().filter_map(image).collect()
}

/// The images among the inputs, and the rest as rows, labels one-hot.
pub(super) fn parted(inputs: Vec<Signal>, io: &Io) -> (Vec<Tensor<4>>, Vec<Tensor<2>>) {
    let (mut images, mut rows) = (Vec::new(), Vec::new());
    for (input, space) in inputs.into_iter().zip(&io.inputs) {
        match (space, input) {
            (Space::Image([channels, height, width]), input) => {
                let flat = input.flat();
                let [batch, _] = flat.dims();
                images.push(flat.reshape([batch, *channels, *height, *width]));
            }
            (Space::Classes(classes), Signal::Labels(labels)) => rows.push(labels.one_hot(*classes).float()),
            (_, input) => rows.push(input.flat()),
        }
    }
    (images, rows)
}
