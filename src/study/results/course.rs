//! Columns over the steps: the mean over seeds with a band, and every seed.

use std::collections::BTreeSet;

use super::outcome::METRIC;
use super::{Results, Summary, Variant, own_name};
use crate::report::chart::{Chart, Charts, Ink, Kind, Point, Series, Spread};
use crate::report::html::{escape, note, section};

/// Points of a mean: more are not told apart.
const POINTS: usize = 250;

/// The section.
pub(super) fn curves(results: &Results, charts: &mut Charts) -> String {
    let columns = columns(results);
    if columns.is_empty() {
        return section("curves", "Curves", &note("Nothing is on record over the steps."));
    }
    let ranks = |column: &String| results.metric.as_deref() == column.strip_prefix(METRIC);
    let (first, rest): (Vec<String>, Vec<String>) = columns.into_iter().partition(ranks);
    let (figures, terms): (Vec<String>, Vec<String>) = rest.into_iter().partition(|column| column.starts_with(METRIC));
    let mut draw = |columns: &[String], class: &str| -> String {
        columns.iter().map(|column| chart(results, column, class, charts)).collect()
    };
    let text = "Mean over seeds, thick; one standard deviation to either side, shaded; every seed, thin. The mean goes as far as there are seeds: one that \
ends early, or fails, is in it up to there.";
    let mut inner = note(text);
    inner.push_str(&format!("<div class=\"charts\">\n{}</div>\n", draw(&first, "wide") + &draw(&terms, "")));
    if !figures.is_empty() {
        inner.push_str(&format!(
            "<h3>Other figures</h3>\n<div class=\"charts thirds\">\n{}</div>\n",
            draw(&figures, "small")
        ));
    }
    section("curves", "Curves", &inner)
}

/// What is drawn: figures, objectives, and what was asked for.
fn columns(results: &Results) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let records = || results.runs().filter_map(|run| run.record.as_ref());
    columns.extend(results.curves.iter().cloned());
    columns.extend(results.metrics().iter().map(|metric| format!("{METRIC}{metric}")));
    columns
        .extend(records().flat_map(|record| record.courses.keys()).filter(|name| !name.starts_with("wall/")).cloned());
    let there: BTreeSet<&String> = records().flat_map(|record| record.courses.keys()).collect();
    let mut seen = BTreeSet::new();
    columns.retain(|column| there.contains(column) && seen.insert(column.clone()));
    columns
}

fn chart(results: &Results, column: &str, class: &str, charts: &mut Charts) -> String {
    let mut series = Vec::new();
    let mut spreads = Vec::new();
    for (place, variant) in results.variants.iter().enumerate() {
        let (points, spread) = over_seeds(variant, column);
        if !points.is_empty() {
            series.push(Series {
                name: variant.name.clone(),
                ink: Ink::Place(place),
                column: column.to_owned(),
                points,
            });
            spreads.push(spread);
        }
    }
    let mut figure = charts.spread(
        Chart { title: own_name(column).to_owned(), kind: Kind::Lines, unit: String::new(), series },
        &spreads,
        class,
    );
    if let Some(threshold) = results.threshold.as_ref().filter(|t| column.strip_prefix(METRIC) == Some(&t.metric)) {
        let text = format!("<p class=\"note\">The threshold is {}.</p>\n</figure>", escape(&threshold.text()));
        if class == "wide" {
            figure = figure.replace("</figure>", &text);
        }
    }
    figure
}

/// The mean of a column over the seeds of a variant, and what it is the mean of.
fn over_seeds(variant: &Variant, column: &str) -> (Vec<Point>, Spread) {
    let courses: Vec<&[(usize, f64)]> =
        variant.runs.iter().map(|run| run.course(column)).filter(|course| !course.is_empty()).collect();
    let at = |course: &[(usize, f64)], step: usize| {
        course.binary_search_by_key(&step, |(step, _)| *step).ok().map(|place| course[place].1)
    };
    // Steps at which every seed that comes so far has a value: at others the mean would be one of some of them.
    let all: BTreeSet<usize> = courses.iter().flat_map(|course| course.iter().map(|(step, _)| *step)).collect();
    let complete = |step: &usize| {
        courses.iter().all(|course| course.last().is_none_or(|(last, _)| last < step) || at(course, *step).is_some())
    };
    let steps: Vec<usize> = all.into_iter().filter(complete).collect();
    let every = steps.len().div_ceil(POINTS).max(1);
    let last = steps.len().saturating_sub(1);
    let steps: Vec<usize> =
        steps.into_iter().enumerate().filter(|(i, _)| i % every == 0 || *i == last).map(|(_, step)| step).collect();
    let mut points = Vec::new();
    let mut spread = Spread { band: Vec::new(), courses: vec![Vec::new(); courses.len()] };
    for step in steps {
        let values: Vec<Option<f64>> = courses.iter().map(|course| at(course, step)).collect();
        let present: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        let Some(summary) = Summary::of(&present) else { continue };
        points.push((step, summary.mean));
        let deviation = summary.deviation.unwrap_or(0.0);
        spread.band.push((summary.mean - deviation, summary.mean + deviation));
        for (course, value) in spread.courses.iter_mut().zip(values) {
            course.push(value.filter(|value| value.is_finite()));
        }
    }
    if courses.len() < 2 {
        // A single course is its own mean.
        spread = Spread { band: Vec::new(), courses: Vec::new() };
    }
    (points, spread)
}
