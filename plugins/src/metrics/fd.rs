//! A distance of generated from real images on features that are not Inception's.

use asivae::prelude::*;

use super::frechet::distance;

/// Fréchet distance of real and generated images on the features of an extractor that is not Inception, and in its name: `fd-random`.
///
/// `|m_1 − m_2|² + tr(S_1 + S_2 − 2 (S_1 S_2)^½)`, means and unbiased covariances of both
///
/// The formula of [`fid`](crate::metrics::fid) (Dowson & Landau 1982), on what needs no file of weights. It is no FID, and not comparable with one: its
/// size depends on the extractor, and, as with FID, on the number of samples, of which it should be several times the width of the features.
#[intro_metric(better = lower)]
pub fn fd(features: &Features) -> Option<f64> {
    // That one has the name that everybody knows.
    (features.extractor != "inception").then(|| distance(features))
}

#[test]
fn it_never_goes_by_the_name_of_another() {
    let device = Device::default();
    let of = |extractor| Features::new(extractor, Tensor::zeros([3, 1], &device), Tensor::ones([3, 1], &device));
    assert_eq!(fd(&of("inception")), None);
    assert_eq!(fd(&of("random")), Some(1.0));
}
