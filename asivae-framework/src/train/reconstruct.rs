//! What a run makes of real samples: their latents, without the posterior's noise, and reconstructions out of these.

use super::trained::{Run, Seat};
use crate::error::{Error, Result};
use crate::plugin::PosteriorArg;
use crate::signal::Signal;
use crate::tensor::Tensor;
use crate::view::View;

/// Real samples and what the posterior makes of them.
pub struct Encoded {
    /// The samples, row-major, one behind the other.
    pub real: Vec<f32>,
    /// The class of each; all 0 where the data have none.
    pub labels: Vec<usize>,
    /// Their latents without noise, `[n, latent]`: the posterior's mean, its median where its noise is uniform. Where the network itself reads
    /// noise, a draw.
    pub mean: Tensor<2>,
    /// Log-variances around them, `[n, latent]`, where the posterior is a diagonal Gaussian.
    pub logvar: Option<Tensor<2>>,
}

impl Run {
    /// Encodes `n` real samples, the first of those that [`evaluate`](Run::evaluate) measures; the same for the same seed.
    ///
    /// # Errors
    ///
    /// A model without a posterior of data alone.
    pub fn encode(&self, n: usize, seed: u64) -> Result<Encoded> {
        if n == 0 {
            return Err(Error::setting("n", "expected at least 1 sample; found 0"));
        }
        let (real, labels) = self.real(n, seed, "evaluate/real")?;
        self.encode_given(real, labels, seed)
    }

    /// Encodes samples that are given, row-major, and their labels; the seed is of noise that the network itself reads.
    ///
    /// # Errors
    ///
    /// As [`encode`](Run::encode), or no whole number of samples.
    pub fn encode_given(&self, real: Vec<f32>, labels: Vec<usize>, seed: u64) -> Result<Encoded> {
        let lacks =
            |what: String| Error::Unknown(format!("`{}` has no posterior of data alone: {what}", self.config.model));
        let Some(seat) = self.posterior.map(|place| &self.networks[place]) else {
            return Err(lacks("no network reads `x` and gives a latent".to_owned()));
        };
        if let Some((_, other)) = seat.declared.other_inputs("x").next() {
            return Err(lacks(format!("`{}` reads `{other}` too", seat.declared.name)));
        }
        let [c, h, w] = self.data.shape();
        let n = labels.len();
        if real.len() != n * c * h * w {
            let message = format!("expected {n} times {c}x{h}x{w} numbers; found {}", real.len());
            return Err(Error::setting("samples", message));
        }
        let x = Tensor::<1>::from_data(real.as_slice(), &self.device).reshape([n, c, h, w]);
        let mut centre = |arg, size| match arg {
            PosteriorArg::Uniform => Tensor::full(size, 0.5, &self.device),
            _ => Tensor::zeros(size, &self.device),
        };
        let given = self.posterior_views(seat, x, &labels, seed, &mut centre);
        let find = |view| given.iter().find(|(name, _)| *name == view).map(|(_, signal)| signal.clone().flat());
        let mean = find(View::Z).ok_or_else(|| lacks(format!("`{}` gives no latent `z`", seat.declared.name)))?;
        let gaussian = seat.behind.as_ref().is_some_and(|(posterior, _)| posterior.usual);
        let logvar = find(View::named("logvar")).filter(|_| gaussian);
        Ok(Encoded { real, labels, mean, logvar })
    }

    /// `n` real samples, each with its reconstruction out of its latent [without noise](Encoded::mean), `C · H · W` numbers each; the same for
    /// the same seed.
    ///
    /// # Errors
    ///
    /// A model without a posterior of data alone, or without a generator of latents alone.
    pub fn reconstruct(&self, n: usize, seed: u64) -> Result<Vec<(Vec<f32>, Vec<f32>)>> {
        self.decoder()?;
        let Encoded { real, labels, mean, .. } = self.encode(n, seed)?;
        let made = self.decode(mean, &labels, seed)?;
        let width = self.data.shape().iter().product();
        let pair = |(real, made): (&[f32], &[f32])| (real.to_vec(), made.to_vec());
        Ok(real.chunks_exact(width).zip(made.chunks_exact(width)).map(pair).collect())
    }

    /// What a posterior gives of data: what its network does, and what is made of that with noise.
    pub(super) fn posterior_views(
        &self,
        seat: &Seat,
        x: Tensor<4>,
        labels: &[usize],
        seed: u64,
        noise: &mut dyn FnMut(PosteriorArg, [usize; 2]) -> Tensor<2>,
    ) -> Vec<(View, Signal)> {
        let outputs = self.run(seat, seed, Signal::Image(x), labels);
        let names = seat.declared.outputs.iter().map(|name| View::named(name));
        let mut given: Vec<(View, Signal)> = names.zip(outputs).collect();
        if let Some((posterior, params)) = &seat.behind {
            let statistic = |view| given.iter().find(|(name, _)| *name == view).map(|(_, signal)| signal.clone());
            let statistics: Vec<Signal> = posterior.statistics().filter_map(statistic).collect();
            given.extend(posterior.make(&statistics, params, [labels.len(), self.config.latent.width()], noise));
        }
        given
    }
}
