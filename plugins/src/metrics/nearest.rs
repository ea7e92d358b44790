//! The mode nearest to a point.

use asivae::prelude::*;

/// Index of the nearest mode, and the distance to its centre in standard deviations.
pub(super) fn nearest(point: &[f64; 2], modes: &Modes) -> (usize, f64) {
    let distance = |c: &[f64; 2]| (point[0] - c[0]).hypot(point[1] - c[1]);
    let start = (0, f64::INFINITY);
    let (index, distance) = modes
        .centres
        .iter()
        .map(distance)
        .enumerate()
        .fold(start, |best, (i, d)| if d < best.1 { (i, d) } else { best });
    (index, distance / modes.sigma)
}

/// How far from a centre a point still belongs to its mode, in standard deviations.
pub(super) const WITHIN: f64 = 3.0;
