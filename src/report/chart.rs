//! Charts: what the page's script draws, as one block of JSON, and the places where it draws.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::html::escape;

/// A point of a series: step, or number of a bar, and value.
pub(crate) type Point = (usize, f64);

/// Points of a series: more are not told apart at the width of a page.
const POINTS: usize = 1_000;
/// Points of each layer of a stack, which are means.
const LAYER_POINTS: usize = 400;
/// From this ratio of large to small values on, a chart is logarithmic at first.
const WIDE: f64 = 50.0;
/// Colours of the page's style.
const INKS: usize = 12;

/// A chart.
pub(crate) struct Chart {
    /// What it shows.
    pub(crate) title: String,
    /// How.
    pub(crate) kind: Kind,
    /// Of all its values; empty where they have none.
    pub(crate) unit: String,
    /// The series.
    pub(crate) series: Vec<Series>,
}

/// How a chart shows its series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Lines over steps; on a logarithmic scale at first where the values reach over orders of magnitude.
    Lines,
    /// Lines over steps, on a logarithmic scale at first.
    Logarithmic,
    /// Layers over steps that make up a whole.
    Stack,
    /// A bar for each number, and a line to hold them against.
    Bars { threshold: Option<f64> },
}

/// A series of a chart.
pub(crate) struct Series {
    /// What it is called in the chart.
    pub(crate) name: String,
    /// Its colour.
    pub(crate) ink: Ink,
    /// Columns of the records that it shows.
    pub(crate) column: String,
    /// Its points.
    pub(crate) points: Vec<Point>,
}

/// What a series is the mean of.
#[derive(Default)]
pub(crate) struct Spread {
    /// Where a band around it begins and ends, at each of its points.
    pub(crate) band: Vec<(f64, f64)>,
    /// The single courses, at each of its points where they have one.
    pub(crate) courses: Vec<Vec<Option<f64>>>,
}

/// The colour of a series.
pub(crate) enum Ink {
    /// That of text: what stands out among the others, or stands alone.
    Main,
    /// The same for the same name, in all charts.
    Named(String),
    /// By its place in a chart whose series are in no other.
    Place(usize),
}

/// All charts of a page.
#[derive(Default)]
pub(crate) struct Charts {
    /// Steps that series share.
    steps: Vec<Vec<usize>>,
    charts: Vec<Value>,
    inks: Vec<String>,
}

impl Charts {
    /// Adds a chart of means, with what each series is the mean of. Its points are few enough to be drawn, and finite.
    pub(crate) fn spread(&mut self, chart: Chart, spreads: &[Spread], class: &str) -> String {
        let place = self.figure(chart, class);
        let series = self.charts.last_mut().and_then(|chart| chart["series"].as_array_mut());
        for (series, spread) in series.into_iter().flatten().zip(spreads) {
            let side = |end: fn(&(f64, f64)) -> f64| spread.band.iter().map(|at| short(end(at))).collect::<Vec<_>>();
            series["band"] = json!([side(|at| at.0), side(|at| at.1)]);
            let course = |values: &Vec<Option<f64>>| {
                values.iter().map(|value| value.map_or(Value::Null, short)).collect::<Vec<_>>()
            };
            series["courses"] = spread.courses.iter().map(course).collect();
        }
        place
    }

    /// Adds a chart, and gives the place where it is drawn.
    pub(crate) fn figure(&mut self, mut chart: Chart, class: &str) -> String {
        for series in &mut chart.series {
            series.points.retain(|(_, value)| value.is_finite());
        }
        if chart.kind == Kind::Stack {
            complete(&mut chart.series);
        }
        let log = chart.kind == Kind::Logarithmic || chart.kind == Kind::Lines && wide(&chart.series);
        let (kind, threshold) = match chart.kind {
            Kind::Lines | Kind::Logarithmic => ("lines", None),
            Kind::Stack => ("stack", None),
            Kind::Bars { threshold } => ("bars", threshold),
        };
        let series: Vec<Value> = chart.series.iter().map(|series| self.series(series, chart.kind)).collect();
        self.charts.push(json!({
            "kind": kind, "log": log, "unit": chart.unit, "threshold": threshold, "series": series,
        }));
        let number = self.charts.len() - 1;
        let title = escape(&chart.title);
        format!("<figure class=\"chart {class}\" data-chart=\"{number}\"><figcaption>{title}</figcaption></figure>\n")
    }

    fn series(&mut self, series: &Series, kind: Kind) -> Value {
        let points = match kind {
            Kind::Lines | Kind::Logarithmic => thinned(&series.points),
            Kind::Stack => averaged(&series.points),
            Kind::Bars { .. } => series.points.clone(),
        };
        let steps: Vec<usize> = points.iter().map(|point| point.0).collect();
        let place = self.steps.iter().position(|known| *known == steps).unwrap_or(self.steps.len());
        if place == self.steps.len() {
            self.steps.push(steps);
        }
        let values: Vec<Value> = points.iter().map(|point| short(point.1)).collect();
        json!({ "name": series.name, "ink": self.ink(&series.ink), "column": series.column, "x": place, "y": values })
    }

    /// The number of a colour; none for that of text.
    fn ink(&mut self, ink: &Ink) -> Option<usize> {
        let name = match ink {
            Ink::Main => return None,
            Ink::Place(place) => return Some(*place),
            Ink::Named(name) => name,
        };
        let place = self.inks.iter().position(|known| known == name).unwrap_or(self.inks.len());
        if place == self.inks.len() {
            self.inks.push(name.clone());
        }
        Some(place)
    }

