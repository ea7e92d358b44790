//! The format of MNIST: a magic number, sizes, bytes.

/// Sizes and bytes of a file with so many sizes.
///
/// LeCun, Cortes & Burges, *The MNIST database*: two zero bytes, 8 for unsigned bytes, the number of sizes, the sizes as big-endian 32-bit numbers, the bytes.
///
/// # Errors
///
/// Another magic number, other sizes than there are bytes.
pub(crate) fn parse(bytes: &[u8], sizes: usize) -> Result<(Vec<usize>, &[u8]), String> {
    let short = || format!("expected a header of {} bytes; found {} bytes in all", 4 + 4 * sizes, bytes.len());
    let (magic, rest) = bytes.split_at_checked(4).ok_or_else(short)?;
    let expected = [0, 0, 8, sizes as u8];
    if magic != expected {
        return Err(format!("expected the magic number {expected:?}; found {magic:?}"));
    }
    let (header, values) = rest.split_at_checked(4 * sizes).ok_or_else(short)?;
    let size = |chunk: &[u8]| chunk.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
    let shape: Vec<usize> = header.chunks(4).map(size).collect();
    let count = shape.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    match count == Some(values.len()) {
        true => Ok((shape, values)),
        false => Err(format!("expected the bytes of {shape:?}; found {}", values.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::{RngCore, RngExt, rng};

    #[test]
    fn sizes_are_read_and_must_fit_the_bytes() {
        let file = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];
        assert_eq!(parse(&file, 2), Ok((vec![2, 3], &file[12..])));
        let said = |bytes: &[u8], sizes| parse(bytes, sizes).expect_err("it is wrong");
        assert_eq!(said(&file[..17], 2), "expected the bytes of [2, 3]; found 5");
        assert!(said(&file, 1).starts_with("expected the magic number [0, 0, 8, 1]; found [0, 0, 8, 2]"));
        assert!(said(&file[..7], 2).starts_with("expected a header of 12 bytes"));
        assert!(said(&[], 3).contains("found 0 bytes"));
    }

    #[test]
    fn random_bytes_are_refused_or_read() {
        let mut rng = rng(0, 0, "idx");
        for _ in 0..20_000 {
            let mut bytes = vec![0; rng.random_range(0..40)];
            rng.fill_bytes(&mut bytes);
            let head = [0, 0, 8, 3];
            if rng.random() && bytes.len() > 4 {
                bytes[..4].copy_from_slice(&head);
            }
            for sizes in 1..4 {
                if let Ok((shape, values)) = parse(&bytes, sizes) {
                    assert_eq!(shape.iter().product::<usize>(), values.len());
                }
            }
        }
    }
}
