//! A schedule that remembers and measures.

use ivae::prelude::*;
use serde::{Deserialize, Serialize};

/// What it has seen.
#[derive(Default, Serialize, Deserialize)]
pub struct Seen {
    best: Option<f64>,
    waited: usize,
    cuts: i32,
}

/// `factor^k`, where k grows by one whenever a term has not fallen for `patience` steps.
#[intro_schedule]
pub fn patience(
    state: &mut Seen,
    term: Measured,
    #[param(default = 100, min = 1)] patience: usize,
    #[param(default = 0.5, min = 0.0, max = 1.0)] factor: f64,
) -> f64 {
    if let Some(mean) = term.mean() {
        state.waited += 1;
        if state.best.is_none_or(|best| mean < best) {
            (state.best, state.waited) = (Some(mean), 0);
        } else if state.waited >= patience {
            (state.waited, state.cuts) = (0, state.cuts + 1);
        }
    }
    factor.powi(state.cuts)
}

#[test]
fn is_halved_when_nothing_gets_better() {
    let mut state = Seen::default();
    let values: Vec<f64> =
        [3.0, 2.0, 2.5, 2.5, 2.5].into_iter().map(|v| patience(&mut state, Measured::new(v), 2, 0.5)).collect();
    assert_eq!(values, [1.0, 1.0, 1.0, 0.5, 0.5]);
}
