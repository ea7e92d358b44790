//! Batches ahead of their steps are those that are made when asked for.

use super::*;
use crate::error::Error;
use crate::random::{Rng, RngExt};

/// Samples that are their numbers; reading takes a while, longer for some, and one of them is broken.
struct Numbers {
    len: usize,
    broken: Option<usize>,
    panics: bool,
}

impl Dataset for Numbers {
    fn name(&self) -> &str {
        "numbers"
    }

    fn shape(&self) -> [usize; 3] {
        [1, 1, 1]
    }

    fn len(&self) -> Option<usize> {
        Some(self.len)
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        thread::sleep(Duration::from_micros(200 * (numbers[0] as u64 % 5)));
        if let Some(broken) = self.broken.filter(|broken| numbers.contains(broken)) {
            assert!(!self.panics, "sample {broken}");
            return Err(Error::stopped(format!("sample {broken}")));
        }
        Ok((numbers.iter().map(|number| *number as f32).collect(), Vec::new()))
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        samples.iter_mut().for_each(|sample| *sample += rng.random::<f32>());
    }
}

fn ahead(broken: Option<usize>, panics: bool) -> Ahead {
    Ahead::new(Arc::new(Numbers { len: 50, broken, panics }), 50, 7, 3)
}

/// The batch of a key where nothing was asked for before.
fn alone(key: Key) -> Samples {
    ahead(None, false).take(key).unwrap()
}

#[test]
fn order_of_asking_jumps_and_repeated_moves_change_no_batch() {
    let mut feed = ahead(None, false);
    let forwards = (0..12).map(|step| (step, 0));
    let repeated = (12..16).flat_map(|step| (0..3).map(move |draw| (step, draw)));
    let jumps = [(40, 0), (40, 0), (2, 1), (2, 0), (3, 0), (5, 0), (4, 0)];
    for key in forwards.chain(repeated).chain(jumps) {
        assert_eq!(feed.take(key).unwrap(), alone(key), "{key:?}");
    }
}

#[test]
fn a_sample_that_cannot_be_read_is_the_trouble_of_its_step_alone() {
    let mut feed = ahead(Some(11), false);
    let failed: Vec<usize> = (0..7).filter(|step| feed.take((*step, 0)).is_err()).collect();
    let own: Vec<usize> = (0..7).filter(|step| alone((*step, 0)).0.iter().any(|value| *value as usize == 11)).collect();
    assert_eq!(failed, own);
    assert_eq!(own.len(), 1, "the seed leaves the sample out");
}

#[test]
fn a_panic_reaches_the_one_who_asked() {
    let mut feed = ahead(Some(11), true);
    let panicked = |feed: &mut Ahead, step| catch_unwind(AssertUnwindSafe(|| feed.take((step, 0)).is_ok())).is_err();
    assert_eq!((0..7).filter(|step| panicked(&mut feed, *step)).count(), 1);
}

#[test]
fn a_step_that_takes_longer_than_its_batch_does_not_wait() {
    let mut feed = ahead(None, false);
    feed.take((0, 0)).unwrap();
    let before = feed.waited();
    for step in 1..40 {
        thread::sleep(Duration::from_millis(4));
        feed.take((step, 0)).unwrap();
    }
    let waited = feed.waited() - before;
    // 39 batches take 16 ms to read on the average; a busy machine may hold some of them up.
    assert!(waited < Duration::from_millis(12), "{waited:?}");
}
