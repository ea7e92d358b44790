//! The Fréchet Inception distance.

use asivae::prelude::*;

use super::frechet::distance;

/// Fréchet Inception distance, FID: the Fréchet distance of real and generated images on the features of Inception-v3. It needs the weights,
/// `eval.inception` or `evaluate --inception FILE`.
///
/// `|m_1 − m_2|² + tr(S_1 + S_2 − 2 (S_1 S_2)^½)`, means and unbiased covariances of both
///
/// Heusel et al., *GANs Trained by a Two Time-Scale Update Rule* (NeurIPS 2017), eq. (6), as pytorch-fid takes it, with
/// [its network](crate::features::inception). Comparable at the same number of samples alone, for it falls as these grow, and against the same real images;
/// from 2 049 samples on its covariances have full rank. Where pytorch-fid adds 1e-6 to the diagonals, because its root of a singular product is not
/// finite, the exact root is taken here.
#[intro_metric(better = lower)]
pub fn fid(inception: &Features) -> f64 {
    distance(inception)
}

#[test]
fn equal_images_have_none() {
    let rows = Tensor::from_data([[0.0, 1.0], [2.0, 0.5], [1.0, 3.0]], &Device::default());
    let value = fid(&Features::new("inception", rows.clone(), rows));
    // a root of rounding errors
    assert!(value.abs() < 1e-7, "{value}");
}
