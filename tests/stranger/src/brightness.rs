//! A feature extractor.

use ivae::Result;
use ivae::prelude::*;

/// How bright each channel is on average.
#[intro_features]
pub fn brightness(image: [usize; 3]) -> Result<Box<dyn Extractor>> {
    Ok(Box::new(Brightness { channels: image[0] }))
}

struct Brightness {
    channels: usize,
}

impl Extractor for Brightness {
    fn features(&self, images: Tensor<4>) -> Tensor<2> {
        let [n, _, h, w] = images.dims();
        images.reshape([n * self.channels, h * w]).mean_dim(1).reshape([n, self.channels])
    }
}

/// How much darker samples are than data.
#[intro_metric(better = neither)]
pub fn darker(brightness: &Features) -> Figure {
    let mean = |rows: &Tensor<2>| -> f64 { rows.clone().mean().into_scalar() };
    Figure::new(mean(&brightness.real) - mean(&brightness.fake)).with("channels", brightness.real.dims()[1])
}

#[test]
fn a_grey_image_is_as_bright_as_its_pixels() {
    let device = Device::default();
    let seen = brightness([2, 2, 2]).unwrap().features(Tensor::full([1, 2, 2, 2], 0.5, &device));
    assert_eq!(darker(&Features::new("brightness", seen.clone(), seen * 0.5)).value, 0.25);
}
