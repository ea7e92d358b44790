//! Data in parts.

use std::sync::Arc;

use rand::seq::SliceRandom;

use super::{Dataset, Modes, Samples, Split};
use crate::error::Result;
use crate::random::{self, Rng, RngExt};

/// Some samples of a data set.
pub struct Subset {
    data: Arc<dyn Dataset>,
    numbers: Vec<usize>,
}

impl Subset {
    /// Those of these numbers, in this order.
    pub fn new(data: Arc<dyn Dataset>, numbers: Vec<usize>) -> Subset {
        Subset { data, numbers }
    }
}

impl Dataset for Subset {
    fn name(&self) -> &str {
        self.data.name()
    }

    fn shape(&self) -> [usize; 3] {
        self.data.shape()
    }

    fn len(&self) -> Option<usize> {
        Some(self.numbers.len())
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        let own: Option<Vec<usize>> = numbers.iter().map(|number| self.numbers.get(*number).copied()).collect();
        let few = || self.data.as_ref().wrong(format!("expected numbers below {}", self.numbers.len()));
        self.data.get(&own.ok_or_else(few)?)
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        self.data.augment(samples, rng);
    }

    fn prepare(&self) -> Result<()> {
        self.data.prepare()
    }

    fn notes(&self) -> Vec<String> {
        self.data.notes()
    }

    fn modes(&self) -> Option<Modes> {
        self.data.modes()
    }

    fn extent(&self) -> f64 {
        self.data.extent()
    }
}

/// A data set that is trained on, with other parts beside it.
pub struct Parted {
    train: Arc<dyn Dataset>,
    others: Vec<(Split, Arc<dyn Dataset>)>,
}

impl Parted {
    /// As the data are published, in several sets of samples.
    pub fn new(train: Arc<dyn Dataset>, others: Vec<(Split, Arc<dyn Dataset>)>) -> Parted {
        Parted { train, others }
    }

    /// Parts of one set of samples: so large a share is for validation, so large a one for tests, drawn without replacement by a seed. A share of 0 is no part;
    /// any other is at least one sample.
    pub fn by_share(data: Arc<dyn Dataset>, validation: f64, test: f64, seed: u64) -> Parted {
        let [train, validation, test] = parts_by_share(data.len().unwrap_or(0), validation, test, seed);
        let part = |numbers: Vec<usize>| Arc::new(Subset::new(data.clone(), numbers)) as Arc<dyn Dataset>;
        let others = [(Split::Validation, validation), (Split::Test, test)];
        let others = others.into_iter().filter(|(_, numbers)| !numbers.is_empty());
        Parted { train: part(train), others: others.map(|(split, numbers)| (split, part(numbers))).collect() }
    }
}

/// Numbers below `len` for training, validation and tests, each in rising order: [`Parted::by_share`].
pub fn parts_by_share(len: usize, validation: f64, test: f64, seed: u64) -> [Vec<usize>; 3] {
    let mut numbers: Vec<usize> = (0..len).collect();
    numbers.shuffle(&mut random::rng(seed, 0, "split"));
    let size = |share: f64| if share > 0.0 { ((share * len as f64).round() as usize).max(1) } else { 0 };
    let mut taken = |size: usize| {
        let mut part = numbers.split_off(numbers.len() - size.min(numbers.len()));
        part.sort_unstable();
        part
    };
    let (test, validation) = (taken(size(test)), taken(size(validation)));
    numbers.sort_unstable();
    [numbers, validation, test]
}

impl Dataset for Parted {
    fn name(&self) -> &str {
        self.train.name()
    }

    fn shape(&self) -> [usize; 3] {
        self.train.shape()
    }

    fn len(&self) -> Option<usize> {
        self.train.len()
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        self.train.get(numbers)
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.train.batch(size, rng)
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> Samples {
        self.train.labelled(size, rng)
    }

    fn epoch_steps(&self) -> usize {
        self.train.epoch_steps()
    }

    fn classes(&self) -> usize {
        self.train.classes()
    }

    fn part(&self, split: Split) -> Result<Option<Arc<dyn Dataset>>> {
        Ok(self.others.iter().find(|(own, _)| *own == split).map(|(_, part)| part.clone()))
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        self.train.augment(samples, rng);
    }

    fn prepare(&self) -> Result<()> {
        self.train.prepare()?;
        self.others.iter().try_for_each(|(_, part)| part.prepare())
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.train.notes();
        for note in self.others.iter().flat_map(|(_, part)| part.notes()) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    fn modes(&self) -> Option<Modes> {
        self.train.modes()
    }

    fn extent(&self) -> f64 {
        self.train.extent()
    }
}

/// Mirrors each image of a batch left to right or not, by a fair coin: what [`Dataset::augment`] does where `flip = true`.
pub fn mirror(samples: &mut [f32], [channels, height, width]: [usize; 3], rng: &mut Rng) {
    for image in samples.chunks_exact_mut((channels * height * width).max(1)) {
        if rng.random() {
            image.chunks_exact_mut(width).for_each(<[f32]>::reverse);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::rng;

    #[test]
    fn parts_share_no_sample_and_lose_none() {
        let parts = parts_by_share(100, 0.1, 0.25, 3);
        assert_eq!(parts.each_ref().map(Vec::len), [65, 10, 25]);
        let mut all = parts.concat();
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
        assert_ne!(parts_by_share(100, 0.1, 0.25, 4), parts);
        assert_eq!(parts_by_share(3, 0.0, 0.01, 0).each_ref().map(Vec::len), [2, 0, 1]);
    }

    #[test]
    fn a_mirrored_image_has_its_rows_turned_around() {
        let image = [1.0, 2.0, 3.0, 4.0];
        let mut seen = [0; 2];
        for step in 0..40 {
            let mut samples = image.to_vec();
            mirror(&mut samples, [1, 2, 2], &mut rng(0, step, "test"));
            match samples.as_slice() {
                [1.0, 2.0, 3.0, 4.0] => seen[0] += 1,
                [2.0, 1.0, 4.0, 3.0] => seen[1] += 1,
                other => panic!("{other:?}"),
            }
        }
        // 20 expected of each, standard deviation 3.2
        assert!(seen.iter().all(|count| (8..=32).contains(count)), "{seen:?}");
    }
}
