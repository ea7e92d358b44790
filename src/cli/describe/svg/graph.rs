//! The flow as boxes and arrows.

use super::canvas::{Area, Canvas, Look};
use super::flow::{Flow, Node};
use super::layout::{Layout, Way};
use super::lettering::Lettering;
use super::network::{BOX, Mood, Sign};
use super::palette::Ink;

/// Height of a value's box.
const VALUE: f64 = 28.0;
/// Between two rows.
const BETWEEN: f64 = 20.0;
/// Between two tracks.
const TRACK: f64 = 12.0;
/// Between two columns, without tracks.
const GUTTER: f64 = 42.0;
/// Radius of an arrow's bends.
const BEND: f64 = 7.0;
const NAMES: Lettering = Lettering::mono(13.0, Ink::Text);

/// A flow with sizes.
pub(super) struct Graph<'s> {
    flow: &'s Flow,
    layout: Layout,
    signs: &'s [Sign],
    /// Left end and width of each column.
    columns: Vec<(f64, f64)>,
    /// Middle of each row, below the first one's upper edge.
    rows: Vec<f64>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl<'s> Graph<'s> {
    pub(super) fn of(flow: &'s Flow, signs: &'s [Sign]) -> Self {
        let layout = Layout::of(flow);
        let mut columns = vec![(0.0, 0.0_f64); layout.columns];
        for (node, (column, _)) in flow.nodes.iter().zip(&layout.places) {
            columns[*column].1 = columns[*column].1.max(width(node, signs));
        }
        let gutter = GUTTER + 2.0 * TRACK * (layout.above + layout.below) as f64 * 0.6;
        let mut left = 0.0;
        for column in &mut columns {
            column.0 = left;
            left += column.1 + gutter;
        }
        let (mut rows, mut bottom) = (Vec::new(), 0.0);
        for row in 0..layout.rows {
            let inside = flow.nodes.iter().zip(&layout.places).filter(|(_, place)| place.1 == row);
            let high = inside.map(|(node, _)| height(node)).fold(0.0, f64::max);
            rows.push(bottom + high / 2.0);
            bottom += high + BETWEEN;
        }
        let height = bottom - BETWEEN + tracks(layout.above) + tracks(layout.below);
        Graph { flow, signs, columns, rows, width: left - gutter, height, layout }
    }

    /// Draws it, its left upper corner there.
    pub(super) fn draw(&self, canvas: &mut Canvas, (left, top): (f64, f64)) {
        let first = top + tracks(self.layout.above);
        let areas: Vec<Area> = self
            .flow
            .nodes
            .iter()
            .zip(&self.layout.places)
            .map(|(node, (column, row))| {
                let (x, room) = self.columns[*column];
                let (width, height) = (width(node, self.signs), height(node));
                Area::new(left + x + (room - width) / 2.0, first + self.rows[*row] - height / 2.0, width, height)
            })
            .collect();
        for (edge, (from, to)) in self.flow.edges.iter().enumerate() {
            let end = (areas[*to].left, self.port(edge, &areas));
            let points = self.points(edge, (areas[*from].right(), areas[*from].middle()), end, (left, top));
            canvas.line(&self.path(edge, &points), Ink::Flow, 1.5);
            canvas.head(end, true, Ink::Flow);
        }
        for (node, area) in self.flow.nodes.iter().zip(&areas) {
            match node {
                Node::Network(place) => self.signs[*place].draw(canvas, area, Mood::Shown),
                Node::Value(name) => {
                    let look = Look {
                        fill: Some((Ink::Card, 1.0)),
                        border: Some((Ink::Flow, 1.0)),
                        dashed: false,
                        round: VALUE / 2.0,
                    };
                    canvas.area(area, look);
                    canvas.text((area.left + 12.0, area.middle() + 4.5), name, NAMES, area.width - 18.0);
                }
            }
        }
    }

    /// Where an edge ends: those of a node are spread over its left side, from the tracks above down to those below.
    fn port(&self, edge: usize, areas: &[Area]) -> f64 {
        let (_, to) = self.flow.edges[edge];
        let key = |edge: usize| {
            let row = self.layout.places[self.flow.edges[edge].0].1;
            match self.layout.ways[edge] {
                Way::Above(track) => (0, track),
                Way::Across => (1, row),
                Way::Below(track) => (2, track),
            }
        };
        let mut keys: Vec<_> = (0..self.flow.edges.len()).filter(|e| self.flow.edges[*e].1 == to).map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        let place = keys.iter().position(|other| *other == key(edge)).unwrap_or(0);
        areas[to].top + areas[to].height * (place as f64 + 1.0) / (keys.len() as f64 + 1.0)
    }

    /// The corners of an edge.
    fn points(&self, edge: usize, start: (f64, f64), end: (f64, f64), (left, top): (f64, f64)) -> Vec<(f64, f64)> {
        let (from, to) = self.flow.edges[edge];
        let [source, target] = [from, to].map(|node| self.columns[self.layout.places[node].0]);
        let (out, into) = (left + source.0 + source.1, left + target.0);
        let bottom = top + self.height - tracks(self.layout.below);
        let (y, track) = match self.layout.ways[edge] {
            Way::Across => return vec![start, (out, start.1), (into, end.1), end],
            Way::Above(track) => (top + TRACK * track as f64 + 4.0, track),
            Way::Below(track) => (bottom + 12.0 + TRACK * track as f64, track + self.layout.above),
        };
        let aside = 12.0 + 0.6 * TRACK * track as f64;
        let (out, into) = (out + aside, into - aside - 4.0);
        vec![start, (out, start.1), (out, y), (into, y), (into, end.1), end]
    }

    fn path(&self, edge: usize, points: &[(f64, f64)]) -> String {
        if let (Way::Across, [start, out, into, end]) = (self.layout.ways[edge], points) {
            let middle = (out.0 + into.0) / 2.0;
            return format!(
                "M{:.1} {:.1}H{:.1}C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}H{:.1}",
                start.0,
                start.1,
                out.0,
                out.1,
                into.1,
                into.0,
                into.1,
                end.0 - 5.0
            );
        }
        bent(points)
    }
}

/// Room for so many tracks.
fn tracks(count: usize) -> f64 {
    if count == 0 { 0.0 } else { 8.0 + TRACK * count as f64 }
}

fn height(node: &Node) -> f64 {
    match node {
        Node::Value(_) => VALUE,
        Node::Network(_) => BOX,
    }
}

fn width(node: &Node, signs: &[Sign]) -> f64 {
    match node {
        Node::Value(name) => NAMES.width(name) + 24.0,
        Node::Network(place) => signs[*place].width(),
    }
}

/// A way with round corners, whose last piece ends in the head of an arrow.
fn bent(points: &[(f64, f64)]) -> String {
    let toward = |(x, y): (f64, f64), (to_x, to_y): (f64, f64)| {
        let far = (to_x - x).abs().max((to_y - y).abs()).max(1e-9);
        let by = BEND.min(far / 2.0) / far;
        (x + (to_x - x) * by, y + (to_y - y) * by)
    };
    let mut path = String::new();
    for (place, at) in points.iter().enumerate() {
        match (place, points.get(place + 1)) {
            (0, _) => path.push_str(&format!("M{:.1} {:.1}", at.0, at.1)),
            (_, None) => path.push_str(&format!("L{:.1} {:.1}", at.0 - 5.0, at.1)),
            (_, Some(next)) => {
                let (before, after) = (toward(*at, points[place - 1]), toward(*at, *next));
                path.push_str(&format!(
                    "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
                    before.0, before.1, at.0, at.1, after.0, after.1
                ));
            }
        }
    }
    path
}
