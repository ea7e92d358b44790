//! Curves out of the records of a run.

use asivae_framework::train::Row;

use super::frame::Axis;

/// Curves that share a panel: the terms of a move, or the numbers that change.
pub(super) struct Panel {
    title: String,
    /// The curves, each with its name.
    pub(super) curves: Vec<Curve>,
    /// Where the warm-up ended.
    pub(super) warmup_end: Option<f64>,
    last_step: f64,
    /// Where the values reach from and to: of the curves without their wildest parts.
    range: (f64, f64),
}

/// A named value over steps.
pub(super) struct Curve {
    /// Its name.
    pub(super) name: String,
    /// Its place in the palette: a term has one colour in all panels.
    pub(super) colour: usize,
    /// Step and value, thinned by averaging.
    pub(super) points: Vec<(f64, f64)>,
}

/// Points of a curve: more would only be noise at this size.
const POINTS: usize = 240;
/// Panels of moves: more would be too flat to read.
const MOVES: usize = 3;

/// The panels of a run: one for each move that it ended with, one for the numbers that change.
pub(super) fn panels(history: &[Row]) -> Vec<Panel> {
    let Some(last) = history.last() else { return Vec::new() };
    let mut names: Vec<&str> = history.iter().flat_map(|row| row.values.keys().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let mut titles: Vec<&str> = last.values.keys().filter_map(|name| Some(name.split_once('/')?.0)).collect();
    // As the moves are played where they are the usual ones; the records are in the order of the alphabet.
    titles.sort_by_key(|title| std::cmp::Reverse(*title));
    titles.sort_by_key(|title| !title.contains("critic"));
    titles.sort_by_key(|title| *title == "decoder");
    titles.dedup();
    titles.truncate(MOVES);

    let mut terms: Vec<&str> = names.iter().filter_map(|name| term(name)).collect();
    terms.sort_unstable();
    terms.dedup();
    let warmup = |name: &str| name.split_once('/').is_some_and(|(title, _)| !titles.contains(&title));
    let own = history.iter().position(|row| !row.values.keys().any(|name| warmup(name)));
    let warmup_end = own.filter(|first| *first > 0).map(|first| history[first].step as f64);

    let mut panels: Vec<Panel> = Vec::new();
    for title in &titles {
        let curves = terms.iter().enumerate().filter_map(|(colour, name)| {
            let column = format!("{title}/{name}");
            names.contains(&column.as_str()).then_some(())?;
            // Before the game's own moves begin, the warm-up's values of that term.
            let before = names.iter().find(|n| warmup(n) && term(n) == Some(name)).copied();
            let value = |row: &Row| row.values.get(&column).or_else(|| row.values.get(before?)).copied();
            Some(curve(name, colour, history, value))
        });
        panels.push(Panel::new(title, curves.collect(), warmup_end, last));
    }
    let numbers = names.iter().filter(|name| !name.contains('/'));
    let moving = numbers.enumerate().filter_map(|(colour, name)| {
        let values: Vec<f64> = history.iter().filter_map(|row| row.values.get(*name).copied()).collect();
        let top = values.iter().fold(0.0_f64, |top, v| top.max(v.abs()));
        values.iter().any(|v| (v - values[0]).abs() > 1e-12 * top).then_some(())?;
        // A learning rate beside numbers around one would lie on the axis: it is shown as a share of its highest value.
        let (shown, by) = if top < 0.01 { (format!("{name} / {top:.0e}"), top) } else { ((*name).to_owned(), 1.0) };
        Some(curve(&shown, colour, history, |row| Some(row.values.get(*name)? / by)))
    });
    let moving: Vec<Curve> = moving.collect();
    if !moving.is_empty() {
        panels.push(Panel::new("", moving, warmup_end, last));
    }
    panels.retain(|panel| !panel.curves.is_empty());
    panels
}

/// The term of a column: `encoder/rec(x)` is of `rec(x)`; objectives, shares and gradients are of none.
fn term(column: &str) -> Option<&str> {
    let (_, name) = column.split_once('/')?;
    let own = name != "objective" && !name.starts_with("gradient") && !name.starts_with("share/");
    own.then_some(name)
}

fn curve(name: &str, colour: usize, history: &[Row], value: impl Fn(&Row) -> Option<f64>) -> Curve {
    let all: Vec<(f64, f64)> = history.iter().filter_map(|row| Some((row.step as f64, value(row)?))).collect();
    let points = all.chunks(all.len().div_ceil(POINTS).max(1)).map(|part| {
        let mean = |values: &dyn Fn(&(f64, f64)) -> f64| part.iter().map(values).sum::<f64>() / part.len() as f64;
        (mean(&|p| p.0), mean(&|p| p.1))
    });
    Curve { name: name.to_owned(), colour, points: points.filter(|p| p.1.is_finite()).collect() }
}

impl Panel {
    fn new(title: &str, curves: Vec<Curve>, warmup_end: Option<f64>, last: &Row) -> Self {
        let mut values: Vec<f64> = curves.iter().flat_map(|curve| curve.points.iter().map(|p| p.1)).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((share * (values.len().max(1) - 1) as f64).round() as usize).copied();
        let range = (at(0.004).unwrap_or(0.0), at(0.996).unwrap_or(1.0));
        Panel { title: title.to_owned(), curves, warmup_end, last_step: last.step as f64, range }
    }

    /// Its share of the height, beside the others'.
    pub(super) fn share(&self) -> f64 {
        if self.title.is_empty() { 0.65 } else { 1.0 }
    }

    /// The axis of steps.
    pub(super) fn steps(&self) -> Axis {
        Axis::linear(0.0, self.last_step.max(1.0))
    }

    /// The axis of values: logarithmic where all are positive and reach over more than a factor of thirty.
    pub(super) fn values(&self) -> Axis {
        let (low, high) = self.range;
        if self.title.is_empty() && low >= 0.0 && high <= 1.0 {
            let top = if high > 0.4 { 1.0 } else { high };
            Axis::linear(-0.04 * top, 1.04 * top)
        } else if low > 0.0 && high / low > 30.0 {
            Axis::logarithmic(low.max(high * 1e-7) / 1.25, high * 1.25)
        } else {
            let room = 0.05 * (high - low).max(1e-9);
            Axis::linear(low - room, high + room)
        }
    }

    /// What stands above it.
    pub(super) fn caption(&self) -> String {
        match self.title.as_str() {
            "" => "schedules, over steps".to_owned(),
            title => format!("{title}: terms, mean over the batch"),
        }
    }
}
