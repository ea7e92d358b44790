//! NumPy's `.npy`: arrays of numbers.

use std::io::Read;

/// What stands in front of the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) shape: Vec<usize>,
    pub(crate) kind: Kind,
}

/// The type of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    I64,
    F32,
    F64,
}

const KINDS: [(&str, Kind); 10] = [
    ("|u1", Kind::U8),
    ("|b1", Kind::Bool),
    ("|i1", Kind::I8),
    ("<u2", Kind::U16),
    ("<i2", Kind::I16),
    ("<u4", Kind::U32),
    ("<i4", Kind::I32),
    ("<i8", Kind::I64),
    ("<f4", Kind::F32),
    ("<f8", Kind::F64),
];

impl Kind {
    fn bytes(self) -> usize {
        match self {
            Kind::Bool | Kind::U8 | Kind::I8 => 1,
            Kind::U16 | Kind::I16 => 2,
            Kind::U32 | Kind::I32 | Kind::F32 => 4,
            Kind::I64 | Kind::F64 => 8,
        }
    }

    /// Whether they are whole; yes and no are numbers from 0 to 1.
    pub(crate) fn is_whole(self) -> bool {
        !matches!(self, Kind::Bool | Kind::F32 | Kind::F64)
    }

    fn number(self, bytes: &[u8]) -> f64 {
        let mut all = [0; 8];
        let width = bytes.len().min(8);
        all[..width].copy_from_slice(&bytes[..width]);
        let low = u64::from_le_bytes(all);
        match self {
            Kind::Bool | Kind::U8 | Kind::U16 | Kind::U32 => low as f64,
            Kind::I8 => f64::from(low as i8),
            Kind::I16 => f64::from(low as i16),
            Kind::I32 => f64::from(low as i32),
            Kind::I64 => low as i64 as f64,
            Kind::F32 => f64::from(f32::from_bits(low as u32)),
            Kind::F64 => f64::from_bits(low),
        }
    }
}

/// Longer than any header that NumPy writes.
const LONGEST: usize = 1 << 16;

/// Reads the header: versions 1 to 3 of the format, in C order.
///
/// # Errors
///
/// What is no such file, another order of indices, another type of numbers.
pub(crate) fn header(file: &mut impl Read) -> Result<Header, String> {
    let mut take = |bytes: &mut [u8]| file.read_exact(bytes).map_err(|_| "it ends in its header".to_owned());
    let mut magic = [0; 8];
    take(&mut magic)?;
    if !magic.starts_with(b"\x93NUMPY") {
        return Err("it is no .npy file: it begins in another way".to_owned());
    }
    let mut size = [0; 4];
    match magic[6] {
        1 => take(&mut size[..2])?,
        2 | 3 => take(&mut size)?,
        other => return Err(format!("expected version 1, 2 or 3 of the format; found {other}")),
    }
    let size = u32::from_le_bytes(size) as usize;
    if size > LONGEST {
        return Err(format!("its header claims {size} bytes; expected at most {LONGEST}"));
    }
    let mut text = vec![0; size];
    take(&mut text)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let entry = |key: &str| {
        let found = text.split_once(&format!("'{key}':")).map(|(_, rest)| rest.trim_start());
        found.ok_or(format!("its header has no `{key}`"))
    };
    let quoted = |text: &str| text.strip_prefix('\'').and_then(|rest| Some(rest.split_once('\'')?.0.to_owned()));
    let descr = quoted(entry("descr")?).ok_or("its numbers have fields: expected plain numbers".to_owned())?;
    let known = || KINDS.map(|(name, _)| name).join(", ");
    let kind = KINDS.iter().find(|(name, _)| *name == descr).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(|| format!("expected numbers of a type among {}; found `{descr}`", known()))?;
    if !entry("fortran_order")?.starts_with("False") {
        return Err("its first index runs fastest: save `numpy.ascontiguousarray(…)` of it".to_owned());
    }
    let inner = entry("shape")?.strip_prefix('(').and_then(|rest| Some(rest.split_once(')')?.0));
    let sizes = inner.into_iter().flat_map(|inner| inner.split(',')).map(str::trim).filter(|size| !size.is_empty());
    let shape: Option<Vec<usize>> = sizes.map(|size| size.parse().ok()).collect();
    let shape = shape.filter(|_| inner.is_some()).ok_or("its shape cannot be read".to_owned())?;
    Ok(Header { shape, kind })
}

