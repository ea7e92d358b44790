//! A data set of images.

use ivae::prelude::*;

/// A bar, lying or standing, in each of eight places.
pub struct Bars;

/// Sixteen images of 8 × 8 pixels, each with a bar from side to side; the label says whether it lies or stands.
#[intro_dataset]
pub fn bars() -> Bars {
    Bars
}

impl Dataset for Bars {
    fn name(&self) -> &str {
        "bars"
    }

    fn shape(&self) -> [usize; 3] {
        [1, 8, 8]
    }

    fn len(&self) -> Option<usize> {
        Some(16)
    }

    fn get(&self, numbers: &[usize]) -> ivae::Result<Samples> {
        let pixel = |number: usize, i: usize| if number < 8 { i / 8 == number } else { i % 8 == number - 8 };
        let images = numbers.iter().flat_map(|&number| (0..64).map(move |i| f32::from(pixel(number, i)))).collect();
        Ok((images, numbers.iter().map(|number| number / 8).collect()))
    }

    fn classes(&self) -> usize {
        2
    }
}

#[test]
fn each_image_has_one_bar() {
    let (images, labels) = Bars.get(&[2, 9]).expect("they are there");
    assert_eq!((images[16], images[24], images[64 + 1], labels), (1.0, 0.0, 1.0, vec![0, 1]));
    assert_eq!(images.iter().sum::<f32>(), 16.0);
}
