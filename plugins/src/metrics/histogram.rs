//! Two-dimensional histograms, as `numpy.histogram2d` makes them.

/// Density of points over `[−extent, extent]²` on `bins × bins` cells, as with `density=True`: it integrates to 1 over the square. All 0
/// where no point lies inside.
pub(crate) fn density(points: &[[f64; 2]], bins: usize, extent: f64) -> Vec<f64> {
    let width = 2.0 * extent / bins as f64;
    let edge = |i: usize| if i == bins { extent } else { i as f64 * width - extent };
    // Cells are half-open, the last one closed; the edges decide, not the rounding of a division.
    let cell = |value: f64| {
        if !(-extent..=extent).contains(&value) {
            return None;
        }
        let mut i = (((value + extent) / width) as usize).min(bins - 1);
        if value < edge(i) {
            i -= 1;
        } else if i + 1 < bins && value >= edge(i + 1) {
            i += 1;
        }
        Some(i)
    };
    let mut density = vec![0.0; bins * bins];
    let mut inside = 0.0;
    for [x, y] in points {
        if let (Some(i), Some(j)) = (cell(*x), cell(*y)) {
            density[i * bins + j] += 1.0;
            inside += 1.0;
        }
    }
    if inside > 0.0 {
        density.iter_mut().for_each(|count| *count /= inside * width * width);
    }
    density
}

/// `Σ p (ln p − ln(q + 1e-14)) / bins`, the divergence of the released code, with 0 · ln 0 = 0.
pub(crate) fn compat_divergence(p: &[f64], q: &[f64], bins: usize) -> f64 {
    let terms = p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| p * (p.ln() - (q + 1e-14).ln()));
    terms.sum::<f64>() / bins as f64
}

/// Whether a set of points can be measured at all.
pub(crate) fn all_finite(points: &[[f64; 2]]) -> bool {
    points.iter().flatten().all(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_half_open_and_what_lies_outside_does_not_count() {
        // Two cells of width 1 per axis.
        let points = [[-1.0, -1.0], [0.0, -1.0], [1.0, 1.0], [2.0, 0.0]];
        let third = 1.0 / 3.0;
        assert_eq!(density(&points, 2, 1.0), [third, 0.0, third, third]);
    }

    #[test]
    fn points_on_an_edge_belong_to_the_cell_above_it() {
        for i in 0..100 {
            let value = i as f64 * 0.04 - 2.0;
            let cell = density(&[[value, 0.0]], 100, 2.0).iter().position(|d| *d > 0.0);
            assert_eq!(cell.map(|at| at / 100), Some(i));
        }
    }
}
