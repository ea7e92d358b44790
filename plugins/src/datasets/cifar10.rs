//! Small photographs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use asivae::prelude::*;
use asivae::{Error, Parted, Result};
use flate2::read::GzDecoder;

use super::published::{Source, published};
use crate::files::cifar;
use crate::files::fetch::Wanted;
use crate::files::images::Images;

/// 60 000 photographs of ten kinds of things, coloured images of 32 × 32 pixels from 0 to 1: 50 000 to be trained on, 10 000 for tests.
///
/// Krizhevsky, *Learning Multiple Layers of Features from Tiny Images* (2009). 170 MB are downloaded, and unpacked in memory. `validation` is a share of the
/// training part, drawn once and for all; `flip` mirrors images in training.
#[intro_dataset]
pub fn cifar10(
    data_dir: &Path,
    #[param(default = false)] flip: bool,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
) -> Parted {
    published(&CIFAR_10, data_dir, flip, validation)
}

static CIFAR_10: Source = Source {
    name: "cifar10",
    shape: [3, 32, 32],
    sizes: [50_000, 10_000],
    files: &[Wanted { name: "cifar-10-binary.tar.gz", md5: "c32a1d4ab5d03f1284b67883e8d87530" }],
    mirrors: &["https://www.cs.toronto.edu/~kriz"],
    read: archive,
};

/// A file of records is 31 MB; more is none.
const MOST: u64 = 1 << 28;

fn archive(paths: &[PathBuf]) -> Result<[Images; 2]> {
    let mut both = [Images::default(), Images::default()];
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in paths {
        let wrong = |error: std::io::Error| Error::io(path, error);
        let file = File::open(path).map_err(wrong)?;
        let mut archive = tar::Archive::new(GzDecoder::new(file));
        for entry in archive.entries().map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let name = entry.path().ok().and_then(|name| Some(name.file_name()?.to_string_lossy().into_owned()));
            let Some(name) = name.filter(|name| name == "test_batch.bin" || name.starts_with("data_batch_")) else {
                continue;
            };
            let mut bytes = Vec::new();
            entry.take(MOST).read_to_end(&mut bytes).map_err(wrong)?;
            files.push((name, bytes));
        }
    }
    // Whatever their order in the archive.
    files.sort();
    for (name, bytes) in files {
        let part = usize::from(name.starts_with("test"));
        cifar::add(&mut both[part], &bytes).map_err(|message| Error::setting(name, message))?;
    }
    Ok(both)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use asivae::Split;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::super::published::tests::{open, served};
    use super::*;

    fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            archive.append_data(&mut header, format!("cifar-10-batches-bin/{name}"), bytes.as_slice()).unwrap();
        }
        let mut packer = archive.into_inner().unwrap();
        packer.flush().unwrap();
        packer.finish().unwrap()
    }

    fn record(label: u8) -> Vec<u8> {
        [vec![label], vec![label; 3072]].concat()
    }

    #[test]
    fn batches_are_read_in_their_order() {
        let files = [
            ("data_batch_2.bin", record(2)),
            ("test_batch.bin", record(9)),
            ("data_batch_1.bin", record(1)),
            ("readme.html", vec![0]),
        ];
        let (source, _server) = served(&CIFAR_10, [2, 1], &[("cifar-10-binary.tar.gz", packed(&files))]);
        let (data, _scratch) = open(source);
        let (values, labels) = data.get(&[0, 1]).unwrap();
        assert_eq!((labels, values[3072]), (vec![1, 2], 2.0 / 255.0));
        assert_eq!(data.part(Split::Test).unwrap().unwrap().get(&[0]).unwrap().1, [9]);
    }

    #[test]
    fn damaged_archives_are_named() {
        let whole = packed(&[("data_batch_1.bin", record(1)), ("test_batch.bin", record(9))]);
        for (bytes, expected) in [
            (whole[..whole.len() / 2].to_vec(), "cifar-10-binary.tar.gz"),
            (vec![0; 10], "cifar-10-binary.tar.gz"),
            (packed(&[("data_batch_1.bin", vec![1; 9])]), "expected records of 3073 bytes; found 9"),
            (packed(&[("data_batch_1.bin", record(1))]), "found 0 images"),
        ] {
            let (source, _server) = served(&CIFAR_10, [1, 1], &[("cifar-10-binary.tar.gz", bytes)]);
            let said = open(source).0.prepare().unwrap_err().to_string();
            assert!(said.contains(expected), "{said}");
        }
    }
}
