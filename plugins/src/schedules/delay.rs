//! A schedule that begins later.

use asivae::prelude::*;

/// `inner` begins at `start` and runs its whole course in the rest of the run; until then it stands at its first value.
///
/// `inner((t − start) / (1 − start))` for `t > start`, `inner(0)` before; `t` is the progress.
///
/// A combinator, `delay(cosine(), start = 0.2)`; schedules that wait until the reconstruction is learned are common since Bowman et al.,
/// *Generating Sentences from a Continuous Space* (CoNLL 2016), section 3.1.
#[intro_schedule]
pub fn delay(progress: f64, inner: Schedule, #[param(default = 0.1, min = 0.0, max = 0.999)] start: f64) -> f64 {
    inner.at(((progress - start) / (1.0 - start)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_course_fits_into_the_rest() {
        let ramp = |t: f64| 2.0 + t;
        let at = |t| delay(t, Schedule::new(&ramp), 0.5);
        assert_eq!([at(0.0), at(0.5), at(0.75), at(1.0)], [2.0, 2.0, 2.5, 3.0]);
    }
}
