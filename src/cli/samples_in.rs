//! Samples and latents on their way in: CSV and NumPy's format.

use std::path::Path;

use crate::Error;

/// Rows of numbers, and the class of each where a column says it.
pub(super) struct Given {
    /// Row-major.
    pub(super) values: Vec<f32>,
    /// How many rows.
    pub(super) n: usize,
    /// Their classes.
    pub(super) labels: Option<Vec<usize>>,
}

/// Reads rows of `width` numbers from a file, by its ending.
///
/// # Errors
///
/// A file that cannot be read, is damaged, or has rows of another width.
pub(super) fn read(path: &Path, width: usize) -> Result<Given, Error> {
    let wrong = |message: String| Error::io(path, message);
    let bytes = std::fs::read(path).map_err(|e| wrong(format!("it cannot be read: {e}")))?;
    let given = match path.extension().and_then(|ending| ending.to_str()) {
        Some("npy") => from_npy(&bytes, width),
        Some("csv") => match String::from_utf8(bytes) {
            Ok(text) => from_csv(&text, width),
            Err(_) => Err("it is no text".to_owned()),
        },
        _ => Err("expected a file .csv or .npy".to_owned()),
    };
    let given = given.map_err(wrong)?;
    match given.values.iter().position(|value| !value.is_finite()) {
        _ if given.n == 0 => Err(wrong("it has no rows".to_owned())),
        Some(at) => Err(wrong(format!("row {} holds a number that is not finite", at / width + 1))),
        None => Ok(given),
    }
}

/// Numbers side by side; a first line of names may stand above them, and one of these may be `label`.
fn from_csv(text: &str, width: usize) -> Result<Given, String> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).peekable();
    let named = |line: &str| line.split(',').any(|cell| cell.trim().parse::<f32>().is_err());
    let names = lines.next_if(|(_, line)| named(line));
    let label = names.and_then(|(_, names)| names.split(',').position(|name| name.trim() == "label"));
    let columns = width + usize::from(label.is_some());
    if let Some((i, names)) = names.filter(|(_, names)| names.split(',').count() != columns) {
        return Err(format!("line {}: expected {columns} names; found {}", i + 1, names.split(',').count()));
    }
    let mut given = Given { values: Vec::new(), n: 0, labels: label.map(|_| Vec::new()) };
    for (i, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        if cells.len() != columns {
            return Err(format!("line {}: expected {columns} columns; found {}", i + 1, cells.len()));
        }
        for (column, cell) in cells.into_iter().enumerate() {
            let number = || format!("line {}: expected a number; found `{cell}`", i + 1);
            match given.labels.as_mut().filter(|_| label == Some(column)) {
                Some(labels) => labels.push(cell.parse().map_err(|_| number())?),
                None => given.values.push(cell.parse().map_err(|_| number())?),
            }
        }
        given.n += 1;
    }
    Ok(given)
}

