//! Threads that share the rows of a batch.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Fewer rows than these are not worth a thread of their own.
const ROWS_EACH: usize = 64;

/// Threads between which a call of a network divides its batch, each with a part of the rows.
///
/// A thread that works on its part is alone in it: what would run in parallel inside runs in turn, so that the matrix products of the
/// parts do not wait for one another.
pub struct Workers {
    /// Pools of one thread each: where [`enter`](Workers::enter) works, then its helpers. None where the caller does all the work.
    pools: Vec<ThreadPool>,
}

impl Workers {
    /// The caller alone.
    pub fn none() -> Workers {
        Workers { pools: Vec::new() }
    }

    /// That many threads; one, or a machine that gives none, leaves the work to the caller.
    pub fn new(threads: usize) -> Workers {
        let pool = |i| ThreadPoolBuilder::new().num_threads(1).thread_name(move |_| format!("worker-{i}")).build();
        let pools = if threads > 1 { (0..threads).map(pool).collect() } else { Ok(Vec::new()) };
        Workers { pools: pools.unwrap_or_default() }
    }

    /// Works as the first of the threads, which then calls the others to help.
    pub(crate) fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match self.pools.first() {
            Some(first) => first.install(work),
            None => work(),
        }
    }

    /// Where each part of a batch of `rows` starts, and how many it has: as even as can be, in order.
    pub(crate) fn parts(&self, rows: usize) -> Vec<(usize, usize)> {
        let count = (rows / ROWS_EACH).clamp(1, self.pools.len().max(1));
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

    /// Does every job, the last here and the others each on a thread of its own; gives what they gave, in their order.
    pub(crate) fn run<T: Send, J: FnOnce() -> T + Send>(&self, jobs: Vec<J>) -> Vec<T> {
        let mut results: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
        spread(self.pools.get(1..).unwrap_or_default(), jobs.into_iter(), &mut results);
        results.into_iter().flatten().collect()
    }
}

/// The last job is done here.
fn spread<T: Send, J: FnOnce() -> T + Send>(
    helpers: &[ThreadPool],
    mut jobs: std::vec::IntoIter<J>,
    results: &mut [Option<T>],
) {
    let (Some(job), Some((result, results))) = (jobs.next(), results.split_first_mut()) else { return };
    match helpers.split_first() {
        Some((helper, helpers)) if jobs.len() > 0 => helper.in_place_scope(|scope| {
            scope.spawn(|_| *result = Some(job()));
            spread(helpers, jobs, results);
        }),
        _ => {
            *result = Some(job());
            spread(helpers, jobs, results);
        }
    }
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
