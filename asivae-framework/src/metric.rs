//! What a metric can ask for.

use crate::data::Modes;
use crate::tensor::Tensor;

/// What a metric can ask for, by argument name.
pub struct MetricInput<'a> {
    /// `real`: real points, where the data are points.
    pub real: Option<&'a [[f64; 2]]>,
    /// `generated`: generated points.
    pub generated: Option<&'a [[f64; 2]]>,
    /// `image`: channels, height and width, where the data are images with pixels from 0 to 1.
    pub image: Option<[usize; 3]>,
    /// `modes`: modes of the data, where they have separate ones.
    pub modes: Option<&'a Modes>,
    /// `extent`: half the side of the histogram's square.
    pub extent: f64,
    /// `mu`: posterior means of real samples, `[n, latent]`.
    pub mu: Option<Tensor<2>>,
    /// `logvar`: posterior log-variances of real samples, `[n, latent]`.
    pub logvar: Option<Tensor<2>>,
    /// `mu_fake`: posterior means of generated samples, `[n, latent]`.
    pub mu_fake: Option<Tensor<2>>,
    /// `logvar_fake`: posterior log-variances of generated samples, `[n, latent]`.
    pub logvar_fake: Option<Tensor<2>>,
    /// `x`: the real samples, flattened, `[n, width]`.
    pub x: Option<Tensor<2>>,
    /// `x_mean`: their reconstructions from `mu`, `[n, width]`.
    pub x_mean: Option<Tensor<2>>,
}
