//! Pictures of clothes.

use std::path::Path;

use asivae::Parted;
use asivae::prelude::*;

use super::mnist::four_files;
use super::published::{Source, published};
use crate::files::fetch::Wanted;

/// 70 000 pictures of clothes of ten kinds, grey images of 28 × 28 pixels from 0 to 1: 60 000 to be trained on, 10 000 for tests.
///
/// Xiao, Rasul & Vollgraf, *Fashion-MNIST* (arXiv 1708.07747, 2017). 31 MB are downloaded, from where torchvision has them. `validation` is a share of the
/// training part, drawn once and for all.
#[intro_dataset(name = "fashion-mnist")]
pub fn fashion_mnist(
    data_dir: &Path,
    #[param(default = false)] flip: bool,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
) -> Parted {
    published(&FASHION_MNIST, data_dir, flip, validation)
}

static FASHION_MNIST: Source = Source {
    name: "fashion-mnist",
    shape: [1, 28, 28],
    sizes: [60_000, 10_000],
    files: &[
        Wanted { name: "train-images-idx3-ubyte.gz", md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d" },
        Wanted { name: "train-labels-idx1-ubyte.gz", md5: "25c81989df183df01b3e8a0aad5dffbe" },
        Wanted { name: "t10k-images-idx3-ubyte.gz", md5: "bef4ecab320f06d8554ea6380940ec79" },
        Wanted { name: "t10k-labels-idx1-ubyte.gz", md5: "bb300cfdad3c16e7a12a480ee83cd310" },
    ],
    mirrors: &["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"],
    read: four_files,
};

#[cfg(test)]
mod tests {
    use super::super::mnist::tests::files;
    use super::super::published::tests::{open, served};
    use super::*;

    #[test]
    fn its_files_are_those_of_mnist_in_a_folder_of_their_own() {
        let (source, _server) = served(&FASHION_MNIST, [3, 2], &files());
        let (data, scratch) = open(source);
        assert_eq!(data.get(&[1]).unwrap().1, [0]);
        assert!(scratch.path().join("fashion-mnist/train-images-idx3-ubyte.gz").is_file());
    }
}
