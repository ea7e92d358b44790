//! Figures of a run: what the registered metrics say of real and of generated samples.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::trained::{Run, Seat};
use crate::error::Result;
use crate::metric::{Decode, Features, Figure, MetricInput};
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
    /// How it was taken, by name: `real`, the number of real samples, where the data have fewer; `split` → `test`, the part of the data that the real samples are of, `fresh` where they are drawn anew; `batch_norm` → `eval`, where
    /// a network has any; `extractor` → `random`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub protocol: BTreeMap<String, String>,
}

/// Figures of a run, and the samples and features that they are of.
pub struct Evaluation {
    /// The figures.
    pub figures: Vec<Measured>,
    /// The real samples, `[n, width]`.
    pub x: Tensor<2>,
    /// The generated ones, `[n, width]`.
    pub x_fake: Tensor<2>,
    /// Features of both, by every extractor that data and settings allow.
    pub features: Vec<Features>,
}

impl Run {
    /// Measures every registered metric that the data and the model allow, on `n` generated and `n` real samples, or as many as the part of the data has that is
    /// measured.
    ///
    /// # Errors
    ///
    /// As [`sample`](Run::sample), and a file of weights of a feature extractor that cannot be read or does not fit.
    pub fn evaluate(&self, n: usize, seed: u64) -> Result<Vec<Measured>> {
        Ok(self.measure(n, seed)?.figures)
    }

    /// [`evaluate`](Run::evaluate), with what was measured beside the figures.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn measure(&self, n: usize, seed: u64) -> Result<Evaluation> {
        let generated = self.sample(n, seed)?;
        let (split, held) = self.measured_part()?;
        // The same sample twice would be its own neighbour.
        let count = held.map_or(n, |held| n.min(held));
        let (real, labels) = self.real(count, seed, "evaluate/real")?;
        let modes = self.data.modes();
        let shape = self.data.shape();
        let is_points = shape == [2, 1, 1];
        let points = |values: &[f32]| is_points.then(|| super::trained::points(values));
        let (real_points, generated_points) = (points(&real), points(&generated));
        let classes = Some(self.data.classes()).filter(|classes| *classes > 0);
        let (x, x_fake) = (self.tensor(real), self.tensor(generated));
        let real_statistics = self.statistics(&x, seed, &labels);
        // Fakes have labels where they were made of some.
        let labelled = |place: usize| self.networks[place].declared.reads("y") && !self.is_conditional();
        let fake_statistics = match self.posterior.is_some_and(labelled) {
            true => None,
            false => self.statistics(&x_fake, seed, &self.labels(n)),
        };
        // As a file of an image holds them, which is what others measure.
        let x_fake = if shape[1] * shape[2] > 1 { (x_fake.clamp(0.0, 1.0) * 255.0).round() / 255.0 } else { x_fake };
        let x_mean = match (self.generator.map(|place| &self.networks[place]), &real_statistics) {
            (Some(generator), Some((mu, _))) => {
                let latent = self.config.latent.signal(mu.clone());
                Some(self.run(generator, seed, latent, &labels).remove(0).flat())
            }
            _ => None,
        };
        let decoder = self.decoder().ok();
        let decode = |latents: Tensor<2>| match decoder {
            Some(generator) => {
                let labels = &labels[..latents.dims()[0].min(labels.len())];
                self.run(generator, seed, self.config.latent.signal(latents), labels).remove(0).flat()
            }
            None => latents,
        };
        let decode = Decode::new(&decode);
        let asked = self.labels(n);
        let extracted = if is_points { Vec::new() } else { self.extract(&x, &x_fake)? };
        let input = MetricInput {
            real: real_points.as_deref(),
            generated: generated_points.as_deref(),
            image: (!is_points).then_some(shape),
            modes: modes.as_ref(),
            extent: self.data.extent(),
            classes,
            mu: real_statistics.as_ref().map(|s| &s.0),
            logvar: real_statistics.as_ref().map(|s| &s.1),
            mu_fake: fake_statistics.as_ref().map(|s| &s.0),
            logvar_fake: fake_statistics.as_ref().map(|s| &s.1),
            x: Some(&x),
            x_mean: x_mean.as_ref(),
            x_fake: Some(&x_fake),
            y: classes.map(|_| labels.as_slice()),
            y_fake: self.is_conditional().then_some(asked.as_slice()),
            decode: decoder.map(|_| &decode),
            features: None,
            extracted: &extracted,
        };
        let mut figures = Vec::new();
        for metric in plugin::all::<MetricPlugin>() {
            let params = plugin::defaults(metric.info)?;
            let with: Vec<Option<&Features>> =
                if metric.extracted { extracted.iter().map(Some).collect() } else { vec![None] };
            for features in with {
                let input = MetricInput { features, ..input };
                let figure = plugin::working(metric.info, || (metric.call)(&input, &params));
                figures.extend(figure.map(|figure| self.measured(metric, &input, figure, (n, count, split))));
            }
        }
        Ok(Evaluation { figures, x, x_fake, features: extracted })
    }

    /// A figure under its name: that of the metric, and of the extractor behind it where it could be any.
    fn measured(
        &self,
        metric: &MetricPlugin,
        input: &MetricInput<'_>,
        figure: Figure,
        (samples, real, split): (usize, usize, &str),
    ) -> Measured {
        let mut protocol = figure.protocol;
        protocol.insert("split".to_owned(), split.to_owned());
        if real < samples {
            protocol.insert("real".to_owned(), real.to_string());
        }
        protocol.extend(self.batch_norm().map(|mode| ("batch_norm".to_owned(), mode.to_string())));
        let mut name = metric.info.name.to_owned();
        if let Some(features) = input.features {
            name = format!("{name}-{}", features.extractor);
        }
        let named = metric.extractors.iter().filter_map(|extractor| input.of(extractor));
        for features in named.chain(input.features) {
            protocol.insert("extractor".to_owned(), features.extractor.to_owned());
            protocol.extend(features.protocol.clone());
        }
        let better = match metric.better {
            Better::Lower => "lower",
            Better::Higher => "higher",
            Better::Neither => "neither",
        };
        Measured {
            name,
            value: figure.value,
            unit: metric.unit.to_owned(),
            better: better.to_owned(),
            samples,
            average: self.averaged(),
            protocol,
        }
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
