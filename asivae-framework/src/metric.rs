//! What a metric can ask for.

use crate::data::Modes;
use crate::tensor::Tensor;

/// What a metric can ask for, by argument name.
pub struct MetricInput<'a> {
    /// `real`: real points.
    pub real: &'a [[f64; 2]],
    /// `generated`: generated points.
    pub generated: &'a [[f64; 2]],
    /// `modes`: modes of the data, where they have separate ones.
    pub modes: Option<&'a Modes>,
    /// `extent`: half the side of the histogram's square.
    pub extent: f64,
    /// `mu`: posterior means of real points, `[n, latent]`.
    pub mu: Option<Tensor<2>>,
    /// `logvar`: posterior log-variances of real points, `[n, latent]`.
    pub logvar: Option<Tensor<2>>,
    /// `mu_fake`: posterior means of generated points, `[n, latent]`.
    pub mu_fake: Option<Tensor<2>>,
    /// `logvar_fake`: posterior log-variances of generated points, `[n, latent]`.
    pub logvar_fake: Option<Tensor<2>>,
    /// `x`: the real points again, `[n, 2]`.
    pub x: Option<Tensor<2>>,
    /// `x_mean`: their reconstructions from `mu`, `[n, 2]`.
    pub x_mean: Option<Tensor<2>>,
}
