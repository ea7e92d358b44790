//! Handwritten digits.

use std::path::{Path, PathBuf};

use asivae::prelude::*;
use asivae::{Error, Parted, Result};

use super::published::{Source, contents, published};
use crate::files::fetch::Wanted;
use crate::files::idx;
use crate::files::images::Images;

/// 70 000 handwritten digits, grey images of 28 × 28 pixels from 0 to 1: 60 000 to be trained on, 10 000 for tests. The label is the digit.
///
/// LeCun, Bottou, Bengio & Haffner, *Gradient-Based Learning Applied to Document Recognition* (Proceedings of the IEEE 1998). 12 MB are downloaded, from where
/// torchvision has them. `validation` is a share of the training part, drawn once and for all.
#[intro_dataset]
pub fn mnist(
    data_dir: &Path,
    #[param(default = false)] flip: bool,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
) -> Parted {
    published(&MNIST, data_dir, flip, validation)
}

static MNIST: Source = Source {
    name: "mnist",
    shape: [1, 28, 28],
    sizes: [60_000, 10_000],
    files: &[
        Wanted { name: "train-images-idx3-ubyte.gz", md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873" },
        Wanted { name: "train-labels-idx1-ubyte.gz", md5: "d53e105ee54ea40749a09fcbcd1e9432" },
        Wanted { name: "t10k-images-idx3-ubyte.gz", md5: "9fb629c4189551a2d022fa330f9573f3" },
        Wanted { name: "t10k-labels-idx1-ubyte.gz", md5: "ec29112dd5afa0611ce80d1b7f02629c" },
    ],
    mirrors: &["https://ossci-datasets.s3.amazonaws.com/mnist", "http://yann.lecun.com/exdb/mnist"],
    read: four_files,
};

/// Images and labels for training, images and labels for tests, each in the format of MNIST.
pub(super) fn four_files(paths: &[PathBuf]) -> Result<[Images; 2]> {
    let mut both = [Images::default(), Images::default()];
    for (images, paths) in both.iter_mut().zip(paths.chunks(2)) {
        for path in paths {
            let bytes = contents(path)?;
            let is_labels = path.to_string_lossy().contains("labels");
            let read = idx::parse(&bytes, if is_labels { 1 } else { 3 });
            let (shape, values) = read.map_err(|message| Error::io(path, message))?;
            match is_labels {
                true if values.iter().any(|label| *label > 9) => return Err(Error::io(path, "expected labels 0 to 9")),
                true => images.labels = values.to_vec(),
                false if shape[1..] != [28, 28] => {
                    return Err(Error::io(path, format!("expected images of 28 × 28 pixels; found {shape:?}")));
                }
                false => images.bytes = values.to_vec(),
            }
        }
    }
    Ok(both)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use asivae::Split;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::super::published::tests::{open, served};
    use super::*;

    fn packed(sizes: &[u32], bytes: impl Iterator<Item = u8>) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        let mut file = vec![0, 0, 8, sizes.len() as u8];
        file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        file.extend(bytes);
        packer.write_all(&file).unwrap();
        packer.finish().unwrap()
    }

    /// Three images to train on, two for tests, all of the brightness of their number.
    pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
        let images =
            |count: u32, first: u8| packed(&[count, 28, 28], (0..count * 784).map(move |i| first + (i / 784) as u8));
        vec![
            ("train-images-idx3-ubyte.gz", images(3, 0)),
            ("train-labels-idx1-ubyte.gz", packed(&[3], [5, 0, 4].into_iter())),
            ("t10k-images-idx3-ubyte.gz", images(2, 51)),
            ("t10k-labels-idx1-ubyte.gz", packed(&[2], [7, 2].into_iter())),
        ]
    }

    #[test]
    fn it_is_fetched_when_it_is_needed_and_has_two_parts() {
        let (source, server) = served(&MNIST, [3, 2], &files());
        let (data, scratch) = open(source);
        assert_eq!((data.len(), data.shape(), data.classes(), server.asked().len()), (Some(3), [1, 28, 28], 10, 0));
        let (values, labels) = data.get(&[2, 0]).unwrap();
        assert_eq!((values[0], values[784], labels), (2.0 / 255.0, 0.0, vec![4, 5]));
        let test = data.part(Split::Test).unwrap().unwrap();
        assert_eq!(test.get(&[0]).unwrap().0, vec![51.0 / 255.0; 784]);
        assert_eq!(server.asked().len(), 4);
        assert!(scratch.path().join("mnist/t10k-labels-idx1-ubyte.gz").is_file());
    }

    #[test]
    fn damaged_files_are_named() {
        let short = files()[0].1[..20].to_vec();
        for (place, bytes, expected) in [
            (0, short, "train-images-idx3-ubyte.gz"),
            (1, packed(&[3], [5, 0, 10].into_iter()), "expected labels 0 to 9"),
            (1, packed(&[2], [5, 0].into_iter()), "found 3 images and 2 labels"),
            (2, packed(&[2, 8, 8], [0; 128].into_iter()), "expected images of 28 × 28 pixels; found [2, 8, 8]"),
        ] {
            let mut files = files();
            files[place].1 = bytes;
            let (source, _server) = served(&MNIST, [3, 2], &files);
            let (data, _scratch) = open(source);
            let said = data.prepare().unwrap_err().to_string();
            assert!(said.contains(expected), "{said}");
        }
    }
}
