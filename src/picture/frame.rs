//! A frame with axes: from values to pixels, and the ticks that one reads them by.

use super::canvas::{Align, Canvas, Trouble};
use super::palette::{FAINT, GRID};

/// An axis from its low end to its high end, linear or logarithmic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    log: bool,
}

impl Axis {
    /// Equal differences, equal lengths.
    pub(super) fn linear(low: f64, high: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Axis { low, high, log: false }
    }

    /// Equal ratios, equal lengths; both ends are positive.
    pub(super) fn logarithmic(low: f64, high: f64) -> Self {
        Axis { low, high: high.max(low * 1.01), log: true }
    }

    /// Its low end.
    pub(super) fn low(&self) -> f64 {
        self.low
    }

    /// Where a value stands, 0 at the low end and 1 at the high end.
    fn place(&self, value: f64) -> f64 {
        match self.log {
            true => (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln(),
            false => (value - self.low) / (self.high - self.low),
        }
    }

    /// About `count` round values.
    fn ticks(&self, count: usize) -> Vec<f64> {
        if self.log { self.decades(count) } else { self.rounds(count) }
    }

    fn rounds(&self, count: usize) -> Vec<f64> {
        let rough = (self.high - self.low) / count.max(1) as f64;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|f| f * power).into_iter().find(|s| *s >= rough * 0.999).unwrap_or(rough);
        let first = (self.low / step).ceil();
        let whole = |i: usize| (first + i as f64) * step;
        (0..=2 * count).map(whole).take_while(|v| *v <= self.high + step * 1e-6).collect()
    }

    fn decades(&self, count: usize) -> Vec<f64> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let factors: &[f64] = match (self.high / self.low).log10() {
            ..1.2 => &[1.0, 2.0, 3.0, 5.0, 7.0],
            1.2..3.2 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let all = (first..=last).flat_map(|power| factors.iter().map(move |f| f * 10_f64.powi(power)));
        let within: Vec<f64> = all.filter(|v| *v >= self.low && *v <= self.high).collect();
        let every = within.len().div_ceil(count.max(1)).max(1);
        within.into_iter().step_by(every).collect()
    }
}

/// A rectangle of the canvas with an axis in each direction.
pub(super) struct Frame {
    edges: [i32; 4],
    x: Axis,
    y: Axis,
}

impl Frame {
    /// `edges`: left, top, right, bottom.
    pub(super) fn new(edges: [i32; 4], x: Axis, y: Axis) -> Self {
        Frame { edges, x, y }
    }

    /// Where a pair of values stands, at the edge where it is beyond it.
    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, top, right, bottom] = self.edges.map(f64::from);
        let (x, y) = (self.x.place(x).clamp(0.0, 1.0), self.y.place(y).clamp(0.0, 1.0));
        (left + x * (right - left), bottom - y * (bottom - top))
    }

    /// Where a pair of values stands, if it is within the frame.
    pub(super) fn inside(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let within = |axis: &Axis, v| (0.0..=1.0).contains(&axis.place(v));
        (within(&self.x, x) && within(&self.y, y)).then(|| self.at(x, y))
    }

    /// Lines and labels at round values, about so many in each direction.
    pub(super) fn grid(&self, canvas: &mut Canvas, columns: usize, rows: usize, labels: bool) -> Result<(), Trouble> {
        let [left, top, right, bottom] = self.edges;
        for tick in self.x.ticks(columns) {
            let (x, _) = self.at(tick, self.y.low);
            canvas.line(&[(x, f64::from(top)), (x, f64::from(bottom))], 1.0, GRID, 1.0)?;
            if labels {
                canvas.text(&label(tick), (x.round() as i32, bottom + 7), 13, FAINT, Align::Centre)?;
            }
        }
        for tick in self.y.ticks(rows) {
            let (_, y) = self.at(self.x.low, tick);
            canvas.line(&[(f64::from(left), y), (f64::from(right), y)], 1.0, GRID, 1.0)?;
            if labels {
                canvas.text(&label(tick), (left - 7, y.round() as i32 - 4), 13, FAINT, Align::Right)?;
            }
        }
        Ok(())
    }

    /// The frame itself.
    pub(super) fn border(&self, canvas: &mut Canvas) -> Result<(), Trouble> {
        let [left, top, right, bottom] = self.edges.map(f64::from);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        canvas.line(&corners, 1.0, FAINT, 1.0)
    }
}

/// A value as one reads it: `0.05`, `1`, `20k`, `1e-6`.
fn label(value: f64) -> String {
    let size = value.abs();
    if size < 1e-12 {
        "0".to_owned()
    } else if !(1e-3..1e6).contains(&size) {
        format!("{value:.0e}")
    } else if size >= 1e4 {
        format!("{}k", rounded(value / 1e3))
    } else {
        rounded(value)
    }
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('-', "−")
}

#[test]
fn ticks_are_round() {
    assert_eq!(Axis::linear(0.0, 30_000.0).ticks(6), [0.0, 5e3, 1e4, 1.5e4, 2e4, 2.5e4, 3e4]);
    let logarithmic = Axis::logarithmic(0.5, 200.0).ticks(6);
    assert_eq!(logarithmic.iter().map(|v| label(*v)).collect::<Vec<_>>(), ["1", "3", "10", "30", "100"]);
}

#[test]
fn labels_are_short() {
    assert_eq!([0.0, -1.5, 20_000.0, 1e-6, 0.05].map(label), ["0", "−1.5", "20k", "1e-6", "0.05"]);
}
