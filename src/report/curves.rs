//! Everything that was recorded, over steps: the moves with their terms, shares and gradients, schedules, figures, the clock.

use std::collections::BTreeMap;

use asivae_grammar::Model;

use super::chart::{Chart, Charts, Ink, Kind, Point, Series};
use super::html::{escape, note, section};
use crate::plugin::{self, MetricPlugin};
use crate::train::Row;

/// The columns of one move.
#[derive(Default)]
struct Move<'a> {
    /// Objective, terms and `let`s.
    terms: Vec<&'a str>,
    /// Shares by the sum that they stand in; the objective's own is called nothing.
    shares: BTreeMap<String, Vec<(&'a str, String)>>,
    gradients: Vec<&'a str>,
}

/// Columns of figures that were measured while it was trained.
pub(super) const METRIC: &str = "metric";
/// Columns of the clock.
const WALL: &str = "wall";

/// The section.
pub(super) fn curves(rows: &[Row], model: Option<&Model>, charts: &mut Charts) -> String {
    let names = names(rows);
    if names.is_empty() {
        return section("curves", "Curves", &note("Nothing is on record: no step was recorded."));
    }
    let of = |family: &str| names.iter().filter(|name| family_of(name) == Some(family)).copied().collect::<Vec<_>>();
    let mut inner = String::new();
    for title in titles(&names, model) {
        let warmup = model.is_some_and(|model| model.moves.iter().all(|play| play.title() != title));
        let note = if warmup { "in the warm-up" } else { "" };
        inner.push_str(&of_move(&title, note, &of(&title), rows, charts));
    }
    let numbers: Vec<&str> = names.iter().filter(|name| family_of(name).is_none()).copied().collect();
    inner.push_str(&small("Schedules and numbers that move", "schedules", &scaled_alike(&numbers, rows), rows, charts));
    let alone = |family: &str| of(family).into_iter().map(|name| vec![name]).collect::<Vec<_>>();
    inner.push_str(&small("Figures while it was trained", "metrics", &alone(METRIC), rows, charts));
    inner.push_str(&small("Clock and memory", "wall", &alone(WALL), rows, charts));
    section("curves", "Curves", &inner)
}

/// All columns, each once.
pub(super) fn names(rows: &[Row]) -> Vec<&str> {
    let mut names: Vec<&str> = rows.iter().flat_map(|row| row.values.keys().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A column over steps.
pub(super) fn points(rows: &[Row], column: &str) -> Vec<Point> {
    rows.iter().filter_map(|row| Some((row.step, *row.values.get(column)?))).collect()
}

/// What stands before the first slash: the title of a move, `metric`, `wall`. The learning rate of a player is a number like that of all.
fn family_of(column: &str) -> Option<&str> {
    column.split_once('/').map(|(family, _)| family).filter(|family| *family != "learning_rate")
}

/// Titles of moves: the model's as it plays them, then those of its warm-up.
fn titles(names: &[&str], model: Option<&Model>) -> Vec<String> {
    let mut titles: Vec<String> = names.iter().filter_map(|name| family_of(name)).map(str::to_owned).collect();
    titles.dedup();
    titles.retain(|title| title != METRIC && title != WALL);
    let own: Vec<String> = model.iter().flat_map(|model| &model.moves).map(|play| play.title()).collect();
    titles.sort_by_key(|title| own.iter().position(|known| known == title).unwrap_or(own.len()));
    titles
}

impl<'a> Move<'a> {
    fn of(title: &str, columns: &[&'a str]) -> Self {
        let inner = |column: &'a str| column.strip_prefix(title).and_then(|rest| rest.strip_prefix('/'));
        let share = |column: &'a str| inner(column).and_then(|name| name.strip_prefix("share/"));
        let shares: Vec<&str> = columns.iter().filter_map(|column| share(column)).collect();
        let mut own = Move::default();
        for column in columns {
            let Some(name) = inner(column) else { continue };
            if let Some(share) = share(column) {
                // A slash may be a division in the name of a term: what stands before it must be a share itself.
                let above = |known: &&&str| share.strip_prefix(**known).is_some_and(|rest| rest.starts_with('/'));
                let root = shares.iter().filter(above).max_by_key(|root| root.len()).copied().unwrap_or_default();
                let name = share.strip_prefix(root).unwrap_or(share).trim_start_matches('/').to_owned();
                own.shares.entry(root.to_owned()).or_default().push((column, name));
            } else if name == "gradient" || name.starts_with("gradient/") {
                own.gradients.push(column);
            } else {
                own.terms.push(column);
            }
        }
        // The objective first.
        own.terms.sort_by_key(|column| inner(column) != Some("objective"));
        own
    }
}

fn of_move(title: &str, note: &str, columns: &[&str], rows: &[Row], charts: &mut Charts) -> String {
    let own = Move::of(title, columns);
    let series = |column: &str, name: String, ink: Ink| Series {
        name,
        ink,
        column: column.to_owned(),
        points: points(rows, column),
    };
    let rest = |column: &str| column.get(title.len() + 1..).unwrap_or(column).to_owned();
    let mut inner = String::new();
    let terms = own.terms.iter().map(|column| {
        let name = rest(column);
        let ink = if name == "objective" { Ink::Main } else { Ink::Named(name.clone()) };
        series(column, name, ink)
    });
    let terms: Vec<Series> = terms.collect();
    if !terms.is_empty() {
        let title = "Objective and what it is made of, means over the batch".to_owned();
        inner.push_str(&charts.figure(Chart { title, kind: Kind::Lines, unit: String::new(), series: terms }, "wide"));
    }
    let mut alone = Vec::new();
    for (root, shares) in &own.shares {
        if let [(column, name)] = shares.as_slice()
            && !root.is_empty()
        {
            alone.push(series(column, format!("{name} in {root}"), Ink::Named(name.clone())));
            continue;
        }
        let within = if root.is_empty() { "the objective" } else { root };
        let layer = |(column, name): &(&str, String)| series(column, name.clone(), Ink::Named(name.clone()));
        let (title, layers) = (format!("Shares in {within}, by size"), shares.iter().map(layer).collect());
        inner.push_str(&charts.figure(Chart { title, kind: Kind::Stack, unit: String::new(), series: layers }, ""));
    }
    if !alone.is_empty() {
        // All of a sum, unless it is zero: a chart of each would say nothing.
        let title = "Shares of terms that are alone in their sums".to_owned();
        let chart = Chart { title, kind: Kind::Lines, unit: String::new(), series: alone };
        inner.push_str(&charts.figure(chart, "small"));
    }
    let gradients = own.gradients.iter().map(|column| {
        let name = rest(column);
        match name.strip_prefix("gradient/") {
            Some(part) => series(column, part.to_owned(), Ink::Named(part.to_owned())),
            None => series(column, "all".to_owned(), Ink::Main),
        }
    });
    let gradients: Vec<Series> = gradients.collect();
    if !gradients.is_empty() {
        let title = "Gradient, L2 norm".to_owned();
        let chart = Chart { title, kind: Kind::Logarithmic, unit: String::new(), series: gradients };
        inner.push_str(&charts.figure(chart, ""));
    }
    format!("<h3><code>{}</code><small>{note}</small></h3>\n<div class=\"charts\">\n{inner}</div>\n", escape(title))
}

/// Numbers between 0 and 1 share a chart; every other one has its own.
fn scaled_alike<'a>(names: &[&'a str], rows: &[Row]) -> Vec<Vec<&'a str>> {
    let unit = |name: &&&str| {
        points(rows, name).iter().all(|(_, value)| (0.0..=1.0).contains(value)) && !name.starts_with("learning_rate")
    };
    let (alike, others): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| unit(name));
    let alike = if alike.is_empty() { Vec::new() } else { vec![alike] };
    alike.into_iter().chain(others.into_iter().map(|name| vec![name])).collect()
}

