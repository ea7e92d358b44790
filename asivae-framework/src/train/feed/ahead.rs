//! Batches that are made before a step asks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::data::{Dataset, Order, Samples};
use crate::error::Result;
use crate::random;

/// A step and, within it, a draw.
type Key = (usize, usize);
type Made = thread::Result<Result<Samples>>;

/// Threads that make batches; they mostly wait.
const MOST_THREADS: usize = 4;
/// Batches of which each thread is ahead.
const DEPTH: usize = 2;
/// Bytes that batches ahead may take together, where it is more than one.
const MOST_BYTES: usize = 1 << 28;

/// Makes batches of finite data in threads of its own. What a batch is depends on its key alone: threads decide when it is made, and nothing else.
pub(super) struct Ahead {
    maker: Arc<Maker>,
    threads: Option<Threads>,
    /// Asked for, and not taken yet.
    pending: BTreeSet<Key>,
    made: BTreeMap<Key, Made>,
    /// So many batches may be ahead.
    most: usize,
    /// Draws of a step, as far as seen.
    draws: usize,
    /// The batch that was given last: a step may be looked at more than once.
    last: Option<(Key, Samples)>,
    waited: Duration,
}

/// What makes a batch.
struct Maker {
    data: Arc<dyn Dataset>,
    order: Mutex<Order>,
    batch: usize,
    seed: u64,
    /// Requests of an earlier one are out of date.
    generation: AtomicU64,
}

struct Threads {
    jobs: Sender<(u64, Key)>,
    done: Receiver<(u64, Key, Made)>,
    count: usize,
}

impl Ahead {
    /// Of a data set that has so many samples.
    pub(super) fn new(data: Arc<dyn Dataset>, len: usize, batch: usize, seed: u64) -> Ahead {
        let order = Mutex::new(Order::new(len, batch, seed));
        let bytes = size_of::<f32>() * batch * data.shape().iter().product::<usize>();
        let most = (MOST_BYTES / bytes.max(1)).max(1);
        Ahead {
            maker: Arc::new(Maker { data, order, batch, seed, generation: AtomicU64::new(0) }),
            threads: None,
            pending: BTreeSet::new(),
            made: BTreeMap::new(),
            most,
            draws: 1,
            last: None,
            waited: Duration::ZERO,
        }
    }

    /// How long steps have waited for their batches.
    pub(super) fn waited(&self) -> Duration {
        self.waited
    }

    /// The batch of a key; those that are likely to follow are begun.
    pub(super) fn take(&mut self, key: Key) -> Result<Samples> {
        if let Some((last, samples)) = &self.last
            && *last == key
        {
            return Ok(samples.clone());
        }
        self.draws = self.draws.max(key.1 + 1);
        let asked = Instant::now();
        let made = self.wait_for(key).unwrap_or_else(|| catch_unwind(AssertUnwindSafe(|| self.maker.make(key))));
        self.waited += asked.elapsed();
        self.ask(key);
        let samples = made.unwrap_or_else(|panic| resume_unwind(panic))?;
        self.last = Some((key, samples.clone()));
        Ok(samples)
    }

    /// What a thread has made or is about to make.
    fn wait_for(&mut self, key: Key) -> Option<Made> {
        if !self.pending.contains(&key) {
            // Somewhere else than expected.
            let near = self.pending.first().is_some_and(|first| *first > key && first.0 <= key.0 + 1);
            if !near {
                self.maker.generation.fetch_add(1, Ordering::Relaxed);
                self.pending.clear();
                self.made.clear();
            }
            return None;
        }
        self.pending.retain(|pending| *pending > key);
        self.made.retain(|made, _| *made >= key);
        let threads = self.threads.as_ref()?;
        let now = self.maker.generation.load(Ordering::Relaxed);
        loop {
            if let Some(made) = self.made.remove(&key) {
                return Some(made);
            }
            let (generation, other, made) = threads.done.recv().ok()?;
            if generation == now && other >= key {
                self.made.insert(other, made);
            }
        }
    }

    /// Asks for those that follow.
    fn ask(&mut self, key: Key) {
        if self.threads.is_none() {
            self.threads = Threads::start(&self.maker);
        }
        let Some(threads) = &self.threads else { return };
        let now = self.maker.generation.load(Ordering::Relaxed);
        let mut next = self.pending.last().copied().unwrap_or(key);
        while self.pending.len() < self.most.min(DEPTH * threads.count) {
            next = if next.1 + 1 < self.draws { (next.0, next.1 + 1) } else { (next.0 + 1, 0) };
            if threads.jobs.send((now, next)).is_err() {
                return;
            }
            self.pending.insert(next);
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // What is asked for still is needed no more.
        self.maker.generation.fetch_add(1, Ordering::Relaxed);
    }
}

impl Maker {
    fn make(&self, (step, draw): Key) -> Result<Samples> {
        let numbers = self.order.lock().unwrap_or_else(PoisonError::into_inner).numbers(step, draw);
        let mut samples = self.data.get(&numbers)?;
        self.data.as_ref().check(self.batch, &samples)?;
        let name = if draw == 0 { "augment".to_owned() } else { format!("augment#{draw}") };
        self.data.augment(&mut samples.0, &mut random::rng(self.seed, step as u64, &name));
        Ok(samples)
    }
}

impl Threads {
    /// None where the system gives no thread: batches are made when they are asked for, then.
    fn start(maker: &Arc<Maker>) -> Option<Threads> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (jobs, asked) = channel();
        let (ready, done) = channel();
        let asked = Arc::new(Mutex::new(asked));
        let mut count = 0;
        for _ in 0..cores.min(MOST_THREADS) {
            let (maker, asked, ready) = (maker.clone(), asked.clone(), ready.clone());
            let started = thread::Builder::new().name("data".to_owned()).spawn(move || work(&maker, &asked, &ready));
            count += usize::from(started.is_ok());
        }
        (count > 0).then_some(Threads { jobs, done, count })
    }
}

/// Makes what is asked for until nobody can ask any more.
fn work(maker: &Maker, asked: &Mutex<Receiver<(u64, Key)>>, ready: &Sender<(u64, Key, Made)>) {
    loop {
        let next = asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((generation, key)) = next else { return };
        if generation != maker.generation.load(Ordering::Relaxed) {
            continue;
        }
        let made = catch_unwind(AssertUnwindSafe(|| maker.make(key)));
        if ready.send((generation, key, made)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
