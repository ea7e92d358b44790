//! Images in memory, a byte for each channel of each pixel.

use asivae::Samples;

/// Images of one size, row-major, and their labels.
#[derive(Debug, Default)]
pub(crate) struct Images {
    /// `n · C · H · W` of them.
    pub(crate) bytes: Vec<u8>,
    /// One for each image.
    pub(crate) labels: Vec<u8>,
}

impl Images {
    /// Images and labels of these numbers, which are there.
    pub(crate) fn get(&self, width: usize, numbers: &[usize]) -> Samples {
        let image = |number: &usize| self.bytes[number * width..][..width].iter().map(|byte| f32::from(*byte) / 255.0);
        let labels = numbers.iter().map(|number| usize::from(self.labels[*number]));
        (numbers.iter().flat_map(image).collect(), labels.collect())
    }

    /// Whether there are as many as there should be, of both.
    pub(crate) fn check(&self, width: usize, count: usize) -> Result<(), String> {
        if self.labels.len() != count || self.bytes.len() != count * width {
            let (images, labels) = (self.bytes.len() / width, self.labels.len());
            return Err(format!(
                "expected {count} images and as many labels; found {images} images and {labels} labels"
            ));
        }
        Ok(())
    }
}
