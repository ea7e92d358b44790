//! Figures of a run: what the registered metrics say of real and of generated samples.

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::trained::{Run, Seat};
use crate::error::Result;
use crate::metric::MetricInput;
use crate::plugin::{self, Better, MetricPlugin};
use crate::signal::Signal;
use crate::tensor::Tensor;

/// A figure of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Registered name of the metric.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// `lower`, `higher` or `neither`.
    pub better: String,
    /// Samples on each side.
    pub samples: usize,
    /// Whether the moving average of the weights was measured.
    pub average: bool,
}

impl Run {
    /// Measures every registered metric that the data and the model allow, on `n` real and `n` generated samples.
    ///
    /// # Errors
    ///
    /// As [`sample`](Run::sample).
    pub fn evaluate(&self, n: usize, seed: u64) -> Result<Vec<Measured>> {
        let generated = self.points(n, seed)?;
        let real = self.real_points(n, seed);
        let modes = self.data.modes();
        let x = self.tensor(&real);
        let real_statistics = self.statistics(&x, seed);
        let fake_statistics = self.statistics(&self.tensor(&generated), seed);
        let x_mean = match (&self.generator, &real_statistics) {
            (Some(generator), Some((mu, _))) => {
                let latent = self.config.latent.signal(mu.clone());
                Some(self.run(generator, n, seed, latent).remove(0).flat())
            }
            _ => None,
        };
        let input = MetricInput {
            real: &real,
            generated: &generated,
            modes: modes.as_ref(),
            extent: self.data.extent(),
            mu: real_statistics.as_ref().map(|s| s.0.clone()),
            logvar: real_statistics.map(|s| s.1),
            mu_fake: fake_statistics.as_ref().map(|s| s.0.clone()),
            logvar_fake: fake_statistics.map(|s| s.1),
            x: Some(x),
            x_mean,
        };
        let mut measured = Vec::new();
        for metric in plugin::all::<MetricPlugin>() {
            let params = plugin::defaults(metric.info)?;
            if let Some(value) = plugin::working(metric.info, || (metric.call)(&input, &params)) {
                measured.push(Measured {
                    name: metric.info.name.to_owned(),
                    value,
                    unit: metric.unit.to_owned(),
                    better: match metric.better {
                        Better::Lower => "lower",
                        Better::Higher => "higher",
                        Better::Neither => "neither",
                    }
                    .to_owned(),
                    samples: n,
                    average: self.averaged(),
                });
            }
        }
        Ok(measured)
    }

    fn tensor(&self, points: &[[f64; 2]]) -> Tensor<2> {
        let values: Vec<f32> = points.iter().flatten().map(|v| *v as f32).collect();
        Tensor::from_data(TensorData::new(values, [points.len(), 2]), &self.device)
    }

    /// `mu` and `logvar`, where the posterior is a Gaussian that has them.
    fn statistics(&self, points: &Tensor<2>, seed: u64) -> Option<(Tensor<2>, Tensor<2>)> {
        let reads = |seat: &&Seat| seat.usual && seat.declared.other_inputs("x").next().is_none();
        let posterior = self.posterior.as_ref().filter(reads)?;
        let place = |name: &str| posterior.declared.outputs.iter().position(|output| output == name);
        let (mu, logvar) = (place("mu")?, place("logvar")?);
        let [n, _] = points.dims();
        let image = Signal::Image(points.clone().reshape([n, 2, 1, 1]));
        let statistics = self.run(posterior, n, seed, image);
        Some((statistics[mu].clone().flat(), statistics[logvar].clone().flat()))
    }
}
