//! MATLAB's files of level 5, as far as SVHN has them: arrays of bytes.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// An array: its sizes, and its bytes with the first index running fastest.
#[derive(Debug, PartialEq)]
pub(crate) struct Array {
    pub(crate) name: String,
    pub(crate) sizes: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

// Types of elements, and the class of an array of bytes: *MAT-File Format* (MathWorks), tables 1-1 and 1-3.
const INT8: u32 = 1;
const UINT8: u32 = 2;
const INT32: u32 = 5;
const UINT32: u32 = 6;
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;
/// Arrays of numbers: double, single, and whole ones of 8 to 64 bits.
const CLASSES_OF_NUMBERS: std::ops::RangeInclusive<u8> = 6..=15;

/// More than that no array of images is: what is compressed could grow beyond any memory.
const MOST: u64 = 1 << 32;

/// The arrays of bytes in a file; others are left out.
///
/// # Errors
///
/// Another format or byte order, what is damaged.
pub(crate) fn parse(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let (header, mut rest) = bytes.split_at_checked(128).ok_or("expected a header of 128 bytes".to_owned())?;
    if header[124..] != [0, 1, b'I', b'M'] {
        return Err("expected a MAT file of level 5 with the low byte first".to_owned());
    }
    let mut arrays = Vec::new();
    while !rest.is_empty() {
        let (kind, data, behind) = element(rest)?;
        rest = behind;
        match kind {
            COMPRESSED => {
                let mut inner = Vec::new();
                let read = ZlibDecoder::new(data).take(MOST).read_to_end(&mut inner);
                read.map_err(|error| format!("what is compressed is damaged: {error}"))?;
                if let (MATRIX, data, _) = element(&inner)? {
                    arrays.extend(array(data)?);
                }
            }
            MATRIX => arrays.extend(array(data)?),
            _ => {}
        }
    }
    Ok(arrays)
}

/// Type and data of the first element, and what follows it.
fn element(bytes: &[u8]) -> Result<(u32, &[u8], &[u8]), String> {
    let cut = || "it ends in the middle of an element".to_owned();
    let word = |at: usize| {
        let word: Option<[u8; 4]> = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
        word.map(u32::from_le_bytes).ok_or_else(cut)
    };
    let (kind, size) = (word(0)?, word(4)?);
    if kind >> 16 > 0 {
        // A small one, whose data stand in the place of its size.
        let data = bytes.get(4..4 + (kind >> 16) as usize).ok_or_else(cut)?;
        return Ok((kind & 0xffff, data, bytes.get(8..).unwrap_or_default()));
    }
    let end = 8 + size as usize;
    let data = bytes.get(8..end).ok_or_else(cut)?;
    // What is compressed is not padded.
    let padded = if kind == COMPRESSED { end } else { end.next_multiple_of(8) };
    Ok((kind, data, bytes.get(padded..).unwrap_or_default()))
}

/// The array in an element; nothing where it is none of bytes.
fn array(bytes: &[u8]) -> Result<Option<Array>, String> {
    let (UINT32, flags, rest) = element(bytes)? else { return Err("an array has no flags".to_owned()) };
    // The class says what MATLAB makes of the numbers, labels are of class double; bytes is how they are stored.
    if flags.first().is_none_or(|class| !CLASSES_OF_NUMBERS.contains(class)) {
        return Ok(None);
    }
    let (INT32, sizes, rest) = element(rest)? else { return Err("an array has no sizes".to_owned()) };
    let size = |size: &[u8]| size.iter().rev().fold(0usize, |number, byte| number << 8 | usize::from(*byte));
    let sizes: Vec<usize> = sizes.chunks(4).map(size).collect();
    let (INT8, name, rest) = element(rest)? else { return Err("an array has no name".to_owned()) };
    let name = String::from_utf8_lossy(name).into_owned();
    let (UINT8, data, _) = element(rest)? else { return Ok(None) };
    let count = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    match count == Some(data.len()) {
        true => Ok(Some(Array { name, sizes, bytes: data.to_vec() })),
        false => Err(format!("the array `{name}` has {} bytes; its sizes are {sizes:?}", data.len())),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use super::*;
    use asivae::random::{RngExt, rng};

    /// As published: labels are of class double and stored as bytes.
    const DOUBLE: u8 = 6;
    const UINT8_CLASS: u8 = 9;

    /// A file with one array, as it would be written.
    pub(crate) fn file(name: &str, sizes: &[u32], bytes: &[u8]) -> Vec<u8> {
        let element = |kind: u32, data: &[u8]| {
            let mut element = [kind.to_le_bytes(), (data.len() as u32).to_le_bytes()].concat();
            element.extend(data);
            element.resize(element.len().next_multiple_of(8), 0);
            element
        };
        let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
        let parts = [
            element(UINT32, &[if name == "y" { DOUBLE } else { UINT8_CLASS }, 0, 0, 0, 0, 0, 0, 0]),
            element(INT32, &sizes),
            // In the small form.
            [(1u32 << 16 | INT8).to_le_bytes(), [name.as_bytes()[0], 0, 0, 0]].concat(),
            element(UINT8, bytes),
        ];
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&element(MATRIX, &parts.concat())).unwrap();
        let packed = packed.finish().unwrap();
        let mut element = [COMPRESSED.to_le_bytes(), (packed.len() as u32).to_le_bytes()].concat();
        element.extend(packed);
        element
    }

    pub(crate) fn header() -> Vec<u8> {
        let mut header = vec![b' '; 128];
        header[124..].copy_from_slice(&[0, 1, b'I', b'M']);
        header
    }

    #[test]
    fn compressed_arrays_are_read_with_their_names_and_sizes() {
        let text = [header(), file("X", &[2, 3], &[1, 2, 3, 4, 5, 6]), file("y", &[1, 2], &[9, 10])].concat();
        let arrays = parse(&text).unwrap();
        assert_eq!(arrays[0], Array { name: "X".to_owned(), sizes: vec![2, 3], bytes: vec![1, 2, 3, 4, 5, 6] });
        assert_eq!((arrays[1].name.as_str(), arrays[1].bytes.as_slice()), ("y", &[9, 10][..]));
        assert!(parse(&[header(), file("X", &[2, 4], &[1; 6])].concat()).is_err_and(|e| e.contains("has 6 bytes")));
        assert!(parse(&text[..140]).is_err_and(|e| e.contains("middle of an element")));
        assert!(parse(b"PK").is_err());
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let whole = [header(), file("X", &[2, 3], &[1, 2, 3, 4, 5, 6])].concat();
        let mut rng = rng(0, 0, "mat");
        for _ in 0..5_000 {
            let mut bytes = whole.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(124..bytes.len());
                bytes[at] = rng.random();
            }
            bytes.truncate(rng.random_range(100..=bytes.len()));
            for array in parse(&bytes).unwrap_or_default() {
                assert_eq!(array.sizes.iter().product::<usize>(), array.bytes.len());
            }
        }
    }
}
