//! Values that are not finite.

use super::finding::{Fault, Finding};
use super::reading::Reading;
use super::words::shown;

/// A training that falls to it this early has not learned anything that could have led there: its first steps were too large.
const EARLY: usize = 50;
/// A value is growing without end where it is this many times its median over the run, in the last record before.
const GROWN: f64 = 10.0;

/// What ended the training, where a value that is not finite did.
pub(super) fn not_finite(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(failure) = &reading.run.failure else { return Vec::new() };
    let term = failure.what.split('`').nth(1).unwrap_or_default();
    let mut evidence = vec![format!(
        "{} of the move `{}` is {} at step {}; nothing was updated with it.",
        sentence(&failure.what),
        failure.title,
        failure.value,
        failure.step
    )];
    let grown = growing(reading);
    evidence.extend(grown.iter().take(3).map(|(_, text)| text.clone()));
    let (mut cause, mut remedies) = (String::new(), Vec::new());
    let config = &reading.run.config;
    let rates = config.optim.players.keys().map(|player| config.learning_rate(player, failure.step));
    let rate = rates.fold(config.learning_rate("", failure.step), f64::max);
    if failure.step < EARLY {
        cause = format!(
            "the steps are too large: with a learning rate of {} it was over after {}.",
            shown(rate),
            steps(failure.step)
        );
        remedies.push(reading.rate(rate / 100.0));
    } else if let Some((column, _)) = grown.first() {
        cause = format!("`{column}` grew without end before; nothing in its objective holds it.");
    }
    if failure.what.starts_with("the term") && term.contains("distance") && !term.contains("squash") {
        cause.push_str(" A distance between posteriors is unbounded as their variances vanish, where its statistics are not squashed.");
    }
    if cause.is_empty() {
        cause = "a value that overflows or divides by zero within few steps; the records before it show no growth."
            .to_owned();
    }
    remedies.push(reading.train("--set optim.clip_norm=1"));
    remedies.push(reading.rate(rate / 10.0));
    // A move of the warm-up has no terms that could be dropped, and without the reconstruction of data nothing is left of most models.
    let own = reading.plays.iter().any(|play| play.title == failure.title);
    if failure.what.starts_with("the term") && own && !term.ends_with("(x)") {
        remedies.push(reading.train(&format!("--drop '{}/{term}'", failure.title)));
    }
    remedies.dedup();
    vec![Finding {
        fault: Fault::NotFinite,
        title: format!(
            "Training ended at step {} with a value that is not finite: {}, in `{}`",
            failure.step, failure.what, failure.title
        ),
        evidence,
        cause: sentence(cause.trim()),
        remedies,
        steps: Some((reading.run.rows.first().map_or(0, |row| row.step), failure.step)),
    }]
}

/// Columns that are far above what they were, the most first, and how one says it.
fn growing(reading: &Reading<'_>) -> Vec<(String, String)> {
    let Some(last) = reading.run.rows.last() else { return Vec::new() };
    let mut grown: Vec<(f64, String, String)> = Vec::new();
    // Clocks grow by nature, and figures follow.
    let own =
        |column: &str| column.contains('/') && !["wall/", "metric/"].iter().any(|other| column.starts_with(other));
    for (column, value) in last.values.iter().filter(|(column, _)| own(column) && !column.contains("/share/")) {
        let series = reading.whole(column);
        let Some(median) = series.median().map(f64::abs).filter(|median| *median > 0.0) else { continue };
        let times = value.abs() / median;
        if series.0.len() > 4 && times >= GROWN {
            let text = format!("`{column}` is {} at step {}, {times:.0} times its median.", shown(*value), last.step);
            grown.push((times, column.clone(), text));
        }
    }
    grown.sort_by(|a, b| b.0.total_cmp(&a.0));
    grown.into_iter().map(|(_, column, text)| (column, text)).collect()
}

fn steps(count: usize) -> String {
    if count == 1 { "one step".to_owned() } else { format!("{count} steps") }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
