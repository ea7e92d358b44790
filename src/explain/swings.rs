//! Games that swing and do not settle.

use super::finding::{Fault, Finding};
use super::reading::Reading;
use super::series::Series;
use super::words::{setting, shown};
use crate::game::Role;

/// Stretches that half of a game is cut into at most, so that the noise of batches is gone and a swing is left.
const STRETCHES: usize = 50;
/// Rows that a stretch has at the least.
const ROWS: usize = 2;
/// A swing is as large as this part of the level that it swings about, there and back.
const SWING: f64 = 0.5;
/// And as this part of all that the column went through in the game: what has become small may be noisy.
const OF_ALL: f64 = 0.2;
/// Fewer turns than this are a drift; healthy games had one at most.
const TURNS: usize = 5;

/// Whether a game of several players swings over its last half.
pub(super) fn oscillates(reading: &Reading<'_>) -> Vec<Finding> {
    if reading.plays.len() < 2 {
        return Vec::new();
    }
    let mut swinging: Vec<Swinging> =
        watched(reading).iter().filter_map(|(column, series)| swings(column, series)).collect();
    swinging.sort_by_key(|one| std::cmp::Reverse(one.turns.len()));
    let Some(most) = swinging.first() else { return Vec::new() };
    let steps = most.turns.first().zip(most.turns.last()).map(|((from, _), (to, _))| (*from, *to));
    let evidence = swinging.iter().take(3).map(Swinging::sentence).collect();
    let rate = reading.run.config.optim.lr;
    let half = reading.run.config.train.steps / 2;
    vec![Finding {
        fault: Fault::Oscillation,
        title: "The game oscillates: the players chase one another and do not settle".to_owned(),
        evidence,
        cause: "Each player answers where the other one was: steps or momentum are too large for a game, in which the aim moves.".to_owned(),
        remedies: vec![
            reading.train(&format!("--set optim.lr={}", setting(rate / 4.0))),
            reading.train("--set optim.beta_1=0.5 --set optim.beta_2=0.9"),
            reading.train(&format!("--set 'optim.milestones=[{half}, {}]'", half + half / 2)),
            reading.train("--set ema.decay=0.999"),
        ],
        steps,
    }]
}

/// A column that swings: where it turns back, and its median.
struct Swinging {
    column: String,
    turns: Vec<(usize, f64)>,
    level: f64,
}

impl Swinging {
    fn sentence(&self) -> String {
        let values = || self.turns.iter().map(|(_, value)| *value);
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let (count, column) = (self.turns.len(), &self.column);
        let (low, high, level) = (shown(low), shown(high), shown(self.level));
        format!(
            "Over the last half `{column}` turns back {count} times, between {low} and {high}; its median is {level}."
        )
    }
}

fn swings(column: &str, series: &Series) -> Option<Swinging> {
    let half = series.half();
    let smooth = half.smoothed(STRETCHES.min(half.0.len() / ROWS));
    let level = smooth.map(f64::abs).median()?;
    let range = series.largest()?.1 + series.map(|value| -value).largest()?.1;
    let turns = smooth.turns((SWING * level).max(OF_ALL * range));
    (turns.len() >= TURNS).then(|| Swinging { column: column.to_owned(), turns, level })
}

/// What shows a game's state: divergences, reconstruction, figures. Scores have no zero of their own, so that only what players make of them counts.
fn watched(reading: &Reading<'_>) -> Vec<(String, Series)> {
    let shows = |play: &super::play::Play, term: &super::play::Term| {
        let encoder = play.is_all(Role::Posterior) || play.roles.len() > 1;
        encoder && (term.is_divergence() || term.is_reconstruction_of("x"))
            || play.is_all(Role::Scorer) && ["softplus", "hinge"].contains(&term.callee())
    };
    let terms = reading.all_terms().filter(|(play, term)| shows(play, term));
    let mut watched: Vec<(String, Series)> =
        terms.map(|(_, term)| (term.column.clone(), reading.series(&term.column))).collect();
    for play in reading.plays.iter().filter(|play| play.is_all(Role::Scorer)) {
        watched.extend(gap(reading, play));
    }
    for name in ["metric/kl_nats", "metric/compat_kl", "metric/modes_covered"] {
        watched.push((name.to_owned(), reading.series(name)));
    }
    // Two rows for each turn, and as many between them, in half of the rows.
    watched.retain(|(_, series)| series.0.len() >= 8 * TURNS);
    watched
}

/// How far apart a scorer holds what it is to tell apart: of scores, which have no zero of their own, the difference counts.
fn gap(reading: &Reading<'_>, play: &super::play::Play) -> Option<(String, Series)> {
    let scorers = reading.scorers();
    let mut scores = play.terms.iter().filter(|term| scorers.iter().any(|scorer| scorer == term.callee()));
    let (first, second) = (scores.next()?, scores.next()?);
    let apart = reading.series(&first.column).with(&reading.series(&second.column), |a, b| a - b);
    Some((format!("{} - {}", first.column, second.name), apart))
}
