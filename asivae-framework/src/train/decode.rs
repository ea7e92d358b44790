//! What the decoder of a run makes of latents.

use super::trained::{Run, Seat};
use crate::error::{Error, Result};
use crate::tensor::Tensor;

impl Run {
    /// What the generator makes of latents `[n, latent]` and, where it reads labels, of these classes: `n · C · H · W` numbers, row-major. The
    /// seed is of noise that the network itself reads.
    ///
    /// # Errors
    ///
    /// A model without a generator of latents alone; latents of another width, or of another number than the labels.
    pub fn decode(&self, latents: Tensor<2>, labels: &[usize], seed: u64) -> Result<Vec<f32>> {
        let generator = self.decoder()?;
        let (found, expected) = (latents.dims(), [labels.len(), self.config.latent.width()]);
        if found != expected {
            return Err(Error::setting("latents", format!("expected {expected:?} numbers; found {found:?}")));
        }
        let classes = self.data.classes();
        if self.is_conditional()
            && let Some(label) = labels.iter().find(|label| **label >= classes)
        {
            let message = format!("expected a class of `{}`, 0 to {}; found {label}", self.data.name(), classes - 1);
            return Err(Error::setting("label", message));
        }
        let made = self.run(generator, seed, self.config.latent.signal(latents), labels).remove(0).flat();
        Ok(made.into_data().iter::<f32>().collect())
    }

    /// [`decode`](Run::decode) of plain numbers, row-major.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn decode_given(&self, latents: &[f32], labels: &[usize], seed: u64) -> Result<Vec<f32>> {
        let width = self.config.latent.width();
        if latents.len() != labels.len() * width {
            let message = format!("expected {} times {width} numbers; found {}", labels.len(), latents.len());
            return Err(Error::setting("latents", message));
        }
        let latents = Tensor::<1>::from_data(latents, &self.device).reshape([labels.len(), width]);
        self.decode(latents, labels, seed)
    }

    /// The generator, where it makes samples of latents alone.
    pub(super) fn decoder(&self) -> Result<&Seat> {
        let Some(generator) = self.generator.map(|place| &self.networks[place]) else {
            return Err(Error::Unknown(format!("`{}` has no generator `z -> x` to sample from", self.config.model)));
        };
        match generator.declared.other_inputs("z").next() {
            None => Ok(generator),
            Some((_, other)) => {
                let name = &generator.declared.name;
                Err(Error::Unknown(format!("`{name}` reads `{other}` too, and makes samples of no latent alone")))
            }
        }
    }
}
