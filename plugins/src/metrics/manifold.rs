//! Nearest neighbours among features: balls whose union stands for where samples lie.

use asivae::prelude::*;
use ndarray::{Array1, Array2, Axis, Slice};

use crate::rows::matrix;

/// Most neighbours that a metric can ask for.
pub(super) const MOST: usize = 10;
/// Rows of distances that are in memory at once.
const BLOCK: usize = 256;

/// Features, and how far the nearest ones of the same kind are.
pub(super) struct Cloud {
    rows: Array2<f64>,
    squares: Array1<f64>,
    /// For each, squared distances to the nearest, itself the first.
    nearest: Vec<Vec<f64>>,
}

/// Those of real and of generated samples, which several metrics share.
pub(super) struct Clouds {
    pub(super) real: Cloud,
    pub(super) fake: Cloud,
}

impl Clouds {
    /// Of these features; nothing where there are too few for `k` neighbours, or some are not finite.
    pub(super) fn of(features: &Features, k: usize) -> Option<std::rc::Rc<Clouds>> {
        let clouds = features.once("manifold", |features| Clouds {
            real: Cloud::new(matrix(features.real.clone())),
            fake: Cloud::new(matrix(features.fake.clone())),
        });
        let sound = |cloud: &Cloud| cloud.rows.nrows() > k && cloud.squares.iter().all(|square| square.is_finite());
        (sound(&clouds.real) && sound(&clouds.fake)).then_some(clouds)
    }
}

impl Cloud {
    fn new(rows: Array2<f64>) -> Cloud {
        let squares = rows.outer_iter().map(|row| row.dot(&row)).collect();
        let mut cloud = Cloud { rows, squares, nearest: Vec::new() };
        let mut nearest = Vec::new();
        cloud.distances(&cloud, |row| {
            let mut row = row.to_vec();
            let count = row.len().min(MOST + 1);
            if count < row.len() {
                row.select_nth_unstable_by(count - 1, f64::total_cmp);
                row.truncate(count);
            }
            row.sort_by(f64::total_cmp);
            nearest.push(row);
        });
        cloud.nearest = nearest;
        cloud
    }

    /// Number of samples.
    pub(super) fn len(&self) -> usize {
        self.nearest.len()
    }

    /// The squared distance of a sample to the `k`-th nearest of its kind, itself not counted.
    pub(super) fn radius(&self, sample: usize, k: usize) -> f64 {
        self.nearest[sample].get(k).copied().unwrap_or(f64::NAN)
    }

    /// For each sample in order, its squared distances to those of another cloud.
    pub(super) fn distances(&self, other: &Cloud, mut each: impl FnMut(&[f64])) {
        for start in (0..self.rows.nrows()).step_by(BLOCK) {
            let end = (start + BLOCK).min(self.rows.nrows());
            let block = self.rows.slice_axis(Axis(0), Slice::from(start..end));
            let mut products = block.dot(&other.rows.t());
            for (row, square) in products.outer_iter_mut().zip(self.squares.iter().skip(start)) {
                let near = row.into_iter().zip(&other.squares);
                // Rounding can leave less than nothing.
                let values: Vec<f64> =
                    near.map(|(product, other)| (square + other - 2.0 * *product).max(0.0)).collect();
                each(&values);
            }
        }
    }
}

#[test]
fn the_nearest_of_a_row_of_points() {
    let device = Device::default();
    let line = |values: [f32; 4]| Tensor::<1>::from_data(values, &device).reshape([4, 1]);
    let features = Features::new("test", line([0.0, 1.0, 3.0, 7.0]), line([0.0; 4]));
    let Some(clouds) = Clouds::of(&features, 3) else { panic!("four are enough for three neighbours") };
    let radii: Vec<f64> = (0..4).map(|i| clouds.real.radius(i, 2)).collect();
    assert_eq!(radii, [9.0, 4.0, 9.0, 36.0]);
    assert!(Clouds::of(&features, 4).is_none());
}
