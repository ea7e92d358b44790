//! Which samples a step is made of.

use std::collections::BTreeMap;

use rand::seq::SliceRandom;

use crate::random::{self, Rng, RngExt};

/// The order in which a training goes through so many samples: each pass is a permutation of its own, keyed on (seed, epoch). What fills no batch at the end of
/// a pass is left out of it, other samples each time; where a batch is larger than the data, it goes on in further permutations.
pub(crate) struct Order {
    len: usize,
    batch: usize,
    seed: u64,
    /// By epoch, draw and pass within a batch.
    passes: BTreeMap<(usize, usize, usize), Vec<usize>>,
}

impl Order {
    pub(crate) fn new(len: usize, batch: usize, seed: u64) -> Order {
        Order { len, batch, seed, passes: BTreeMap::new() }
    }

    /// The samples of a step: a function of seed, step, size and draw alone. A repeated move goes through passes of its own in each of its draws.
    pub(crate) fn numbers(&mut self, step: usize, draw: usize) -> Vec<usize> {
        let steps = (self.len / self.batch).max(1);
        let (epoch, first) = (step / steps, step % steps * self.batch);
        // Steps of two epochs are asked for at once where one ends.
        self.passes.retain(|(known, ..), _| known + 1 >= epoch && *known <= epoch + 1);
        let mut numbers = Vec::with_capacity(self.batch);
        let mut at = first;
        while numbers.len() < self.batch {
            let left = self.batch - numbers.len();
            let pass = self.pass(epoch, draw, at / self.len);
            let rest = &pass[at % pass.len()..];
            let taken = rest.len().min(left);
            numbers.extend(&rest[..taken]);
            at += taken;
        }
        numbers
    }

    fn pass(&mut self, epoch: usize, draw: usize, pass: usize) -> &[usize] {
        let (len, seed) = (self.len, self.seed);
        self.passes.entry((epoch, draw, pass)).or_insert_with(|| {
            let mut name = "order".to_owned();
            if draw > 0 {
                name += &format!("#{draw}");
            }
            if pass > 0 {
                name += &format!("+{pass}");
            }
            let mut numbers: Vec<usize> = (0..len).collect();
            numbers.shuffle(&mut random::rng(seed, epoch as u64, &name));
            numbers
        })
    }
}

/// `n` of `len` samples, each at most once before any comes again; fewer are the first of more.
pub(super) fn without_replacement(len: usize, n: usize, rng: &mut Rng) -> Vec<usize> {
    let mut all: Vec<usize> = (0..len).collect();
    let mut numbers = Vec::with_capacity(n);
    while numbers.len() < n && len > 0 {
        all.shuffle(rng);
        numbers.extend(all.iter().take(n - numbers.len()));
    }
    numbers
}

pub(super) fn with_replacement(len: usize, n: usize, rng: &mut Rng) -> Vec<usize> {
    if len == 0 { Vec::new() } else { (0..n).map(|_| rng.random_range(0..len)).collect() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_epoch_visits_samples_once_and_leaves_out_fewer_than_a_batch() {
        let mut order = Order::new(103, 10, 7);
        let epochs: Vec<Vec<usize>> =
            (0..3).map(|epoch| (0..10).flat_map(|step| order.numbers(10 * epoch + step, 0)).collect()).collect();
        for epoch in &epochs {
            assert_eq!(epoch.iter().collect::<BTreeSet<_>>().len(), 100);
        }
        let left = |epoch: &Vec<usize>| (0..103).filter(|n| !epoch.contains(n)).collect::<Vec<_>>();
        assert_ne!(epochs[0], epochs[1]);
        assert_ne!(left(&epochs[0]), left(&epochs[1]));
    }

    #[test]
    fn a_step_is_a_function_of_its_key_whatever_was_asked_before() {
        let fresh = |step, draw| Order::new(103, 10, 7).numbers(step, draw);
        let mut order = Order::new(103, 10, 7);
        for (step, draw) in [(55, 0), (3, 0), (9, 2), (10, 0), (55, 0), (0, 1)] {
            assert_eq!(order.numbers(step, draw), fresh(step, draw), "{step}, {draw}");
        }
        assert_ne!(fresh(3, 0), fresh(3, 1));
        assert_ne!(fresh(3, 0), Order::new(103, 10, 8).numbers(3, 0));
    }

    #[test]
    fn a_batch_larger_than_the_data_has_every_sample_nearly_as_often() {
        let mut counts = [0; 4];
        Order::new(4, 10, 1).numbers(5, 0).into_iter().for_each(|n| counts[n] += 1);
        assert!(counts.iter().all(|count| (2..=3).contains(count)), "{counts:?}");
    }

    #[test]
    fn fewer_are_the_first_of_more() {
        let draw = |n| without_replacement(5, n, &mut random::rng(1, 0, "test"));
        assert_eq!(draw(12)[..3], draw(3)[..]);
        assert_eq!(draw(5).iter().collect::<BTreeSet<_>>().len(), 5);
        assert!(without_replacement(0, 3, &mut random::rng(1, 0, "test")).is_empty());
    }
}
