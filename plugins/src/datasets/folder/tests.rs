//! Folders as they are found in the wild.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;
use crate::files::scratch::Scratch;

/// A photograph in the colours of print, 8 × 8 pixels, as Pillow writes it.
const PRINTED: &[u8] = include_bytes!("printed.jpg");
/// Two pictures of 4 × 4 pixels one after the other, the first of them red.
const MOVING: &[u8] = include_bytes!("moving.webp");

fn picture(width: u32, height: u32, color: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width, height, Rgb(color))
}

fn bytes(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn png(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
    bytes(picture(width, height, color), ImageFormat::Png)
}

fn open(scratch: &Scratch, size: usize, crop: Crop, color: Color) -> Result<Parted> {
    folder(scratch.path(), size, crop, color, false, 0.0, 0.0, 0)
}

fn said<T>(result: Result<T>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn sub_folders_are_labels_and_names_are_sorted_as_numbers() {
    let scratch = Scratch::new();
    for (name, red) in [("cats/10.png", 3), ("cats/9.png", 2), ("ants/1.PNG", 1), ("cats/deep/1.jpeg.png", 4)] {
        scratch.write(name, png(2, 2, [red, 0, 0]));
    }
    scratch.write("cats/notes.txt", "no image");
    scratch.write(".hidden/1.png", png(2, 2, [9, 9, 9]));
    let data = open(&scratch, 2, Crop::None, Color::Rgb).unwrap();
    data.prepare().unwrap();
    let (pixels, labels) = data.get(&[0, 1, 2, 3]).unwrap();
    let reds: Vec<u8> = pixels.chunks(12).map(|image| (image[0] * 255.0).round() as u8).collect();
    assert_eq!((data.classes(), labels, reds), (2, vec![0, 1, 1, 1], vec![1, 2, 3, 4]));
    assert_eq!(data.notes(), Vec::<String>::new());
}

#[test]
fn shapes_are_brought_to_the_size_that_is_asked_for() {
    let scratch = Scratch::new();
    // Left half red, right half green; the middle has both.
    let mut image = picture(12, 4, [255, 0, 0]);
    (6..12).for_each(|x| (0..4).for_each(|y| image.put_pixel(x, y, Rgb([0, 255, 0]))));
    scratch.write("wide.png", bytes(image, ImageFormat::Png));
    let red = |crop| open(&scratch, 4, crop, Color::Rgb).unwrap().get(&[0]).map(|(pixels, _)| pixels[..4].to_vec());
    assert_eq!(red(Crop::Center).unwrap(), [1.0, 1.0, 0.0, 0.0]);
    let stretched = red(Crop::Stretch).unwrap();
    assert!(stretched[0] == 1.0 && stretched[3] == 0.0 && stretched[1] > 0.6, "{stretched:?}");
    let message = said(open(&scratch, 4, Crop::None, Color::Rgb).and_then(|data| data.prepare()));
    assert!(message.contains("expected images of 4 × 4 pixels; `wide.png` has 12 × 4; crop = center"), "{message}");
}

#[test]
fn all_kinds_of_images_are_read() {
    let scratch = Scratch::new();
    let deep = image::ImageBuffer::from_pixel(4, 4, image::Luma([32768u16]));
    let clear = image::RgbaImage::from_pixel(4, 4, image::Rgba([255, 0, 0, 0]));
    let files = [
        ("0.png", bytes(DynamicImage::ImageLuma16(deep), ImageFormat::Png), [32768.0 / 65535.0; 3]),
        ("1.png", bytes(DynamicImage::ImageRgba8(clear), ImageFormat::Png), [1.0, 0.0, 0.0]),
        ("2.webp", MOVING.to_vec(), [1.0, 0.0, 0.0]),
        ("3.webp", bytes(picture(4, 4, [0, 0, 255]), ImageFormat::WebP), [0.0, 0.0, 1.0]),
        ("4.jpg", bytes(picture(4, 4, [200, 200, 200]), ImageFormat::Jpeg), [200.0 / 255.0; 3]),
        ("5.jpg", PRINTED.to_vec(), [1.0, 0.0, 0.0]),
        // A wrong ending is no harm.
        ("6.jpg", png(4, 4, [0, 255, 0]), [0.0, 1.0, 0.0]),
    ];
    for (name, bytes, _) in &files {
        scratch.write(name, bytes);
    }
    let data = open(&scratch, 4, Crop::Center, Color::Rgb).unwrap();
    for (number, (name, _, expected)) in files.iter().enumerate() {
        let (pixels, _) = data.get(&[number]).unwrap();
        for (channel, expected) in expected.iter().enumerate() {
            let value = pixels[16 * channel + 5];
            // JPEG is not exact, and the colours of print less so.
            assert!((value - expected).abs() < 0.03, "{name}: channel {channel} is {value}");
        }
    }
    let grey = open(&scratch, 4, Crop::Center, Color::Gray).unwrap();
    assert_eq!(grey.get(&[0]).unwrap().0, [32768.0 / 65535.0; 16]);
    assert_eq!(data.notes(), Vec::<String>::new());
}

#[test]
fn files_that_cannot_be_read_are_left_out_and_named() {
    let scratch = Scratch::new();
    let noise = RgbImage::from_fn(64, 64, |x, y| Rgb([(x * 37 + y * 91) as u8, (x * y) as u8, (x ^ y) as u8]));
    let whole = bytes(noise, ImageFormat::Png);
    scratch.write("1.png", "");
    scratch.write("2.png", b"no image at all");
    scratch.write("3.png", &whole[..whole.len() / 2]);
    scratch.write("4.png", png(64, 64, [255, 255, 255]));
    scratch.write("5.png", huge());
    let data = open(&scratch, 64, Crop::Center, Color::Rgb).unwrap();
    data.prepare().unwrap();
    // Begins as images do, and breaks off: seen when it is decoded, and the next one stands in its place.
    assert_eq!(data.len(), Some(2));
    for _ in 0..2 {
        assert_eq!(data.get(&[0, 1]).unwrap().0, vec![1.0; 2 * 3 * 64 * 64]);
    }
    let notes = data.notes().join("\n");
    assert!(notes.contains("4 of 5 images cannot be read and are left out"), "{notes}");
    for name in ["1.png (", "2.png (", "3.png (", "5.png ("] {
        assert!(notes.contains(name), "{name}: {notes}");
    }
    std::fs::remove_file(scratch.path().join("4.png")).unwrap();
    let data = open(&scratch, 64, Crop::Center, Color::Rgb).unwrap();
    assert!(said(data.get(&[0])).contains("none of its images can be read"));
}

/// An image of a hundred thousand pixels squared, in a few bytes.
fn huge() -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    file.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 2, 0, 0, 0]);
    let mut sum = flate2::Crc::new();
    sum.update(&file[12..]);
    file.extend(sum.sum().to_be_bytes());
    file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    file
}