/// Small charts side by side.
fn small(title: &str, id: &str, groups: &[Vec<&str>], rows: &[Row], charts: &mut Charts) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let metrics = plugin::all::<MetricPlugin>();
    let mut inner = String::new();
    for group in groups {
        let own = |column: &str| {
            let family = family_of(column).filter(|family| [METRIC, WALL].contains(family));
            family.map_or(column, |family| &column[family.len() + 1..]).to_owned()
        };
        let unit = match group.as_slice() {
            [one] => metrics.iter().find(|metric| metric.info.name == own(one)).map_or("", |metric| metric.unit),
            _ => "",
        };
        let one = |(place, column): (usize, &&str)| {
            let ink = if group.len() == 1 { Ink::Main } else { Ink::Place(place) };
            Series { name: own(column), ink, column: (*column).to_owned(), points: points(rows, column) }
        };
        let series: Vec<Series> = group.iter().enumerate().map(one).collect();
        let title = match group.as_slice() {
            [one] if unit.is_empty() => own(one),
            [one] => format!("{}, {unit}", own(one)),
            _ => group.iter().map(|column| own(column)).collect::<Vec<_>>().join(", "),
        };
        inner.push_str(&charts.figure(Chart { title, kind: Kind::Lines, unit: unit.to_owned(), series }, "small"));
    }
    format!("<h3 id=\"{id}\">{}</h3>\n<div class=\"charts thirds\">\n{inner}</div>\n", escape(title))
}

#[test]
fn shares_stand_in_the_sum_that_they_are_of() {
    let columns = [
        "e/objective",
        "e/kl(x) / 2",
        "e/gradient",
        "e/gradient/kl(x)",
        "e/gradient_penalty(x)",
        "e/share/exp[x]",
        "e/share/exp[x]/kl(x) / 2",
        "e/share/exp[x]/rec(x)",
        "e/share/kl(x) / 2",
    ];
    let own = Move::of("e", &columns);
    assert_eq!(own.terms, ["e/objective", "e/kl(x) / 2", "e/gradient_penalty(x)"]);
    assert_eq!(own.gradients, ["e/gradient", "e/gradient/kl(x)"]);
    let names = |root: &str| own.shares[root].iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>();
    assert_eq!(names(""), ["exp[x]", "kl(x) / 2"]);
    assert_eq!(names("exp[x]"), ["kl(x) / 2", "rec(x)"]);
}

#[test]
fn moves_are_in_the_order_of_the_model() {
    let names = ["a/objective", "b/objective", "metric/kl", "wall/seconds", "warm/objective", "c"];
    let model = asivae_grammar::parse_model(
        "\"m\" {} networks { b: x -> mu, logvar, a: z -> x } b minimizes kl(x); a minimizes rec(x);",
    );
    assert_eq!(titles(&names, model.ok().as_ref()), ["b", "a", "warm"]);
}
