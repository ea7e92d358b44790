//! Files as NumPy writes them, and what could be wrong with them.

use std::io::Write;

use asivae::Split;

use super::*;
use crate::files::npy::tests::file;
use crate::files::scratch::Scratch;

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn archive(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open(scratch: &Scratch, name: &str, bytes: &[u8], layout: Layout) -> Result<Parted> {
    npy(&scratch.write(name, bytes), layout, false, 0.0, 0.0, 0)
}

#[test]
fn images_of_either_order_give_the_same_pixels() {
    let scratch = Scratch::new();
    // Channel c of pixel p is 10 c + p.
    let last: Vec<u8> = (0..4).flat_map(|p| [p, 10 + p, 20 + p]).collect();
    let first: Vec<u8> = (0..3).flat_map(|c| (0..4).map(move |p| 10 * c + p)).collect();
    let expected: Vec<f32> = first.iter().map(|byte| f32::from(*byte) / 255.0).collect();
    for bytes in [file("|u1", "1, 2, 2, 3", &last), file("|u1", "1, 3, 2, 2", &first)] {
        let data = open(&scratch, "a.npy", &bytes, Layout::Auto).unwrap();
        assert_eq!((data.shape(), data.get(&[0]).unwrap()), ([3, 2, 2], (expected.clone(), vec![])));
    }
    let grey = open(&scratch, "a.npy", &file("<f4", "1, 1, 2", &floats(&[0.25, 1.0])), Layout::Auto).unwrap();
    assert_eq!((grey.shape(), grey.get(&[0]).unwrap().0), ([1, 1, 2], vec![0.25, 1.0]));
    let points = open(&scratch, "a.npy", &file("<f4", "2, 2", &floats(&[0.0, -7.0, 2.0, 3.0])), Layout::Auto).unwrap();
    assert_eq!((points.shape(), points.get(&[1]).unwrap().0, points.extent()), ([2, 1, 1], vec![2.0, 3.0], 7.0));
}

#[test]
fn labels_are_beside_the_images_and_parts_share_none() {
    let scratch = Scratch::new();
    let images: Vec<u8> = (0..40).collect();
    let labels: Vec<u8> = (0..10i64).flat_map(|i| (i % 3).to_le_bytes()).collect();
    let bytes = archive(&[("images", file("|u1", "10, 2, 2", &images)), ("labels", file("<i8", "10,", &labels))]);
    let data = npy(&scratch.write("a.npz", &bytes), Layout::Auto, false, 0.3, 0.1, 0).unwrap();
    let test = data.part(Split::Test).unwrap().unwrap();
    assert_eq!((data.classes(), data.len(), test.len()), (3, Some(6), Some(3)));
    let (pixels, labels) = test.get(&[0, 1, 2]).unwrap();
    for (image, label) in pixels.chunks(4).zip(labels) {
        assert_eq!((image[0] * 255.0).round() as usize / 4 % 3, label);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let scratch = Scratch::new();
    let image = || file("|u1", "2, 2, 2", &[0; 8]);
    let nan = floats(&[0.0, f32::NAN]);
    for (name, bytes, expected) in [
        ("a.npy", file("<f4", "2, 1, 1", &nan), "sample 1 holds NaN"),
        ("a.npy", file("<f4", "1, 1, 2", &floats(&[0.0, 255.0])), "divided by 255"),
        ("a.npy", file("<f4", "1, 1, 2", &floats(&[0.5])), "expected 8 bytes for the shape [1, 1, 2]; found 4"),
        ("a.npy", file("<i4", "1, 1, 1", &[0; 4]), "as bytes (uint8)"),
        ("a.npy", file("|u1", "8,", &[0; 8]), "expected [n, height, width]"),
        ("a.npy", file("|u1", "0, 2, 2", &[]), "at least one sample"),
        ("a.npy", file("|u1", "1, 3, 2, 3", &[0; 18]), "layout = nhwc"),
        ("a.npy", Vec::new(), "it ends in its header"),
        ("a.npz", b"PK\x03\x04 damaged".to_vec(), "it is a damaged .npz file"),
        ("a.npz", archive(&[("pictures", image())]), "expected an array x, X, images, data, arr_0; found pictures"),
        (
            "a.npz",
            archive(&[("x", image()), ("y", file("|u1", "3,", &[0; 3]))]),
            "expected labels `y` [2], whole numbers; found [3]",
        ),
        ("a.npz", archive(&[("x", image()), ("y", file("<f4", "2,", &[0; 8]))]), "whole numbers"),
        ("a.npz", archive(&[("x", image()), ("y", file("|i1", "2,", &[0, 255]))]), "found -1"),
    ] {
        let opened = open(&scratch, name, &bytes, Layout::Auto).and_then(|data| data.prepare());
        let said = opened.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(expected) && said.contains(name), "{expected}: {said}");
    }
    assert!(npy(&scratch.path().join("none.npy"), Layout::Auto, false, 0.0, 0.0, 0).is_err());
}
