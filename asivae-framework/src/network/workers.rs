//! Threads that share the rows of a batch.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Fewer rows than these are not worth a thread of their own.
const ROWS_EACH: usize = 64;

/// How long a thread waits awake.
const AWAKE: Duration = Duration::from_micros(200);

/// Threads between which a call of a network divides its batch, each with a part of the rows.
///
/// A thread that works on its part is alone in it: what would run in parallel inside runs in turn, so that the matrix products of the
/// parts do not wait for one another. A network that needs its batch whole has all threads for each product instead.
pub struct Workers {
    /// Where [`enter`](Workers::enter) works; `None` where the caller does everything.
    first: Option<ThreadPool>,
    helpers: Vec<Helper>,
    /// All threads together, for what cannot be divided by rows.
    wide: Option<ThreadPool>,
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that does what it is sent, until the sender is gone.
struct Helper {
    jobs: Sender<Job>,
    _pool: ThreadPool,
}

impl Workers {
    /// The caller alone, with whatever threads it has.
    pub fn none() -> Workers {
        Workers { first: None, helpers: Vec::new(), wide: None }
    }

    /// That many threads, however many the process has; a machine that gives none leaves the work to the caller.
    pub fn new(threads: usize) -> Workers {
        let helpers: Option<Vec<Helper>> = (1..threads).map(Helper::start).collect();
        match (pool(1, "worker-0"), helpers, pool(threads, "wide")) {
            (Some(first), Some(helpers), wide) => Workers { first: Some(first), helpers, wide },
            _ => Workers::none(),
        }
    }

    /// Works as the first of the threads, which then calls the others to help.
    pub(crate) fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.first {
            Some(first) => first.install(work),
            None => work(),
        }
    }

    /// Where each part of a batch of `rows` starts, and how many it has: as even as can be, in order.
    pub(crate) fn parts(&self, rows: usize) -> Vec<(usize, usize)> {
        let count = (rows / ROWS_EACH).clamp(1, self.helpers.len() + 1);
        let (each, left) = (rows / count, rows % count);
        let mut start = 0;
        (0..count)
            .map(|i| {
                let part = (start, each + usize::from(i < left));
                start += part.1;
                part
            })
            .collect()
    }

    /// Does jobs in turn, each with all threads.
    pub(crate) fn run_wide<T: Send>(&self, jobs: Vec<impl FnOnce() -> T + Send>) -> Vec<T> {
        let all = move || jobs.into_iter().map(|job| job()).collect();
        match self.wide.as_ref().filter(|_| !self.helpers.is_empty()) {
            Some(wide) => wide.install(all),
            None => all(),
        }
    }

    /// Does every job, the first here and each other on a thread of its own; gives what they gave, in their order.
    pub(crate) fn run<T: Send + 'static>(&self, jobs: Vec<impl FnOnce() -> T + Send + 'static>) -> Vec<T> {
        let mut jobs = jobs.into_iter();
        let Some(own) = jobs.next() else { return Vec::new() };
        let (send, receive) = channel();
        let mut results: Vec<Option<T>> = vec![None];
        for (i, job) in jobs.enumerate() {
            let send = send.clone();
            let job: Job = Box::new(move || {
                let done = catch_unwind(AssertUnwindSafe(job));
                // Nobody waits for it where the caller's own part has panicked.
                let _gone = send.send((i + 1, done));
            });
            results.push(None);
            match self.helpers.get(i) {
                Some(helper) => {
                    if let Err(unsent) = helper.jobs.send(job) {
                        unsent.0();
                    }
                }
                None => job(),
            }
        }
        drop(send);
        results[0] = Some(own());
        while let Some((i, done)) = next(&receive) {
            match done {
                Ok(value) => results[i] = Some(value),
                Err(panic) => resume_unwind(panic),
            }
        }
        results.into_iter().flatten().collect()
    }
}

impl Helper {
    fn start(number: usize) -> Option<Helper> {
        let pool = pool(1, &format!("worker-{number}"))?;
        let (jobs, received) = channel::<Job>();
        pool.spawn(move || {
            while let Some(job) = next(&received) {
                job();
            }
        });
        Some(Helper { jobs, _pool: pool })
    }
}

/// Receives, awake for a moment before it sleeps: between two parts of a step there are some tens of microseconds.
fn next<T>(from: &Receiver<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < AWAKE {
        match from.try_recv() {
            Ok(value) => return Some(value),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
        }
    }
    from.recv().ok()
}

/// A long sum is a deep graph.
const STACK: usize = 32 << 20;

/// Within a pool of one thread every parallel iterator is a loop.
fn pool(threads: usize, name: &str) -> Option<ThreadPool> {
    let name = name.to_owned();
    ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).thread_name(move |_| name.clone()).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_every_row_once() {
        let workers = Workers::new(3);
        assert_eq!(workers.parts(512), [(0, 171), (171, 171), (342, 170)]);
        assert_eq!(workers.parts(130), [(0, 65), (65, 65)], "two parts of at least {ROWS_EACH} rows");
        assert_eq!(workers.parts(5), [(0, 5)]);
        assert_eq!(Workers::none().parts(512), [(0, 512)]);
    }

    #[test]
    fn jobs_run_apart_and_answer_in_order() {
        let workers = Workers::new(2);
        let jobs: Vec<_> = (0..2).map(|i| move || (i, std::thread::current().id())).collect();
        let answers = workers.enter(|| workers.run(jobs));
        assert_eq!((answers[0].0, answers[1].0), (0, 1));
        assert_ne!(answers[0].1, answers[1].1);
    }
}
