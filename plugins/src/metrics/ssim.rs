//! Structural similarity of reconstructions.

use asivae::prelude::*;

use crate::rows::host;

/// Structural similarity of images and what is reconstructed out of the posterior mean, pixels from 0 to 1: mean over windows, channels and images, 1 for
/// equal ones.
///
/// `(2 m_x m_y + C_1) (2 s_xy + C_2) / ((m_x² + m_y² + C_1) (s_x² + s_y² + C_2))`, `C_1 = 0.01²`, `C_2 = 0.03²`, means and (co)variances under a Gaussian
/// window of 11 × 11 pixels, σ 1.5
///
/// Wang et al., *Image Quality Assessment* (IEEE TIP 2004), section III.B. Windows lie wholly within the image: no border is made up. That is scikit-image's
/// `structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1)`, which leaves the same border out of its mean. Other
/// programs take averages over windows that reach beyond the image, luminance alone, or a range of 255. Images of less than 11 × 11 pixels have
/// [`ssim-w7`](crate::metrics::ssim_w7).
///
/// Shapes: `x`, `x_mean` `[n, width]`.
#[intro_metric(better = higher)]
pub fn ssim(x: Tensor<2>, x_mean: Tensor<2>, image: [usize; 3]) -> Option<Figure> {
    const WINDOW: usize = 11;
    let [_, h, w] = image;
    (h.min(w) >= WINDOW).then(|| Figure::new(mean(x, x_mean, image, WINDOW)).with("window", "11 Gaussian 1.5"))
}

/// Mean over all windows of all channels of all images.
pub(super) fn mean(x: Tensor<2>, y: Tensor<2>, [_, h, w]: [usize; 3], window: usize) -> f64 {
    let (x, y) = (host(x), host(y));
    let weights = gaussian(window);
    let planes = x.chunks_exact(h * w).zip(y.chunks_exact(h * w));
    let count = planes.len().max(1);
    planes.map(|(x, y)| of_plane(x, y, [h, w], &weights)).sum::<f64>() / count as f64
}

/// Standard deviation of the window, in pixels.
const SIGMA: f64 = 1.5;

fn gaussian(window: usize) -> Vec<f64> {
    let middle = (window / 2) as f64;
    let weights: Vec<f64> = (0..window).map(|i| (-0.5 * ((i as f64 - middle) / SIGMA).powi(2)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn of_plane(x: &[f32], y: &[f32], size: [usize; 2], weights: &[f64]) -> f64 {
    const C_1: f64 = 0.01 * 0.01;
    const C_2: f64 = 0.03 * 0.03;
    let product = |a: &[f32], b: &[f32]| {
        let values: Vec<f64> = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).collect();
        blurred(&values, size, weights)
    };
    let plain = |a: &[f32]| blurred(&a.iter().map(|a| f64::from(*a)).collect::<Vec<_>>(), size, weights);
    let (m_x, m_y, xx, yy, xy) = (plain(x), plain(y), product(x, x), product(y, y), product(x, y));
    let at = |i: usize| {
        let (m_x, m_y) = (m_x[i], m_y[i]);
        let (s_x, s_y, s_xy) = (xx[i] - m_x * m_x, yy[i] - m_y * m_y, xy[i] - m_x * m_y);
        let similar = (2.0 * m_x * m_y + C_1) * (2.0 * s_xy + C_2);
        similar / ((m_x * m_x + m_y * m_y + C_1) * (s_x + s_y + C_2))
    };
    (0..m_x.len()).map(at).sum::<f64>() / m_x.len() as f64
}

/// Weighted means over the windows that lie within, rows first.
fn blurred(values: &[f64], [h, w]: [usize; 2], weights: &[f64]) -> Vec<f64> {
    let (rows, columns) = (h + 1 - weights.len(), w + 1 - weights.len());
    let mut across = vec![0.0; h * columns];
    for (row, out) in values.chunks_exact(w).zip(across.chunks_exact_mut(columns)) {
        for (k, weight) in weights.iter().enumerate() {
            out.iter_mut().zip(&row[k..]).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    let mut means = vec![0.0; rows * columns];
    for (i, out) in means.chunks_exact_mut(columns).enumerate() {
        for (k, weight) in weights.iter().enumerate() {
            let row = &across[(i + k) * columns..][..columns];
            out.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(value: f64) -> Tensor<2> {
        Tensor::full([1, 121], value, &Device::default())
    }

    #[test]
    fn equal_images_have_one_and_flat_ones_differ_by_their_means() {
        let value = ssim(grey(0.3), grey(0.3), [1, 11, 11]).map(|figure| figure.value);
        assert!(value.is_some_and(|value| (value - 1.0).abs() < 1e-9), "{value:?}");
        // no variance: (2 · .2 · .4 + 1e-4) / (.2² + .4² + 1e-4)
        let value = ssim(grey(0.2), grey(0.4), [1, 11, 11]).map_or(0.0, |figure| figure.value);
        assert!((value - 0.1601 / 0.2001).abs() < 1e-6, "{value}");
    }

    #[test]
    fn images_smaller_than_the_window_have_none() {
        assert_eq!(ssim(grey(0.2), grey(0.4), [11, 11, 1]), None);
    }
}