#[test]
fn small_images_are_enlarged_and_it_is_said() {
    let scratch = Scratch::new();
    scratch.write("1.png", png(1, 1, [0, 255, 0]));
    scratch.write("2.png", png(8, 3, [0, 255, 0]));
    scratch.write("3.png", png(8, 8, [0, 255, 0]));
    let data = open(&scratch, 4, Crop::Center, Color::Rgb).unwrap();
    let (pixels, _) = data.get(&[0]).unwrap();
    assert_eq!((&pixels[..16], &pixels[16..32]), (&[0.0; 16][..], &[1.0; 16][..]));
    let notes = data.notes();
    assert!(
        notes[0].ends_with("2 images are smaller than 4 pixels and are enlarged; the smallest is `1.png`, 1 × 1"),
        "{notes:?}"
    );
}

#[test]
fn empty_and_mixed_folders_are_refused() {
    let scratch = Scratch::new();
    scratch.write("sub/notes.txt", "");
    let message = said(open(&scratch, 4, Crop::Center, Color::Rgb));
    assert!(message.contains("expected images, .png, .jpg, .jpeg, .webp; found none, and 1 other files"), "{message}");
    scratch.write("a.png", png(4, 4, [0; 3]));
    scratch.write("sub/a.png", png(4, 4, [0; 3]));
    let message = said(open(&scratch, 4, Crop::Center, Color::Rgb));
    assert!(message.contains("found 1 in it and more in 1 sub-folders"), "{message}");
    let nowhere = folder(&scratch.path().join("none"), 4, Crop::Center, Color::Rgb, false, 0.0, 0.0, 0);
    assert!(said(nowhere).contains("expected a folder of images"));
    scratch.write("b/a.png", "");
    let broken = folder(&scratch.path().join("b"), 4, Crop::Center, Color::Rgb, false, 0.0, 0.0, 0).unwrap();
    assert!(said(broken.prepare()).contains("none of its 1 images can be read: a.png"));
}

#[test]
fn parts_are_shares_or_folders_of_their_own() {
    let scratch = Scratch::new();
    for i in 0..20 {
        scratch.write(&format!("plain/{i}.png"), png(1, 1, [i, 0, 0]));
    }
    let open = |name: &str| folder(&scratch.path().join(name), 1, Crop::None, Color::Rgb, false, 0.2, 0.1, 0);
    let reds = |data: &dyn Dataset| {
        let all: Vec<usize> = (0..data.len().unwrap()).collect();
        data.get(&all).unwrap().0.chunks(3).map(|image| (image[0] * 255.0).round() as u8).collect::<Vec<_>>()
    };
    let data = open("plain").unwrap();
    let part = |data: &Parted, split| data.part(split).unwrap().map(|part| reds(part.as_ref())).unwrap_or_default();
    let (validation, test) = (part(&data, Split::Validation), part(&data, Split::Test));
    assert_eq!((validation.len(), test.len()), (2, 4));
    let mut all = [reds(&data), validation, test].concat();
    all.sort_unstable();
    assert_eq!(all, (0..20).collect::<Vec<u8>>());
    for (name, red) in [("train/a/1.png", 1), ("train/b/1.png", 2), ("val/a/1.png", 3), ("val/b/1.png", 4)] {
        scratch.write(&format!("own/{name}"), png(1, 1, [red, 0, 0]));
    }
    let own = open("own").unwrap();
    assert_eq!((own.classes(), reds(&own), part(&own, Split::Validation)), (2, vec![1, 2], vec![3, 4]));
    assert!(part(&own, Split::Test).is_empty());
    std::fs::remove_dir_all(scratch.path().join("own/val/b")).unwrap();
    assert!(said(open("own")).contains("expected the sub-folders that `train` has, a, b; found a"));
}
