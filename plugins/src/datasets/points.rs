//! Points out of a table.

use asivae::Result;
use asivae::prelude::*;

use crate::files::table::Points;

/// Points that are given, with labels where a column has them.
pub(crate) struct Given {
    pub(crate) name: &'static str,
    pub(crate) points: Points,
}

impl Dataset for Given {
    fn name(&self) -> &str {
        self.name
    }

    fn shape(&self) -> [usize; 3] {
        [2, 1, 1]
    }

    fn len(&self) -> Option<usize> {
        Some(self.points.values.len() / 2)
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        let Points { values, labels, .. } = &self.points;
        let points = numbers.iter().flat_map(|number| [values[2 * number], values[2 * number + 1]]).collect();
        let labels =
            if self.classes() > 0 { numbers.iter().map(|number| labels[*number]).collect() } else { Vec::new() };
        Ok((points, labels))
    }

    fn classes(&self) -> usize {
        self.points.classes
    }

    fn extent(&self) -> f64 {
        extent(&self.points.values)
    }
}

/// Half the side of a square around the origin with all points in it.
pub(crate) fn extent(values: &[f32]) -> f64 {
    let most = values.iter().fold(0.0f64, |most, value| most.max(f64::from(value.abs())));
    if most > 0.0 { most } else { 1.0 }
}