    /// What the script reads.
    pub(crate) fn records(self, last: usize, warmup: Value, failure: Option<usize>) -> Value {
        json!({
            "last": last, "warmup": warmup, "failure": failure, "inks": INKS, "steps": self.steps, "charts": self.charts,
        })
    }
}

/// Whether values are all positive and reach over orders of magnitude, the wildest left aside.
fn wide(series: &[Series]) -> bool {
    let mut values: Vec<f64> = series.iter().flat_map(|series| series.points.iter().map(|point| point.1)).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * values.len().saturating_sub(1) as f64) as usize).copied();
    match (values.first(), at(0.02), at(0.98)) {
        (Some(first), Some(low), Some(high)) => *first > 0.0 && high > WIDE * low,
        _ => false,
    }
}

/// At most [`POINTS`] of them: of each part the lowest and the highest, so that no spike is lost, and both ends.
fn thinned(points: &[Point]) -> Vec<Point> {
    let [first, inner @ .., last] = points else { return points.to_vec() };
    if points.len() <= POINTS {
        return points.to_vec();
    }
    let mut thin = vec![*first];
    for part in inner.chunks(inner.len().div_ceil(POINTS / 2 - 1)) {
        let low = part.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        let high = part.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let mut ends: Vec<Point> = low.into_iter().chain(high).copied().collect();
        ends.sort_by_key(|point| point.0);
        ends.dedup_by_key(|point| point.0);
        thin.extend(ends);
    }
    thin.push(*last);
    thin
}

/// Layers of the same steps: one that was not there at a step had no size then.
fn complete(series: &mut [Series]) {
    let steps: BTreeSet<usize> = series.iter().flat_map(|series| series.points.iter().map(|point| point.0)).collect();
    for series in series {
        let known: BTreeMap<usize, f64> = series.points.iter().copied().collect();
        series.points = steps.iter().map(|step| (*step, known.get(step).copied().unwrap_or(0.0))).collect();
    }
}

/// At most [`LAYER_POINTS`] of them, each the mean of a part: layers that make up a whole still do.
fn averaged(points: &[Point]) -> Vec<Point> {
    let parts = points.chunks(points.len().div_ceil(LAYER_POINTS).max(1));
    let mean = |part: &[Point]| part.iter().map(|point| point.1).sum::<f64>() / part.len() as f64;
    parts.map(|part| (part[part.len() / 2].0, mean(part))).collect()
}

/// A value in six digits: more are not seen, and a page is sent by mail.
fn short(value: f64) -> Value {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { json!(rounded as i64) } else { json!(rounded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spikes_and_both_ends_survive_thinning() {
        let mut points: Vec<Point> = (0..30_001).map(|step| (step, (step as f64 * 0.001).sin())).collect();
        points[17_123].1 = 50.0;
        points[20_321].1 = -70.0;
        let thin = thinned(&points);
        assert!(thin.len() <= POINTS && thin.len() > POINTS / 2, "{}", thin.len());
        assert!(thin.contains(&(17_123, 50.0)) && thin.contains(&(20_321, -70.0)));
        assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
        assert!(thin.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order");
        assert_eq!(thinned(&points[..999]), &points[..999]);
    }

    #[test]
    fn layers_still_make_up_a_whole() {
        let layer =
            |of: &dyn Fn(f64) -> f64| (0..5_000).map(|step| (step, of(step as f64 / 5_000.0))).collect::<Vec<_>>();
        let (a, b) = (averaged(&layer(&|t| t * t)), averaged(&layer(&|t| 1.0 - t * t)));
        assert!(a.len() <= LAYER_POINTS && a.len() > LAYER_POINTS / 2);
        assert!(a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && (a.1 + b.1 - 1.0).abs() < 1e-12));
    }

    #[test]
    fn a_layer_that_ends_leaves_the_others_whole() {
        let series = |points: &[Point]| Series {
            name: String::new(),
            ink: Ink::Main,
            column: String::new(),
            points: points.to_vec(),
        };
        let mut layers = [series(&[(0, 0.4), (10, 0.3)]), series(&[(0, 0.6), (10, 0.7), (20, 1.0)])];
        complete(&mut layers);
        assert_eq!(layers[0].points, [(0, 0.4), (10, 0.3), (20, 0.0)]);
        assert_eq!(layers[1].points.len(), 3);
    }

    #[test]
    fn values_are_short_and_none_is_infinite() {
        let mut charts = Charts::default();
        let points = vec![(0, 1.0 / 3.0), (1, f64::NAN), (2, 2.0), (3, f64::INFINITY), (4, 1.234_567_8e-9)];
        let series = |name: &str| Series {
            name: name.to_owned(),
            ink: Ink::Named(name.to_owned()),
            column: name.to_owned(),
            points: points.clone(),
        };
        let chart = Chart {
            title: "<t>".to_owned(),
            kind: Kind::Lines,
            unit: String::new(),
            series: vec![series("a"), series("b")],
        };
        assert!(charts.figure(chart, "wide").contains("&lt;t&gt;"));
        let records = charts.records(4, Value::Null, None);
        assert_eq!(records["steps"], json!([[0, 2, 4]]), "steps that are the same are there once");
        assert_eq!(
            records["charts"][0]["series"][1],
            json!({ "name": "b", "ink": 1, "column": "b", "x": 0, "y": [0.333333, 2, 1.23457e-9] })
        );
        assert_eq!(records["charts"][0]["log"], true);
    }
}
