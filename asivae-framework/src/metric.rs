//! What a metric can ask for, and what it gives.

mod features;

use std::collections::BTreeMap;

pub use features::{Extractor, Features, FeaturesInput};

use crate::data::Modes;
use crate::tensor::Tensor;

/// What a metric can ask for, by argument name.
#[derive(Clone, Copy, Default)]
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
    /// `classes`: number of classes, where the data have labels.
    pub classes: Option<usize>,
    /// `mu`: posterior means of real samples, `[n, latent]`.
    pub mu: Option<&'a Tensor<2>>,
    /// `logvar`: posterior log-variances of real samples, `[n, latent]`.
    pub logvar: Option<&'a Tensor<2>>,
    /// `mu_fake`: posterior means of generated samples, `[n, latent]`.
    pub mu_fake: Option<&'a Tensor<2>>,
    /// `logvar_fake`: posterior log-variances of generated samples, `[n, latent]`.
    pub logvar_fake: Option<&'a Tensor<2>>,
    /// `x`: the real samples, flattened, `[n, width]`.
    pub x: Option<&'a Tensor<2>>,
    /// `x_mean`: their reconstructions from `mu`, `[n, width]`.
    pub x_mean: Option<&'a Tensor<2>>,
    /// `x_fake`: generated samples, flattened, `[n, width]`; images as a file holds them, cut to 0 and 1 and in steps of 1/255.
    pub x_fake: Option<&'a Tensor<2>>,
    /// `y`: the class of each real sample, where the data have labels.
    pub y: Option<&'a [usize]>,
    /// `y_fake`: the class that each generated sample was asked to be of, where the generator reads labels.
    pub y_fake: Option<&'a [usize]>,
    /// `decode`: the generator, on other latents of the real samples.
    pub decode: Option<&'a Decode<'a>>,
    /// `features`: of real and of generated samples, by the extractor that the metric is measured with.
    pub features: Option<&'a Features>,
    /// Those of all extractors; a metric asks for one of them by the extractor's name, `inception: &Features`.
    pub extracted: &'a [Features],
}

impl<'a> MetricInput<'a> {
    /// The features of the extractor of that name.
    pub fn of(&self, extractor: &str) -> Option<&'a Features> {
        self.extracted.iter().find(|features| features.extractor == extractor)
    }
}

/// The generator of a run, for metrics that decode latents of their own.
pub struct Decode<'a>(&'a dyn Fn(Tensor<2>) -> Tensor<2>);

impl<'a> Decode<'a> {
    /// Of a function that decodes, `[n, latent]` → `[n, width]`.
    pub fn new(decode: &'a dyn Fn(Tensor<2>) -> Tensor<2>) -> Self {
        Decode(decode)
    }

    /// What it makes of latents of the real samples, `[n, latent]` → `[n, width]`, row for row: a model that reads labels is given those of the samples.
    /// Latents of the first samples alone will do.
    pub fn call(&self, latents: Tensor<2>) -> Tensor<2> {
        (self.0)(latents)
    }
}

/// A figure, and how it was taken. A metric without more to say returns the number.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// How it was taken, by name: `window` → `11`. It stands with the figure wherever that is shown.
    pub protocol: BTreeMap<String, String>,
}

impl Figure {
    /// A number.
    pub fn new(value: f64) -> Self {
        Figure { value, protocol: BTreeMap::new() }
    }

    /// With one more word on how it was taken.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.protocol.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Figure::new(value)
    }
}