/// Reads the numbers behind a header, each as `convert` has it.
///
/// # Errors
///
/// Fewer or more numbers than the shape says.
pub(crate) fn numbers<T>(file: &mut impl Read, header: &Header, convert: impl Fn(f64) -> T) -> Result<Vec<T>, String> {
    let Header { shape, kind } = header;
    let count = shape.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    let bytes = count.and_then(|count| count.checked_mul(kind.bytes()));
    let bytes = bytes.ok_or(format!("the shape {shape:?} is larger than any memory"))?;
    let mut raw = Vec::new();
    // What the header claims is not reserved: it may be damaged.
    file.take(bytes as u64 + 1).read_to_end(&mut raw).map_err(|error| error.to_string())?;
    if raw.len() != bytes {
        let found = if raw.len() > bytes { "more".to_owned() } else { raw.len().to_string() };
        return Err(format!("expected {bytes} bytes for the shape {shape:?}; found {found}"));
    }
    Ok(raw.chunks_exact(kind.bytes()).map(|bytes| convert(kind.number(bytes))).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use asivae::random::{RngExt, rng};

    /// A file as NumPy writes it.
    pub(crate) fn file(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let mut text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}");
        while (10 + text.len() + 1) % 64 != 0 {
            text.push(' ');
        }
        text.push('\n');
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((text.len() as u16).to_le_bytes());
        file.extend(text.as_bytes());
        file.extend(data);
        file
    }

    fn read(bytes: &[u8]) -> Result<(Vec<usize>, Vec<f64>), String> {
        let mut rest = bytes;
        let header = header(&mut rest)?;
        let numbers = numbers(&mut rest, &header, |number| number)?;
        Ok((header.shape, numbers))
    }

    #[test]
    fn numbers_of_all_types_are_read() {
        assert_eq!(read(&file("|u1", "2, 2", &[0, 1, 2, 255])), Ok((vec![2, 2], vec![0.0, 1.0, 2.0, 255.0])));
        assert_eq!(read(&file("<i2", "1,", &[0xfe, 0xff])), Ok((vec![1], vec![-2.0])));
        assert_eq!(read(&file("<f4", "2,", &[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])), Ok((vec![2], vec![1.0, -2.0])));
        assert_eq!(read(&file("<i8", "1,", &(-5i64).to_le_bytes())), Ok((vec![1], vec![-5.0])));
        assert_eq!(read(&file("<f8", "", &0.1f64.to_le_bytes())), Ok((vec![], vec![0.1])));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (bytes, expected) in [
            (file("|u1", "3,", &[1]), "expected 3 bytes for the shape [3]; found 1"),
            (file("|u1", "1,", &[1, 2]), "found more"),
            (file(">f4", "1,", &[0; 4]), "found `>f4`"),
            (file("<c8", "1,", &[0; 8]), "a type among |u1"),
            (file("|u1", "-1,", &[1]), "its shape cannot be read"),
            (file("<f8", "4294967296, 4294967296", &[]), "larger than any memory"),
            (b"PK\x03\x04aaaa".to_vec(), "it is no .npy file"),
            (b"\x93NUMPY\x09\x00\x00\x00".to_vec(), "found 9"),
            (Vec::new(), "it ends in its header"),
        ] {
            let said = read(&bytes).expect_err(expected);
            assert!(said.contains(expected), "{said}");
        }
        let turned = String::from_utf8_lossy(&file("|u1", "1,", &[1])[10..]).replace("False", "True ");
        let mut bytes = file("|u1", "1,", &[1])[..10].to_vec();
        bytes.extend(turned.as_bytes());
        assert!(read(&bytes).is_err_and(|e| e.contains("ascontiguousarray")));
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let whole = file("<f4", "2, 3", &[7; 24]);
        let mut rng = rng(0, 0, "npy");
        for _ in 0..20_000 {
            let mut bytes = whole.clone();
            for _ in 0..rng.random_range(1..5) {
                let at = rng.random_range(0..bytes.len());
                bytes[at] = rng.random();
            }
            bytes.truncate(rng.random_range(0..=bytes.len()));
            if let Ok((shape, numbers)) = read(&bytes) {
                assert_eq!(shape.iter().product::<usize>(), numbers.len());
            }
        }
    }
}
