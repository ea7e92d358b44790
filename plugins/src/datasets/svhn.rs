//! House numbers.

use std::path::{Path, PathBuf};

use asivae::prelude::*;
use asivae::{Error, Parted, Result};

use super::published::{Source, contents, published};
use crate::files::fetch::Wanted;
use crate::files::images::Images;
use crate::files::mat;

/// 99 289 digits of house numbers, coloured images of 32 × 32 pixels from 0 to 1: 73 257 to be trained on, 26 032 for tests. The label is the digit.
///
/// Netzer et al., *Reading Digits in Natural Images with Unsupervised Feature Learning* (NIPS Workshop 2011), cropped digits, without the extra ones. 246 MB are
/// downloaded. `validation` is a share of the training part, drawn once and for all.
#[intro_dataset]
pub fn svhn(
    data_dir: &Path,
    #[param(default = false)] flip: bool,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
) -> Parted {
    published(&SVHN, data_dir, flip, validation)
}

static SVHN: Source = Source {
    name: "svhn",
    shape: [3, 32, 32],
    sizes: [73_257, 26_032],
    files: &[
        Wanted { name: "train_32x32.mat", md5: "e26dedcc434d2e4c54c9b2d4a06d8373" },
        Wanted { name: "test_32x32.mat", md5: "eb5a983be6a315427106f1b164d9cef3" },
    ],
    mirrors: &["http://ufldl.stanford.edu/housenumbers"],
    read: two_files,
};

fn two_files(paths: &[PathBuf]) -> Result<[Images; 2]> {
    let mut both = [Images::default(), Images::default()];
    for (images, path) in both.iter_mut().zip(paths) {
        *images = digits(&contents(path)?).map_err(|message| Error::io(path, message))?;
    }
    Ok(both)
}

/// `X` has row, column, channel and number of a pixel, the first running fastest; `y` has 10 for a zero.
fn digits(bytes: &[u8]) -> Result<Images, String> {
    let arrays = mat::parse(bytes)?;
    let find = |name: &str| arrays.iter().find(|array| array.name == name).ok_or(format!("it has no array `{name}`"));
    let (x, y) = (find("X")?, find("y")?);
    let [32, 32, 3, _] = x.sizes[..] else {
        return Err(format!("expected `X` of [32, 32, 3, n]; found {:?}", x.sizes));
    };
    let mut images = Images { bytes: Vec::with_capacity(x.bytes.len()), labels: Vec::new() };
    for channel in x.bytes.chunks_exact(32 * 32) {
        for row in 0..32 {
            images.bytes.extend((0..32).map(|column| channel[32 * column + row]));
        }
    }
    for label in &y.bytes {
        match label {
            0..=9 => images.labels.push(*label),
            10 => images.labels.push(0),
            other => return Err(format!("expected labels 1 to 10; found {other}")),
        }
    }
    Ok(images)
}

#[cfg(test)]
mod tests {
    use super::super::published::tests::{open, served};
    use super::*;
    use crate::files::mat::tests::{file, header};

    fn digits_of(labels: &[u8]) -> Vec<u8> {
        // Each pixel is its column.
        let pixels: Vec<u8> = (0..labels.len() * 3072).map(|i| (i / 32 % 32) as u8).collect();
        let count = labels.len() as u32;
        [header(), file("X", &[32, 32, 3, count], &pixels), file("y", &[count, 1], labels)].concat()
    }

    #[test]
    fn rows_and_columns_are_the_right_way_round_and_ten_is_zero() {
        let files = [("train_32x32.mat", digits_of(&[10, 3])), ("test_32x32.mat", digits_of(&[1]))];
        let (source, _server) = served(&SVHN, [2, 1], &files);
        let (data, _scratch) = open(source);
        let (values, labels) = data.get(&[0, 1]).unwrap();
        assert_eq!(labels, [0, 3]);
        let row: Vec<f32> = (0..32).map(|column| column as f32 / 255.0).collect();
        assert_eq!((&values[..32], &values[3072 + 1024..][..32]), (&row[..], &row[..]));
    }

    #[test]
    fn other_arrays_are_refused() {
        let pixels = file("X", &[32, 32, 1, 1], &[0; 1024]);
        let said = |parts: &[Vec<u8>]| digits(&[&[header()], parts].concat().concat()).unwrap_err();
        assert!(said(&[file("y", &[1, 1], &[1])]).contains("no array `X`"));
        assert!(said(&[pixels, file("y", &[1, 1], &[1])]).contains("found [32, 32, 1, 1]"));
        assert!(digits(&digits_of(&[11])).is_err_and(|message| message.contains("found 11")));
    }
}
