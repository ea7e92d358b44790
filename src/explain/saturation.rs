//! Exponentials that have gone to zero.

use super::finding::{Fault, Finding};
use super::play::{Play, Term};
use super::reading::Reading;
use super::series::Series;
use super::words::{percent, shown};

/// Below this the exponentials pull at their move with less than a hundredth of what the other terms do together. `d exp(−E) = −E exp(−E) d ln E`, so that
/// the pull of a term that is `share` of the sum is `share · E`; healthy runs had .15 to .5.
const PULL: f64 = 1e-2;
/// At how many of the game's steps: no healthy run had a single one.
const FOR: f64 = 0.1;

/// Moves whose fake terms stand in exponentials that no longer move the player.
pub(super) fn saturated(reading: &Reading<'_>) -> Vec<Finding> {
    reading.plays.iter().filter(|play| play.encodes()).filter_map(|play| of_move(reading, play)).collect()
}

fn of_move(reading: &Reading<'_>, play: &Play) -> Option<Finding> {
    let of_data = |term: &&Term| term.callee() == "exp" && term.shares.iter().any(|(root, _)| root.is_empty());
    let terms: Vec<&Term> = play.terms.iter().filter(of_data).collect();
    let pulls = terms.iter().map(|term| pull(reading, term)).reduce(|a, b| a.with(&b, |a, b| a + b))?;
    let (share, (from, to)) = pulls.where_it(|pull| pull < PULL)?;
    let at_end = pulls.late().median()? < PULL;
    if share < FOR && !at_end {
        return None;
    }
    let lowest = terms
        .iter()
        .map(|term| reading.series(&term.column))
        .filter_map(|s| s.map(|value| -value).largest().map(|(step, value)| (step, -value)));
    let (step, least) = lowest.min_by(|a, b| a.1.total_cmp(&b.1))?;
    let names: Vec<String> = terms.iter().map(|term| format!("`{}`", term.name)).collect();
    let mut evidence = vec![
        format!(
            "The smallest of {} is {} at step {step}; the first are {}.",
            names.join(" and "),
            shown(least),
            begins(reading, &terms)?
        ),
        format!(
            "At {} of the recorded steps, {from} to {to}, they pull at `{}` with less than {} of what its other terms do.",
            percent(share),
            play.title,
            percent(PULL)
        ),
    ];
    let inside = largest_inside(reading, play, &terms);
    evidence.extend(
        inside
            .iter()
            .map(|(name, share)| format!("Most of what stands inside is `{name}`: {} of its size.", percent(*share))),
    );
    let cause = match &inside {
        Some((name, _)) => format!(
            "`exp(−…)` underflows because `{name}` is far too large in it, by its weight, by `alpha`, or because it is a sum where a mean is wanted: fakes give \
             no gradient to `{}`, whatever they look like.",
            play.title
        ),
        None => format!("`exp(−…)` underflows: fakes give no gradient to `{}`, whatever they look like.", play.title),
    };
    Some(Finding {
        fault: Fault::ExponentialSaturated,
        title: format!("The exponential of the fakes is saturated: `{}` gets no gradient from them", play.title),
        evidence,
        cause,
        remedies: remedies(reading, inside.as_ref().map(|(name, _)| name.as_str())),
        steps: Some((from, to)),
    })
}

/// With what part of the whole sum a change of the exponent's scale is felt.
fn pull(reading: &Reading<'_>, term: &Term) -> Series {
    let Some((_, share)) = term.shares.iter().find(|(root, _)| root.is_empty()) else { return Series::default() };
    // Beyond 1 the exponent is positive, and nothing is saturated; below what float32 holds it is zero.
    let exponent = |value: f64| if value > 0.0 { value.ln().abs() } else { 0.0 };
    let near_one = |value: f64| value > 0.5;
    reading
        .series(&term.column)
        .with(&reading.series(share), |value, share| if near_one(value) { share } else { share * exponent(value) })
}

fn begins(reading: &Reading<'_>, terms: &[&Term]) -> Option<String> {
    terms.iter().filter_map(|term| reading.series(&term.column).first()).reduce(f64::max).map(shown)
}

/// What makes up most of the exponents, and its median share.
fn largest_inside(reading: &Reading<'_>, play: &Play, terms: &[&Term]) -> Option<(String, f64)> {
    let roots: Vec<&str> = terms.iter().map(|term| term.name.as_str()).collect();
    let inside = play.terms.iter().flat_map(|term| {
        let own = term.shares.iter().filter(|(root, _)| roots.contains(&root.as_str()));
        own.filter_map(|(_, column)| Some((term.name.clone(), reading.series(column).median()?)))
    });
    inside.max_by(|a, b| a.1.total_cmp(&b.1))
}

fn remedies(reading: &Reading<'_>, inside: Option<&str>) -> Vec<String> {
    let mut remedies = Vec::new();
    // A `let` that is a call has parameters of its own, which one sets by its name.
    let lets = reading.model.iter().flat_map(|model| &model.lets);
    for named in
        lets.filter(|named| named.params.is_empty() && inside.is_some_and(|name| name == named.body.to_string()))
    {
        if named.body.to_string().contains("reduce = sum") {
            remedies.push(reading.train(&format!("--set {}.reduce=mean", named.name.text)));
        }
    }
    remedies.extend(reading.scaled("alpha", 0.1));
    remedies.extend(reading.scaled("beta_neg", 0.1));
    remedies.push(format!("{} --set train.log_gradients=100", reading.train("").trim_end()));
    remedies
}
