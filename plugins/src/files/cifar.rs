//! The binary version of CIFAR-10: records of a label and the three channels of 32 × 32 pixels.

use super::images::Images;

const PIXELS: usize = 3 * 32 * 32;

/// Adds the records of a file.
///
/// # Errors
///
/// No whole number of records, labels beyond 9.
pub(crate) fn add(images: &mut Images, bytes: &[u8]) -> Result<(), String> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(1 + PIXELS) {
        return Err(format!("expected records of {} bytes; found {} bytes", 1 + PIXELS, bytes.len()));
    }
    for record in bytes.chunks_exact(1 + PIXELS) {
        let (label, pixels) = record.split_at(1);
        if label[0] > 9 {
            return Err(format!("expected labels 0 to 9; found {}", label[0]));
        }
        images.labels.push(label[0]);
        images.bytes.extend(pixels);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::{RngCore, RngExt, rng};

    #[test]
    fn a_record_is_a_label_and_its_pixels() {
        let mut file = vec![7; 1 + PIXELS];
        file.extend([3]);
        file.extend((0..PIXELS).map(|i| (i % 251) as u8));
        let mut images = Images::default();
        assert_eq!(add(&mut images, &file), Ok(()));
        assert_eq!((images.labels.as_slice(), images.bytes[PIXELS + 250]), (&[7, 3][..], 250));
        assert!(add(&mut images, &file[1..]).is_err_and(|e| e.contains("found 6145 bytes")));
        assert!(add(&mut images, &vec![10; 1 + PIXELS]).is_err_and(|e| e.contains("labels 0 to 9; found 10")));
        assert!(add(&mut images, &[]).is_err());
    }

    #[test]
    fn random_bytes_are_refused_or_read() {
        let mut rng = rng(0, 0, "cifar");
        for _ in 0..200 {
            let whole = rng.random::<bool>();
            let mut bytes = vec![0; if whole { 1 + PIXELS } else { rng.random_range(0..8000) }];
            rng.fill_bytes(&mut bytes);
            let mut images = Images::default();
            let label = bytes.first().copied();
            assert_eq!(add(&mut images, &bytes).is_ok(), whole && label.is_some_and(|label| label < 10));
        }
    }
}
