//! By which statistics the batch normalisation of a trained model goes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::trained::{Run, Seat};
use crate::error::{Error, Result};
use crate::network::Statistics;
use crate::signal::Signal;
use crate::tensor::Tensor;

/// How batch normalisation works where a model is not trained: for samples, reconstructions and figures.
///
/// It is no detail: Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021) trained with it has another FID in each of the modes. Figures say which one they were measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchNorm {
    /// By running statistics as training has left them.
    #[default]
    Eval,
    /// By the statistics of the samples that go through a network together: as many as a batch of the training has, or up to half as many.
    Train,
    /// By running statistics that are gathered anew with the weights as they are: those of generated latents in the generator, of real samples in the
    /// posterior, over [so many](GATHERED) batches.
    Recalibrated,
}

/// Batches over which statistics are gathered anew.
pub const GATHERED: usize = 50;

/// Numbers that go into a network at once, where there is no reason for another bound: its activations are a hundred times as many.
const AT_ONCE: usize = 1 << 20;

const ALL: [BatchNorm; 3] = [BatchNorm::Eval, BatchNorm::Train, BatchNorm::Recalibrated];

impl fmt::Display for BatchNorm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            BatchNorm::Eval => "eval",
            BatchNorm::Train => "train",
            BatchNorm::Recalibrated => "recalibrated",
        })
    }
}

impl FromStr for BatchNorm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = ALL.into_iter().find(|mode| mode.to_string() == text);
        let wrong = || Error::setting("batch_norm", format!("expected eval, train or recalibrated; found `{text}`"));
        found.ok_or_else(wrong)
    }
}

impl Run {
    /// The mode that its batch normalisation is in; `None` where no network has any.
    pub fn batch_norm(&self) -> Option<BatchNorm> {
        self.has_batch_norm.then_some(self.config.eval.batch_norm)
    }

    /// The same run in another mode of batch normalisation. Statistics that were gathered anew stay so.
    ///
    /// # Errors
    ///
    /// As [`latents`](Run::latents), where they are gathered.
    pub fn with_batch_norm(mut self, mode: BatchNorm) -> Result<Run> {
        self.config.eval.batch_norm = mode;
        self.normalise()?;
        Ok(self)
    }

    /// Puts the networks in the mode that the configuration says.
    pub(super) fn normalise(&mut self) -> Result<()> {
        self.has_batch_norm = self.normalise_by(Statistics::Running);
        match self.config.eval.batch_norm {
            _ if !self.has_batch_norm => {}
            BatchNorm::Eval => {}
            BatchNorm::Train => {
                self.normalise_by(Statistics::Batch);
            }
            BatchNorm::Recalibrated => self.recalibrate()?,
        }
        Ok(())
    }

    fn normalise_by(&mut self, statistics: Statistics) -> bool {
        let has: Vec<bool> = self.networks.iter_mut().map(|seat| seat.player.normalise_by(statistics)).collect();
        has.contains(&true)
    }

    /// First the posterior, of which the latents may be.
    fn recalibrate(&mut self) -> Result<()> {
        let (batch, seed) = (self.config.train.batch, self.config.seed);
        let [c, h, w] = self.data.shape();
        if let Some(place) = self.posterior.filter(|place| self.reads_one(*place, "x")) {
            for i in 0..GATHERED {
                let (values, labels) = self.drawn(&self.data, batch, seed, &format!("recalibrate/real/{i}"))?;
                let x = Tensor::<1>::from_data(values.as_slice(), &self.device).reshape([batch, c, h, w]);
                self.gather(place, i, seed, Signal::Image(x), &labels);
            }
        }
        if let Some(place) = self.generator.filter(|place| self.reads_one(*place, "z")) {
            let latents = self.latents(GATHERED * batch, seed)?;
            let labels = self.labels(batch);
            for i in 0..GATHERED {
                let latents = self.config.latent.signal(latents.clone().narrow(0, i * batch, batch));
                self.gather(place, i, seed, latents, &labels);
            }
        }
        Ok(())
    }

    fn reads_one(&self, place: usize, input: &str) -> bool {
        self.networks[place].declared.other_inputs(input).next().is_none()
    }

    /// The i-th batch of those over which a network's statistics are gathered.
    fn gather(&mut self, place: usize, i: usize, seed: u64, given: Signal, labels: &[usize]) {
        self.networks[place].player.normalise_by(Statistics::Gather(i));
        self.whole(&self.networks[place], seed, given, labels);
        self.networks[place].player.normalise_by(Statistics::Running);
    }

    /// In how many parts `n` samples go through a network.
    pub(super) fn parts(&self, seat: &Seat, n: usize) -> usize {
        let io = seat.player.io();
        let most = match self.batch_norm() {
            Some(BatchNorm::Train) => self.config.train.batch,
            _ => AT_ONCE / io.input_width().max(io.output_width()).max(1),
        };
        n.div_ceil(most.max(1))
    }
}
