//! Nearest neighbours in the plane.

/// Points in the order of their first coordinate: neighbours are looked for on both sides until the first coordinate alone is too far.
pub(crate) struct Neighbours {
    sorted: Vec<[f64; 2]>,
}

/// Distances below this count as this, so that repeated points have a logarithm.
const FLOOR: f64 = 1e-24;

impl Neighbours {
    pub(crate) fn new(points: &[[f64; 2]]) -> Self {
        let mut sorted = points.to_vec();
        sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
        Neighbours { sorted }
    }

    /// Squared distance to the `k`-th nearest point, counted from 1; infinite where there are fewer.
    pub(crate) fn squared_distance(&self, point: [f64; 2], k: usize) -> f64 {
        let mut nearest = vec![f64::INFINITY; k.max(1)]; // ascending
        for side in self.sides(point) {
            for other in side {
                let last = nearest[nearest.len() - 1];
                if (other[0] - point[0]).powi(2) > last {
                    break;
                }
                let squared = squared_distance(point, *other);
                if squared < last {
                    let at = nearest.partition_point(|n| *n <= squared);
                    nearest.pop();
                    nearest.insert(at, squared);
                }
            }
        }
        nearest[nearest.len() - 1].max(FLOOR)
    }

    /// Number of points no farther away than that, a squared distance.
    pub(crate) fn count_within(&self, point: [f64; 2], squared: f64) -> usize {
        let near = |other: &&[f64; 2]| squared_distance(point, **other) <= squared;
        self.sides(point)
            .into_iter()
            .map(|side| side.take_while(|other| (other[0] - point[0]).powi(2) <= squared).filter(near).count())
            .sum()
    }

    /// The points to the right, then those to the left, each beginning with the nearest in the first coordinate.
    fn sides(&self, point: [f64; 2]) -> [Box<dyn Iterator<Item = &[f64; 2]> + '_>; 2] {
        let (left, right) = self.sorted.split_at(self.sorted.partition_point(|other| other[0] < point[0]));
        [Box::new(right.iter()), Box::new(left.iter().rev())]
    }
}

fn squared_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_nearest_of_a_row() {
        let row = Neighbours::new(&[[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [3.0, 4.0]]);
        assert_eq!(row.squared_distance([0.9, 0.0], 2), 0.81);
        assert_eq!(row.squared_distance([3.0, 0.0], 4), 16.0);
        assert_eq!(row.squared_distance([3.0, 0.0], 5), f64::INFINITY);
        assert_eq!(row.count_within([3.0, 0.0], 4.0), 2);
    }

    #[test]
    fn agrees_with_looking_at_all() {
        let points: Vec<[f64; 2]> = (0..200).map(|i| [(1.3 * i as f64).sin(), (2.9 * i as f64).cos()]).collect();
        let neighbours = Neighbours::new(&points);
        for query in [[0.0, 0.0], [2.0, -1.0], points[17]] {
            let mut all: Vec<f64> = points.iter().map(|p| squared_distance(query, *p)).collect();
            all.sort_by(f64::total_cmp);
            assert_eq!(neighbours.squared_distance(query, 7), all[6].max(FLOOR));
            assert_eq!(neighbours.count_within(query, all[9]), 10);
        }
    }
}