/// Version 1 to 3 of the format, of little-endian floats in C order.
fn from_npy(bytes: &[u8], width: usize) -> Result<Given, String> {
    let damaged = || "it is damaged, or no .npy file".to_owned();
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or_else(damaged)?;
    let (length, rest) = match rest {
        [1, _, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
        _ => return Err(damaged()),
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(damaged)?;
    let header = std::str::from_utf8(header).map_err(|_| damaged())?;
    let entry = |key: &str| Some(header.split_once(&format!("'{key}':"))?.1.trim_start());
    if !entry("fortran_order").ok_or_else(damaged)?.starts_with("False") {
        return Err("it is in Fortran's order; expected C's, numpy.ascontiguousarray".to_owned());
    }
    let shape = entry("shape").and_then(|rest| rest.strip_prefix('(')?.split_once(')')).ok_or_else(damaged)?.0;
    let sides = shape.split(',').map(str::trim).filter(|side| !side.is_empty()).map(str::parse::<usize>);
    let sides: Vec<usize> = sides.collect::<Result<_, _>>().map_err(|_| damaged())?;
    let [n, each @ ..] = sides.as_slice() else {
        return Err(format!("expected rows of {width} numbers; found one number"));
    };
    if each.iter().try_fold(1_usize, |product, side| product.checked_mul(*side)) != Some(width) {
        return Err(format!("expected the shape [{n}, {width}]; found {sides:?}"));
    }
    let descr = entry("descr").and_then(|rest| rest.strip_prefix('\'')?.split_once('\'')).ok_or_else(damaged)?.0;
    let (size, number): (usize, fn(&[u8]) -> f32) = match descr {
        "<f4" => (4, |bytes| bytes.try_into().map_or(f32::NAN, f32::from_le_bytes)),
        "<f8" => (8, |bytes| bytes.try_into().map_or(f32::NAN, |bytes| f64::from_le_bytes(bytes) as f32)),
        other => return Err(format!("expected numbers <f4 or <f8; found `{other}`")),
    };
    if n.checked_mul(width).and_then(|numbers| numbers.checked_mul(size)) != Some(data.len()) {
        return Err(format!("expected {sides:?} numbers of {size} bytes; found {} bytes", data.len()));
    }
    Ok(Given { values: data.chunks_exact(size).map(number).collect(), n: *n, labels: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{self, RngExt};

    fn npy(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    fn header(descr: &str, shape: &str) -> String {
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n")
    }

    #[test]
    fn both_formats_are_read() {
        let data: Vec<u8> = [1.0_f64, -2.0, 3.5, 4.0].iter().flat_map(|v| v.to_le_bytes()).collect();
        let read = from_npy(&npy(&header("<f8", "(2, 2)"), &data), 2).unwrap();
        assert_eq!((read.values, read.n, read.labels), (vec![1.0, -2.0, 3.5, 4.0], 2, None));
        let read = from_csv("x,y,label\n1,-2,0\n\n3.5,4e0,7\n", 2).unwrap();
        assert_eq!((read.values, read.n, read.labels), (vec![1.0, -2.0, 3.5, 4.0], 2, Some(vec![0, 7])));
        assert_eq!(from_csv("1,2\n", 2).unwrap().values, [1.0, 2.0]);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let message = |given: Result<Given, String>| given.err().unwrap_or_default();
        let data = [0; 16];
        assert!(message(from_npy(&npy(&header("<f4", "(2, 3)"), &data), 2)).contains("found [2, 3]"));
        assert!(message(from_npy(&npy(&header("<f4", "(3, 2)"), &data), 2)).contains("found 16 bytes"));
        assert!(message(from_npy(&npy(&header("<i8", "(1, 2)"), &data), 2)).contains("found `<i8`"));
        let huge = format!("({}, 2)", usize::MAX);
        assert!(message(from_npy(&npy(&header("<f4", &huge), &data), 2)).contains("found 16 bytes"));
        assert!(message(from_csv("x,y\n1,2,3\n", 2)).contains("line 2: expected 2 columns; found 3"));
        assert!(message(from_csv("x,y\n1,2\n1,b\n", 2)).contains("line 3: expected a number; found `b`"));
        assert!(message(from_csv("a,x,y,label\n1,2,0\n", 2)).contains("line 1: expected 3 names; found 4"));
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        let whole = npy(&header("<f4", "(2, 2)"), &[0; 16]);
        assert!(from_npy(&whole, 2).is_ok());
        for length in 0..whole.len() {
            assert!(from_npy(&whole[..length], 2).is_err(), "{length} bytes");
        }
    }

    /// `ASIVAE_FUZZ=100000 cargo test --lib samples_in` tries more of them.
    #[test]
    fn hostile_files_are_read_or_refused() {
        const NASTY: [&str; 10] =
            ["nan", "1e999", "-0", ",,", "\u{feff}", "\u{1f4a5}", "(9999999999999999999, 2)", "True", "'<f8'", "\n\n"];
        let cases: usize = std::env::var("ASIVAE_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000);
        let whole = [
            npy(&header("<f4", "(4, 2)"), &[0; 32]),
            npy(&header("<f8", "(2, 2)"), &[1; 32]),
            b"x,y,label\n1,-2,0\n3.5,4e0,7\n-1e-3,0,2\n".to_vec(),
        ];
        let (mut rng, mut read) = (random::rng(5, 0, "hostile"), 0);
        for i in 0..cases {
            let mut bytes = whole[i % whole.len()].clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..=bytes.len());
                let end = (at + rng.random_range(0..12)).min(bytes.len());
                match rng.random_range(0..4) {
                    0 => bytes.truncate(at),
                    1 => drop(bytes.drain(at..end)),
                    2 => drop(bytes.splice(at..at, NASTY[rng.random_range(0..NASTY.len())].bytes())),
                    _ if at < bytes.len() => bytes[at] = rng.random_range(0..=255) as u8,
                    _ => {}
                }
            }
            let given = match i % whole.len() {
                2 => from_csv(&String::from_utf8_lossy(&bytes), 2),
                _ => from_npy(&bytes, 2),
            };
            let Ok(given) = given else { continue };
            read += 1;
            assert_eq!(given.values.len(), given.n * 2, "{bytes:?}");
            assert!(given.labels.is_none_or(|labels| labels.len() == given.n), "{bytes:?}");
        }
        println!("{cases} files: {read} read");
        assert!(read > 0 && read < cases, "{read} of {cases} were read");
    }
}
