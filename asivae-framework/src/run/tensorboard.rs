//! TensorBoard's event files: each function gives the bytes of whole records, to be put at the end of a file that begins with
//! [`file_version`]. Nothing is remembered between them, so that a file can be cut after any record and written on.
//!
//! A record is the length of a message, that number's checksum, the message and its checksum (the TFRecord format).

mod messages;

use messages::{Dim, Event, Held, Histogram, Image, Metadata, Plugin, Shape, Summary, Tensor, Value, What};
use prost::Message;

/// What TensorBoard's reader asks for in the first record.
const FILE_VERSION: &str = "brain.Event:2";
/// `DT_STRING` of `types.proto`.
const STRING: i32 = 7;
/// `DATA_CLASS_TENSOR` of `summary.proto`.
const TENSOR: i32 = 2;
/// Buckets of a histogram; TensorBoard shows 30 and divides others anew.
const BUCKETS: usize = 30;

/// The first record of a file. `wall`, here and below, is in seconds since 1970.
pub(crate) fn file_version(wall: f64) -> Vec<u8> {
    record(wall, 0, What::FileVersion(FILE_VERSION.to_owned()))
}

/// Numbers of one step, in one record. What is not finite is kept: TensorBoard marks such points.
pub(crate) fn scalars<'a>(wall: f64, step: usize, values: impl Iterator<Item = (&'a str, f64)>) -> Vec<u8> {
    let value = values.map(|(tag, number)| value(tag, None, Held::Scalar(number as f32))).collect();
    record(wall, step, What::Summary(Summary { value }))
}

/// A text, shown as Markdown.
pub(crate) fn text(wall: f64, step: usize, tag: &str, markdown: &str) -> Vec<u8> {
    let metadata = Metadata { plugin: Some(Plugin { name: "text".to_owned() }), data_class: TENSOR };
    let shape = Shape { dim: vec![Dim { size: 1 }] };
    let tensor = Tensor { dtype: STRING, shape: Some(shape), string: vec![markdown.as_bytes().to_vec()] };
    one(wall, step, value(tag, Some(metadata), Held::Tensor(tensor)))
}

/// A picture: a whole PNG file with colours.
pub(crate) fn image(wall: f64, step: usize, tag: &str, png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let image = Image { height: side(height), width: side(width), colorspace: 3, encoded: png.to_vec() };
    one(wall, step, value(tag, None, Held::Image(image)))
}

/// How values are spread.
pub(crate) fn histogram(wall: f64, step: usize, tag: &str, values: &[f32]) -> Vec<u8> {
    one(wall, step, value(tag, None, Held::Histogram(counted(values))))
}

/// Buckets of equal width. Values that are not finite belong to none and are left out, since a limit that is not finite breaks the pictures.
fn counted(values: &[f32]) -> Histogram {
    let finite = || values.iter().filter(|v| v.is_finite()).map(|v| f64::from(*v));
    let (min, max) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)));
    if min > max {
        // Nothing to count. Readers take the number of buckets from the limits and need one at least.
        return Histogram { bucket_limit: vec![0.0], bucket: vec![0.0], ..Histogram::default() };
    }
    let buckets = if min < max { BUCKETS } else { 1 };
    let width = (max - min) / buckets as f64;
    let mut bucket = vec![0.0; buckets];
    for v in finite() {
        let place = if width > 0.0 { ((v - min) / width) as usize } else { 0 };
        bucket[place.min(buckets - 1)] += 1.0;
    }
    let mut bucket_limit: Vec<f64> = (1..=buckets).map(|i| min + i as f64 * width).collect();
    bucket_limit[buckets - 1] = max;
    Histogram {
        min,
        max,
        num: bucket.iter().sum(),
        sum: finite().sum(),
        sum_squares: finite().map(|v| v * v).sum(),
        bucket_limit,
        bucket,
    }
}

fn value(tag: &str, metadata: Option<Metadata>, held: Held) -> Value {
    Value { tag: tag.to_owned(), metadata, held: Some(held) }
}

fn one(wall: f64, step: usize, value: Value) -> Vec<u8> {
    record(wall, step, What::Summary(Summary { value: vec![value] }))
}

fn record(wall: f64, step: usize, what: What) -> Vec<u8> {
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    framed(&Event { wall_time: wall, step, what: Some(what) }.encode_to_vec())
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = (message.len() as u64).to_le_bytes();
    let parts = [&length[..], &checksum(&length), message, &checksum(message)];
    parts.concat()
}

/// CRC32C, turned and shifted as TFRecord has it: the checksum of data that contain their own checksum would say little.
fn checksum(data: &[u8]) -> [u8; 4] {
    crc32c::crc32c(data).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

#[cfg(test)]
mod tests;
