//! Where each value and network of a flow stands, and which way each arrow goes.

use super::flow::{Flow, Node};

/// A flow with a place for everything: columns from left to right, the first row of all on one line.
pub(super) struct Layout {
    /// For each node its column and row.
    pub(super) places: Vec<(usize, usize)>,
    /// For each edge its way.
    pub(super) ways: Vec<Way>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// How many tracks there are above all rows, and below.
    pub(super) above: usize,
    pub(super) below: usize,
}

/// How an arrow goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Way {
    /// Into the next column.
    Across,
    /// Along a track above all rows.
    Above(usize),
    /// Along a track below all rows.
    Below(usize),
}

impl Layout {
    pub(super) fn of(flow: &Flow) -> Self {
        let back = backwards(flow);
        let columns = columns(flow, &back);
        let mut places = vec![(0, 0); flow.nodes.len()];
        let count = columns.iter().max().map_or(0, |last| last + 1);
        for column in 0..count {
            let mut inside: Vec<usize> = (0..flow.nodes.len()).filter(|node| columns[*node] == column).collect();
            // What something leads to first: the way from there goes straight on.
            let led = |node: usize| flow.edges.iter().any(|(_, to)| *to == node);
            inside.sort_by_key(|node| (!led(*node), rank(&flow.nodes[*node])));
            inside.into_iter().enumerate().for_each(|(row, node)| places[node] = (column, row));
        }
        let rows = places.iter().map(|(_, row)| row + 1).max().unwrap_or(0);
        let (mut above, mut below): (Vec<usize>, Vec<(bool, usize)>) = Default::default();
        let mut ways = Vec::new();
        for (edge, (from, to)) in flow.edges.iter().enumerate() {
            let ((column, row), (target, _)) = (places[*from], places[*to]);
            // One track for all that one node sends ahead, one for all that comes back to one.
            ways.push(if !back[edge] && target == column + 1 {
                Way::Across
            } else if !back[edge] && row == 0 {
                Way::Above(track(&mut above, *from))
            } else {
                Way::Below(track(&mut below, if back[edge] { (true, *to) } else { (false, *from) }))
            });
        }
        Layout { places, ways, columns: count, rows, above: above.len(), below: below.len() }
    }
}

fn track<T: PartialEq>(tracks: &mut Vec<T>, whose: T) -> usize {
    tracks.iter().position(|other| *other == whose).unwrap_or_else(|| {
        tracks.push(whose);
        tracks.len() - 1
    })
}

/// The order within a column.
fn rank(node: &Node) -> (usize, usize) {
    const VALUES: [&str; 8] = ["x", "z", "xr", "z_p", "xg", "x_hat", "noise", "y"];
    match node {
        Node::Network(place) => (0, *place),
        Node::Value(name) => (1, VALUES.iter().position(|value| value == name).unwrap_or(2)),
    }
}

/// Which edges lead back to where the way came from: data first, so that what is made of data comes after it.
fn backwards(flow: &Flow) -> Vec<bool> {
    fn visit(node: usize, flow: &Flow, state: &mut [u8], back: &mut [bool]) {
        state[node] = 1;
        for (edge, (_, to)) in flow.edges.iter().enumerate().filter(|(_, (from, _))| *from == node) {
            match state[*to] {
                0 => visit(*to, flow, state, back),
                1 => back[edge] = true,
                _ => {}
            }
        }
        state[node] = 2;
    }
    let mut order: Vec<usize> = (0..flow.nodes.len()).collect();
    order.sort_by_key(|node| flow.nodes[*node] != Node::Value("x".to_owned()));
    let (mut state, mut back) = (vec![0; order.len()], vec![false; flow.edges.len()]);
    for node in order {
        if state[node] == 0 {
            visit(node, flow, &mut state, &mut back);
        }
    }
    back
}

/// Each node behind all that leads to it; what nothing leads to, right before the first that it leads to.
fn columns(flow: &Flow, back: &[bool]) -> Vec<usize> {
    let ahead = || flow.edges.iter().enumerate().filter(|(edge, _)| !back[*edge]).map(|(_, ends)| *ends);
    let mut columns = vec![0_usize; flow.nodes.len()];
    // As often as there are nodes: the longest way has no more edges.
    for _ in 0..flow.nodes.len() {
        for (from, to) in ahead() {
            columns[to] = columns[to].max(columns[from] + 1);
        }
    }
    // What only terms read stands with the latents or the first networks, whichever it is.
    let latent = flow.nodes.iter().position(|node| *node == Node::Value("z".to_owned())).map_or(0, |z| columns[z]);
    for node in 0..columns.len() {
        if flow.edges.iter().all(|(from, to)| ![*from, *to].contains(&node)) {
            columns[node] = if matches!(flow.nodes[node], Node::Value(_)) { latent } else { 1.min(latent) };
        }
        let is_root = ahead().all(|(_, to)| to != node);
        let first = ahead().filter(|(from, _)| *from == node).map(|(_, to)| columns[to]).min();
        if let (true, Some(first)) = (is_root, first) {
            columns[node] = first.saturating_sub(1);
        }
    }
    columns
}

#[cfg(test)]
fn value(name: &str) -> Node {
    Node::Value(name.to_owned())
}

#[test]
fn a_loop_goes_back_below() {
    let nodes = vec![value("x"), Node::Network(0), value("z"), Node::Network(1), value("xr"), value("z_p")];
    let flow = Flow { nodes, edges: vec![(0, 1), (1, 2), (2, 3), (3, 4), (5, 3), (4, 1)] };
    let layout = Layout::of(&flow);
    assert_eq!(layout.places, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (2, 1)]);
    assert_eq!(layout.ways[4..], [Way::Across, Way::Below(0)]);
}

#[test]
fn what_skips_a_column_goes_above() {
    let nodes = vec![value("x"), Node::Network(0), value("z"), Node::Network(1)];
    let flow = Flow { nodes, edges: vec![(0, 1), (1, 2), (2, 3), (0, 3)] };
    assert_eq!(Layout::of(&flow).ways[3], Way::Above(0));
}
