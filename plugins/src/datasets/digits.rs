//! Scanned digits.

use std::sync::Arc;

use asivae::prelude::*;
use asivae::{Parted, Result};

/// Handwritten digits of 8 × 8 pixels; the label of an image is its digit.
#[derive(Clone, Copy, Debug)]
pub struct Digits;

/// In the format of MNIST: header, then a byte for each pixel or label.
const IMAGES: &[u8] = include_bytes!("digits/images.idx3-ubyte").split_at(16).1;
const LABELS: &[u8] = include_bytes!("digits/labels.idx1-ubyte").split_at(8).1;
const PIXELS: usize = 64;
/// Of them, held out for tests.
const TEST: usize = 360;

/// 1 797 scanned digits, grey images of 8 × 8 pixels from 0 to 1: 1 437 to be trained on, and 360 for tests, drawn from all of them once and for all.
///
/// Alpaydin & Kaynak, *Optical Recognition of Handwritten Digits* (UCI Machine Learning Repository 1998, doi 10.24432/C50P49), the test part, CC BY 4.0. It is by 13
/// of the 43 writers, so that the two parts are by the same hands.
#[intro_dataset]
pub fn digits() -> Parted {
    Parted::by_share(Arc::new(Digits), 0.0, TEST as f64 / LABELS.len() as f64, 0)
}

impl Dataset for Digits {
    fn name(&self) -> &str {
        "digits"
    }

    fn shape(&self) -> [usize; 3] {
        [1, 8, 8]
    }

    fn len(&self) -> Option<usize> {
        Some(LABELS.len())
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        let image = |number: &usize| IMAGES[number * PIXELS..][..PIXELS].iter().map(|grey| f32::from(*grey) / 255.0);
        let label = |number: &usize| usize::from(LABELS[*number]);
        Ok((numbers.iter().flat_map(image).collect(), numbers.iter().map(label).collect()))
    }

    fn classes(&self) -> usize {
        10
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::Split;
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
    fn a_fifth_is_held_out_and_shares_no_image_with_the_rest() {
        let train = digits();
        let test = train.part(Split::Test).expect("it is there").expect("it has a test part");
        assert_eq!((train.len(), test.len()), (Some(1437), Some(360)));
        assert!(train.part(Split::Validation).expect("it is known").is_none());
        let images = |data: &dyn Dataset, len: usize| {
            let (values, _) = data.get(&(0..len).collect::<Vec<_>>()).expect("they are there");
            values
                .chunks(PIXELS)
                .map(|image| image.iter().map(|grey| grey.to_bits()).collect())
                .collect::<Vec<Vec<_>>>()
        };
        let (train, test) = (images(&train, 1437), images(test.as_ref(), 360));
        assert!(test.iter().all(|image| !train.contains(image)));
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
