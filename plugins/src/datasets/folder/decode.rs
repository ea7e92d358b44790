//! From a file to pixels.

use std::path::Path;

use image::imageops::FilterType;
use image::{ColorType, DynamicImage, ImageReader, Limits};

use super::Crop;

/// What is wanted of every image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) size: usize,
    pub(super) crop: Crop,
    pub(super) gray: bool,
}

/// Longest side of an image.
const LONGEST: u32 = 1 << 15;
/// Bytes that an image may take in memory.
const MOST: u64 = 1 << 29;

fn open(path: &Path) -> Result<ImageReader<std::io::BufReader<std::fs::File>>, String> {
    let mut reader = ImageReader::open(path).map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST);
    reader.limits(limits);
    // Whatever its name says.
    reader.with_guessed_format().map_err(|error| error.to_string())
}

/// Width and height, from the head of the file.
pub(super) fn look(path: &Path) -> Result<[u32; 2], String> {
    let (width, height) = open(path)?.into_dimensions().map_err(|error| short(&error))?;
    // Four channels, as they may be decoded.
    let bytes = 4 * u64::from(width) * u64::from(height);
    if width == 0 || height == 0 || width > LONGEST || height > LONGEST || bytes > MOST {
        let most = MOST >> 20;
        return Err(format!("expected sides of 1 to {LONGEST} and at most {most} MB; found {width} × {height} pixels"));
    }
    Ok([width, height])
}

/// Channels, rows, columns, from 0 to 1.
pub(super) fn decode(path: &Path, wish: Wish) -> Result<Vec<f32>, String> {
    let image = open(path)?.decode().map_err(|error| short(&error))?;
    let image = resized(image, wish)?;
    // 16 bits are kept.
    let deep = !matches!(image.color(), ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8);
    Ok(match (wish.gray, deep) {
        (true, false) => image.into_luma8().into_raw().into_iter().map(|grey| f32::from(grey) / 255.0).collect(),
        (true, true) => image.into_luma16().into_raw().into_iter().map(|grey| f32::from(grey) / 65535.0).collect(),
        (false, false) => by_channel(&image.into_rgb8().into_raw(), |value| f32::from(value) / 255.0),
        (false, true) => by_channel(&image.into_rgb16().into_raw(), |value| f32::from(value) / 65535.0),
    })
}

fn resized(image: DynamicImage, Wish { size, crop, .. }: Wish) -> Result<DynamicImage, String> {
    let size = size as u32;
    let (width, height) = (image.width(), image.height());
    if (width, height) == (size, size) {
        return Ok(image);
    }
    match crop {
        Crop::None => Err(format!("expected {size} × {size} pixels; found {width} × {height}")),
        Crop::Stretch => Ok(image.resize_exact(size, size, FILTER)),
        Crop::Center => {
            let side = width.min(height);
            let middle = image.crop_imm((width - side) / 2, (height - side) / 2, side, side);
            Ok(if side == size { middle } else { middle.resize_exact(size, size, FILTER) })
        }
    }
}

/// Bilinear with antialiasing, as torchvision and Pillow do it.
const FILTER: FilterType = FilterType::Triangle;

fn by_channel<T: Copy>(pixels: &[T], number: impl Fn(T) -> f32) -> Vec<f32> {
    (0..3).flat_map(|channel| pixels.iter().skip(channel).step_by(3)).map(|value| number(*value)).collect()
}

/// Without line breaks, which some decoders have in their messages.
fn short(error: &image::ImageError) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}
