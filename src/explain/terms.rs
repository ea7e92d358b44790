//! Terms that never mattered.

use asivae_grammar::leaves;

use super::finding::{Fault, Finding};
use super::play::{Play, Term};
use super::reading::Reading;
use super::series::Series;
use super::words::{percent, shown};

/// A term that stays below this part of the sum that it stands in is below what a learning rate is known to.
const NOTHING: f64 = 1e-3;
/// At so many of the steps: single batches may differ from all others, the first ones most of all.
const AT: f64 = 0.95;
/// One whose weight is below this part of the greatest of its sum is switched off in all but name, as `gamma = 1e-8` is in the released
/// Soft-IntroVAE and the weight 1e-6 of the divergence in latent diffusion's autoencoder, and not by mistake.
const OFF: f64 = 2e-6;

/// Terms that were too small to matter at every recorded step, and losses that were never evaluated while a schedule stood still.
pub(super) fn without_effect(reading: &Reading<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = reading.plays.iter().flat_map(|play| of_move(reading, play)).collect();
    found.extend(never_evaluated(reading));
    found
}

/// A term in a sum: its share there, which it exceeds at few steps, and the size of its weight against the greatest one.
struct Part<'a> {
    term: &'a Term,
    most: Option<f64>,
    span: Option<(usize, usize)>,
    /// |weight| in units that are the same for all parts of a sum at a step.
    weight: Series,
}

fn of_move(reading: &Reading<'_>, play: &Play) -> Vec<Finding> {
    let mut roots: Vec<&str> = play.terms.iter().flat_map(|term| &term.shares).map(|(root, _)| root.as_str()).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut found: Vec<Finding> = Vec::new();
    for root in roots {
        let parts = parts(reading, play, root);
        for part in parts.iter().filter(|_| parts.len() > 1) {
            // What an exponential does is in its slope, not in its size; `saturation` sees to it.
            if part.term.callee() == "exp" || part.most.is_none_or(|most| most >= NOTHING) {
                continue;
            }
            let greatest = parts.iter().filter_map(|other| other.weight.median()).fold(0.0, f64::max);
            let weight = part.weight.median().unwrap_or(0.0);
            if weight < OFF * greatest
                || found.iter().any(|finding| finding.title.contains(&format!("`{}`", part.term.name)))
            {
                continue;
            }
            found.push(finding(reading, play, root, part));
        }
    }
    found
}

