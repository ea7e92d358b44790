//! Structural similarity of reconstructions of small images.

use asivae::prelude::*;

use super::ssim::mean;

/// Structural similarity, as [`ssim`](crate::metrics::ssim), with a window of 7 × 7 pixels, for images of less than 11 × 11 and at least 7 × 7.
///
/// Formula, constants and σ 1.5 are the same; the window ends at 3 pixels from its middle instead of 5. Not comparable with figures under the name SSIM.
///
/// Shapes: `x`, `x_mean` `[n, width]`.
#[intro_metric(name = "ssim-w7", better = higher)]
pub fn ssim_w7(x: Tensor<2>, x_mean: Tensor<2>, image: [usize; 3]) -> Option<Figure> {
    const WINDOW: usize = 7;
    let [_, h, w] = image;
    let small = (WINDOW..11).contains(&h.min(w));
    small.then(|| Figure::new(mean(x, x_mean, image, WINDOW)).with("window", "7 Gaussian 1.5"))
}

#[test]
fn larger_and_smaller_images_have_none() {
    let flat = |pixels| Tensor::<2>::full([1, pixels], 0.5, &Device::default());
    assert_eq!(ssim_w7(flat(36), flat(36), [1, 6, 6]), None);
    assert_eq!(ssim_w7(flat(121), flat(121), [1, 11, 11]), None);
    let value = ssim_w7(flat(64), flat(64), [1, 8, 8]).map_or(0.0, |figure| figure.value);
    assert!((value - 1.0).abs() < 1e-9, "{value}");
}
