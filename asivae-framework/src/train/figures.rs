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
    /// Part of the data that the real samples are of: `train`, `validation`, `test`; `fresh` where they are drawn anew; empty in older records.
    #[serde(default)]
    pub split: String,
}

impl Run {
    /// Measures every registered metric that the data and the model allow, on `n` real and `n` generated samples.
    ///
    /// # Errors
    ///
    /// As [`sample`](Run::sample).
    pub fn evaluate(&self, n: usize, seed: u64) -> Result<Vec<Measured>> {
        let generated = self.sample(n, seed)?;
        let (real, labels) = self.real(n, seed, "evaluate/real")?;
        let split = self.measured_part()?;
        let modes = self.data.modes();
        let shape = self.data.shape();
        let is_points = shape == [2, 1, 1];
        let points = |values: &[f32]| is_points.then(|| super::trained::points(values));
        let (real_points, generated_points) = (points(&real), points(&generated));
        let x = self.tensor(real);
        let real_statistics = self.statistics(&x, seed, &labels);
        // Fakes have labels where they were made of some.
        let labelled = |place: usize| self.networks[place].declared.reads("y") && !self.is_conditional();
        let fake_statistics = match self.posterior.is_some_and(labelled) {
            true => None,
            false => self.statistics(&self.tensor(generated), seed, &self.labels(n)),
        };
        let x_mean = match (self.generator.map(|place| &self.networks[place]), &real_statistics) {
            (Some(generator), Some((mu, _))) => {
                let latent = self.config.latent.signal(mu.clone());
                Some(self.run(generator, seed, latent, &labels).remove(0).flat())
            }
            _ => None,
        };
        let input = MetricInput {
            real: real_points.as_deref(),
            generated: generated_points.as_deref(),
            image: (!is_points).then_some(shape),
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
                    split: split.to_owned(),
                });
            }
        }
        Ok(measured)
    }

    /// Samples as rows.
    fn tensor(&self, values: Vec<f32>) -> Tensor<2> {
        let width: usize = self.data.shape().iter().product();
        let count = values.len() / width;
        Tensor::from_data(TensorData::new(values, [count, width]), &self.device)
    }

    /// `mu` and `logvar`, where the posterior is a Gaussian that has them.
    fn statistics(&self, samples: &Tensor<2>, seed: u64, labels: &[usize]) -> Option<(Tensor<2>, Tensor<2>)> {
        let usual = |seat: &Seat| seat.behind.as_ref().is_some_and(|(posterior, _)| posterior.usual);
        let reads = |seat: &&Seat| usual(seat) && seat.declared.other_inputs("x").next().is_none();
        let posterior = self.posterior.map(|place| &self.networks[place]).filter(reads)?;
        let place = |name: &str| posterior.declared.outputs.iter().position(|output| output == name);
        let (mu, logvar) = (place("mu")?, place("logvar")?);
        let ([n, _], [c, h, w]) = (samples.dims(), self.data.shape());
        let image = Signal::Image(samples.clone().reshape([n, c, h, w]));
        let statistics = self.run(posterior, seed, image, labels);
        Some((statistics[mu].clone().flat(), statistics[logvar].clone().flat()))
    }
}