/// The parts of a sum. Scores have no zero of their own: of those of one scorer only the differences count.
fn parts<'a>(reading: &Reading<'_>, play: &'a Play, root: &str) -> Vec<Part<'a>> {
    let inside = play.terms.iter().filter_map(|term| {
        let (_, column) = term.shares.iter().find(|(at, _)| at == root)?;
        let (share, mean) = (reading.series(column), reading.series(&term.column));
        let weight = share.with(&mean, |share, mean| if mean == 0.0 { 0.0 } else { share / mean.abs() });
        Some((term, share, mean, weight))
    });
    let inside: Vec<_> = inside.collect();
    let scorers: Vec<String> = reading.scorers();
    let same = |a: &Term, b: &Term| a.callee() == b.callee() && scorers.iter().any(|scorer| scorer == a.callee());
    let scores = |term: &Term| inside.iter().filter(|(other, ..)| same(term, other)).count();
    // Sizes in the units of the shares, with what scores have in common taken off.
    let size = |(term, share, mean, weight): &(&Term, Series, Series, Series)| {
        if scores(term) < 2 {
            return share.clone();
        }
        let alike = inside.iter().filter(|(other, ..)| same(term, other)).map(|(_, _, mean, _)| mean.clone());
        let count = scores(term) as f64;
        let common = alike.reduce(|a, b| a.with(&b, |a, b| a + b)).unwrap_or_default().map(|sum| sum / count);
        mean.with(&common, |mean, common| (mean - common).abs()).with(weight, |size, weight| size * weight)
    };
    let sizes: Vec<Series> = inside.iter().map(size).collect();
    let total = sizes.iter().cloned().reduce(|a, b| a.with(&b, |a, b| a + b)).unwrap_or_default();
    // Of the total the usual one: where scores of data and of fakes cross, it is zero for a moment.
    let usual = total.median().filter(|usual| *usual > 0.0);
    let part = |((term, share, _, weight), size): ((&'a Term, Series, Series, Series), Series)| {
        let most = size.quantile(AT).zip(usual).map(|(size, usual)| size / usual);
        Part { term, most, span: share.span(), weight }
    };
    inside.into_iter().zip(sizes).map(part).collect()
}

fn finding(reading: &Reading<'_>, play: &Play, root: &str, part: &Part<'_>) -> Finding {
    let (name, title) = (&part.term.name, &play.title);
    let place = if root.is_empty() { format!("the objective of `{title}`") } else { format!("`{root}` of `{title}`") };
    let mean = reading.series(&part.term.column);
    let still = mean.map(f64::abs).largest().is_some_and(|(_, most)| most == 0.0);
    let most = percent(part.most.unwrap_or(0.0));
    let mut evidence =
        vec![format!("`{name}` is at most {most} of {place}, at {} of the recorded steps.", percent(AT))];
    evidence.extend(mean.late().mean().map(|late| format!("Its mean is {} over the last quarter.", shown(late))));
    let cause = match still {
        true => "It was zero from the first step on: what it asks for was given anyway.",
        false => {
            "Its weight is too small for its size, or a schedule takes its weight away while it grows: the run without it would have been the same."
        }
    };
    Finding {
        fault: Fault::TermWithoutEffect,
        title: format!("`{name}` has never mattered in {place}"),
        evidence,
        cause: cause.to_owned(),
        remedies: vec![
            reading.train(&format!("--drop '{title}/{name}'")),
            format!("{} --set train.log_gradients=100", reading.train("").trim_end()),
            format!("asivae describe {}", reading.run.config.model),
        ],
        steps: part.span,
    }
}

/// Losses of the model that no recorded step has, where a number that changes with progress was 0 or 1 at all of them.
fn never_evaluated(reading: &Reading<'_>) -> Option<Finding> {
    let model = reading.model.as_ref()?;
    let recorded = |callee: &str| {
        reading.run.rows.iter().any(|row| row.values.keys().any(|column| column.contains(&format!("{callee}("))))
    };
    let is_loss = |callee: &str| crate::plugin::find::<crate::plugin::LossPlugin>(callee).is_ok();
    let missing: Vec<String> = leaves(model)
        .into_iter()
        .map(|leaf| leaf.callee.text)
        .filter(|callee| is_loss(callee) && !recorded(callee))
        .collect();
    let callee = missing.first()?;
    let moving = |name: &&String| !name.contains('/') && *name != "learning_rate";
    let names: Vec<&String> =
        reading.run.rows.iter().find(|row| row.step >= reading.begin)?.values.keys().filter(moving).collect();
    let stuck = names.into_iter().find_map(|name| {
        let series = reading.series(name);
        let value = series.first().filter(|value| [0.0, 1.0].contains(value))?;
        series.0.iter().all(|(_, other)| *other == value).then_some((name, value, series.span()))
    });
    let (name, value, steps) = stuck?;
    let mut evidence = vec![
        format!(
            "`{callee}` stands in the model, and no recorded step has it: what is multiplied by zero is not evaluated."
        ),
        format!("`{name}` is {value} at every step at which the model's own moves are played."),
    ];
    if reading.begin > 0 {
        evidence.push(format!("The warm-up takes the first {} steps, and they count in `progress`.", reading.begin));
    }
    Some(Finding {
        fault: Fault::TermWithoutEffect,
        title: format!("`{callee}` has never been evaluated: `{name}` stood at {value} throughout"),
        evidence,
        cause: format!("The schedule of `{name}` is over before the game begins, or never leaves its first value."),
        remedies: vec![
            reading.train(&format!("--set '{name}=linear_ramp(rate = 10, start = 0.5)'")),
            format!("asivae describe {}", reading.run.config.model),
        ],
        steps,
    })
}
