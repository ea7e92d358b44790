//! What each dimension of the latent does: one at a time is moved, the others stay.

use super::reconstruct::Encoded;
use super::trained::Run;
use crate::error::{Error, Result};

/// A walk along dimensions of the latent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traversal {
    /// So many dimensions, those that tell most of the data first.
    pub dimensions: usize,
    /// Samples along each.
    pub steps: usize,
    /// From minus this to this, in standard deviations of the prior.
    pub reach: f64,
}

/// What came of a walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Traversed {
    /// The dimensions, counted from 0, and the variance of the posterior's mean over data along each.
    pub dimensions: Vec<(usize, f64)>,
    /// Where along each the samples are.
    pub values: Vec<f64>,
    /// `dimensions · steps · C · H · W` numbers, row-major.
    pub samples: Vec<f32>,
}

/// Real samples by which dimensions are ordered.
const ENCODED: usize = 1_000;

impl Run {
    /// Starts at the latent of a real sample, without the posterior's noise, and decodes what comes of it where one dimension is set to values along the way; the same for
    /// the same seed. Dimensions are ordered by the variance of the posterior's mean, `Var_x E[z_d|x]`, of which a dimension that is not used has none (Burda et al.,
    /// *Importance Weighted Autoencoders*, 2016, section 5.2).
    ///
    /// # Errors
    ///
    /// Fewer than one dimension or two steps; a model without a posterior of data alone or a generator of latents alone.
    pub fn traverse(&self, way: Traversal, seed: u64) -> Result<Traversed> {
        for (key, least, found) in [("dimensions", 1, way.dimensions), ("steps", 2, way.steps)] {
            if found < least {
                return Err(Error::setting(key, format!("expected at least {least}; found {found}")));
            }
        }
        if !(way.reach.is_finite() && way.reach > 0.0) {
            return Err(Error::setting("reach", format!("expected a number above 0; found {}", way.reach)));
        }
        self.decoder()?;
        let Encoded { mean, labels, .. } = self.encode(ENCODED, seed)?;
        let means: Vec<f32> = mean.into_data().iter::<f32>().collect();
        let width = self.config.latent.width();
        let mut dimensions: Vec<(usize, f64)> = (0..width).map(|d| (d, variance(&means, width, d))).collect();
        dimensions.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        dimensions.truncate(way.dimensions);
        let values: Vec<f64> =
            (0..way.steps).map(|i| way.reach * (2.0 * i as f64 / (way.steps - 1) as f64 - 1.0)).collect();
        let mut latents = Vec::with_capacity(dimensions.len() * values.len() * width);
        for (dimension, _) in &dimensions {
            for value in &values {
                let from = latents.len();
                latents.extend_from_slice(&means[..width]);
                latents[from + dimension] = *value as f32;
            }
        }
        let label = self.label.unwrap_or(labels[0]);
        let samples = self.decode_given(&latents, &vec![label; dimensions.len() * values.len()], seed)?;
        Ok(Traversed { dimensions, values, samples })
    }
}

/// Of one column of rows of numbers.
fn variance(rows: &[f32], width: usize, column: usize) -> f64 {
    let values = || rows.iter().skip(column).step_by(width).map(|value| f64::from(*value));
    let n = (rows.len() / width) as f64;
    let mean = values().sum::<f64>() / n;
    values().map(|value| (value - mean).powi(2)).sum::<f64>() / n
}

#[test]
fn a_column_varies_by_itself() {
    assert_eq!(variance(&[1.0, 5.0, 3.0, 5.0], 2, 0), 1.0);
    assert_eq!(variance(&[1.0, 5.0, 3.0, 5.0], 2, 1), 0.0);
}
