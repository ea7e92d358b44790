//! Real samples of a run, of a part of its data.

use std::sync::Arc;

use super::trained::{Run, points};
use crate::data::{Dataset, Samples, Split};
use crate::error::Result;

impl Run {
    /// The same run, whose real samples are of this part of the data.
    ///
    /// # Errors
    ///
    /// A part that the data lack, with those that they have.
    pub fn with_split(mut self, split: Split) -> Result<Run> {
        Split::of(Some(split), &self.data)?;
        self.config.eval.split = Some(split);
        Ok(self)
    }

    /// `n` real points, of the part of the data that is [measured](crate::train::Eval::split).
    ///
    /// # Errors
    ///
    /// Data that cannot be read.
    pub fn real_points(&self, n: usize, seed: u64) -> Result<Vec<[f64; 2]>> {
        let (_, data) = Split::of(self.config.eval.split, &self.data)?;
        Ok(points(&data.draw(n, seed, "evaluate/real")?.0))
    }

    /// `n` real samples of that part, row-major, one behind the other; each at most once before any comes again.
    ///
    /// # Errors
    ///
    /// Data that cannot be read.
    pub fn real_samples(&self, n: usize, seed: u64) -> Result<Vec<f32>> {
        Ok(self.real(n, seed, "evaluate/real")?.0)
    }

    /// Which part of the data figures are of, in a word, and how many samples it has, where it is not endless.
    pub(super) fn measured_part(&self) -> Result<(&'static str, Option<usize>)> {
        let (split, data) = Split::of(self.config.eval.split, &self.data)?;
        let len = data.len();
        Ok((if len.is_some() { split.name() } else { "fresh" }, len))
    }

    /// Real samples of the part that is measured, each at most once before any comes again, and their labels, which are all 0 where the data have none.
    pub(super) fn real(&self, n: usize, seed: u64, name: &str) -> Result<Samples> {
        let (_, data) = Split::of(self.config.eval.split, &self.data)?;
        self.drawn(&data, n, seed, name)
    }

    /// The same of these data.
    pub(super) fn drawn(&self, data: &Arc<dyn Dataset>, n: usize, seed: u64, name: &str) -> Result<Samples> {
        let (values, labels) = data.draw(n, seed, name)?;
        Ok((values, if labels.is_empty() { vec![0; n] } else { labels }))
    }
}
