//! Scanned digits.

use asivae::prelude::*;
use asivae::random::{Rng, RngExt};

/// Handwritten digits of 8 × 8 pixels; the label of an image is its digit.
#[derive(Clone, Copy, Debug)]
pub struct Digits;

/// In the format of MNIST: header, then a byte for each pixel or label.
const IMAGES: &[u8] = include_bytes!("digits/images.idx3-ubyte").split_at(16).1;
const LABELS: &[u8] = include_bytes!("digits/labels.idx1-ubyte").split_at(8).1;
const PIXELS: usize = 64;
/// With batches of this size an epoch is a pass over the images.
const USUAL_BATCH: usize = 64;

/// 1 797 scanned digits, grey images of 8 × 8 pixels from 0 to 1, drawn with replacement.
///
/// `x` uniform among the images
///
/// Alpaydin & Kaynak, *Optical Recognition of Handwritten Digits* (UCI Machine Learning Repository 1998, doi 10.24432/C50P49), the test part, CC BY 4.0. There is no
/// second part: figures are of images that were trained on.
#[intro_dataset]
pub fn digits() -> Digits {
    Digits
}

impl Dataset for Digits {
    fn name(&self) -> &str {
        "digits"
    }

    fn shape(&self) -> [usize; 3] {
        [1, 8, 8]
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.labelled(size, rng).0
    }

    fn classes(&self) -> usize {
        10
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> (Vec<f32>, Vec<usize>) {
        let (mut images, mut labels) = (Vec::with_capacity(size * PIXELS), Vec::with_capacity(size));
        for _ in 0..size {
            let chosen = rng.random_range(0..LABELS.len());
            let image = &IMAGES[chosen * PIXELS..][..PIXELS];
            images.extend(image.iter().map(|grey| f32::from(*grey) / 255.0));
            labels.push(usize::from(LABELS[chosen]));
        }
        (images, labels)
    }

    fn epoch_steps(&self) -> usize {
        LABELS.len().div_ceil(USUAL_BATCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::random::rng;

    #[test]
    fn there_are_as_many_images_as_labels_and_all_ten_digits() {
        assert_eq!((LABELS.len(), IMAGES.len()), (1797, 1797 * PIXELS));
        let mut counts = [0; 10];
        LABELS.iter().for_each(|label| counts[usize::from(*label)] += 1);
        // as the source has them
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn an_image_is_grey_and_a_zero_is_hollow() {
        let (images, labels) = Digits.labelled(400, &mut rng(1, 0, "test"));
        assert!(images.iter().all(|grey| (0.0..=1.0).contains(grey)));
        let mean = |digit: usize, pixel: usize| {
            let of = images.chunks(PIXELS).zip(&labels).filter(|(_, label)| **label == digit);
            let (sum, count) = of.fold((0.0, 0.0), |(sum, count), (image, _)| (sum + image[pixel], count + 1.0));
            sum / count
        };
        // Row 3, column 3: the middle.
        assert!(mean(0, 27) < 0.2 && mean(1, 27) > 0.5);
    }
}
