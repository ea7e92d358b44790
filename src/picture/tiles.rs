//! Images side by side, pixel by pixel.

use asivae_framework::{Error, Result};

use super::canvas::{Canvas, Trouble};
use super::palette::{FAINT, INK};
use super::shown::is_image;

/// Pixels between images.
const GAP: usize = 2;
/// More of them between rows that do not belong together.
const ROOM: usize = 6;
/// Images that are smaller than this are enlarged by a whole number, so that one can look at them.
const SMALL: usize = 56;

/// Rows of images as the bytes of a PNG file, each pixel a square of pixels; so many rows stand together, with more room to the next. What is shorter is filled up with
/// white.
///
/// # Errors
///
/// Samples that are no images of one or three channels, which alone can be drawn, or not of that shape.
pub fn tiles<I: AsRef<[f32]>>(rows: &[Vec<I>], together: usize, shape: [usize; 3]) -> Result<Vec<u8>> {
    let [channels, height, width] = shape;
    if !is_image(shape) {
        let message = format!("expected images of 1 or 3 channels to be drawn; found {channels}x{height}x{width}");
        return Err(Error::setting("samples", message));
    }
    let scale = (SMALL / height.max(width)).max(1);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let side = |count: usize, pixels: usize| GAP + count * (pixels * scale + GAP);
    let down = |row: usize| side(row, height) + ROOM * (row / together.max(1));
    let (whole, high) = (side(columns, width), down(rows.len().saturating_sub(1)) + height * scale + GAP);
    let mut bytes = vec![255_u8; whole * high * 3];
    for (row, images) in rows.iter().enumerate() {
        for (column, image) in images.iter().map(AsRef::as_ref).enumerate() {
            if image.len() != channels * height * width {
                let message = format!(
                    "expected {} numbers for {channels}x{height}x{width}; found {}",
                    channels * height * width,
                    image.len()
                );
                return Err(Error::setting("samples", message));
            }
            let (top, left) = (down(row), side(column, width));
            for y in 0..height * scale {
                for x in 0..width * scale {
                    let at = ((top + y) * whole + left + x) * 3;
                    bytes[at..at + 3].copy_from_slice(&pixel(image, shape, y / scale, x / scale));
                }
            }
        }
    }
    encoded(&bytes, whole, high).map_err(|error| Error::io("a picture of images", error))
}

fn encoded(bytes: &[u8], width: usize, height: usize) -> std::result::Result<Vec<u8>, Trouble> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(bytes)?;
    Ok(png)
}

/// A pixel in red, green and blue. What is outside 0 to 1 is cut off there; what is no number is red.
fn pixel(image: &[f32], [channels, height, width]: [usize; 3], y: usize, x: usize) -> [u8; 3] {
    let channel = |channel: usize| image[(channel * height + y) * width + x];
    let of = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    let found = match channels {
        1 => [channel(0); 3],
        _ => [channel(0), channel(1), channel(2)],
    };
    if found.iter().any(|value| value.is_nan()) { [255, 0, 0] } else { found.map(of) }
}

/// A row of real images and rows of generated ones in a square.
pub(super) fn draw_images(
    canvas: &mut Canvas,
    [x, y, side]: [i32; 3],
    (samples, data): (&[f32], &[f32]),
    shape: [usize; 3],
) -> std::result::Result<(), Trouble> {
    let pixels: usize = shape.iter().product();
    let largest = shape[1].max(shape[2]) as i32;
    // As many as stand there large enough to be seen.
    let columns = (side / largest.clamp(40, side)).clamp(1, 10);
    let tile = (side - 8) / columns;
    let (grey, own) = (data.chunks_exact(pixels), samples.chunks_exact(pixels));
    let rows = columns - 1;
    let drawn = own.len().min((rows.max(1) * columns) as usize);
    canvas.text("data, one row; below it samples", (x, y - 21), 15, INK, super::Align::Left)?;
    let note = format!("{drawn} of the same noise at all steps");
    canvas.text(&note, (x + side, y - 21), 13, FAINT, super::Align::Right)?;
    // The samples stand a little lower.
    let place = |i: i32, first: i32| (x + (i % columns) * tile, y + (first + i / columns) * tile + 8 * first);
    let mut paint = |image: &[f32], (left, top): (i32, i32)| {
        canvas.image((left, top), tile - 3, |down, across| {
            let at = |share: f64, pixels: usize| ((share * pixels as f64) as usize).min(pixels - 1);
            pixel(image, shape, at(down, shape[1]), at(across, shape[2]))
        });
    };
    if columns > 1 {
        grey.take(columns as usize).enumerate().for_each(|(i, image)| paint(image, place(i as i32, 0)));
    }
    let first = i32::from(columns > 1);
    own.take(drawn).enumerate().for_each(|(i, image)| paint(image, place(i as i32, first)));
    Ok(())
}

#[test]
fn tiles_stand_in_rows_and_small_images_are_enlarged() -> Result<()> {
    let (dark, light) = ([0.0_f32; 4], [1.0_f32, 2.0, f32::NAN, 0.5]);
    let png = tiles(&[vec![&dark[..], &light], vec![&light]], 2, [1, 2, 2])?;
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("its size")];
    reader.next_frame(&mut bytes).expect("a frame");
    let (wide, at) = (2 + 2 * 58, |x: usize, y: usize| [0, 1, 2].map(|c| bytes[(y * (2 + 2 * 58) + x) * 3 + c]));
    assert_eq!((reader.info().width, reader.info().height), (wide, wide));
    assert_eq!([at(0, 0), at(2, 2), at(60, 2), at(60, 57)], [[255; 3], [0; 3], [255; 3], [255, 0, 0]]);
    assert_eq!([at(117 - 2, 57), at(60, 60)], [[128; 3], [255; 3]]);
    assert!(tiles::<&[f32]>(&[], 1, [2, 1, 1]).is_err());
    Ok(())
}
