//! One column of the records over the steps.

/// A column of the records: steps and values, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Series(pub(super) Vec<(usize, f64)>);

impl Series {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// First and last step.
    pub(super) fn span(&self) -> Option<(usize, usize)> {
        Some((self.0.first()?.0, self.0.last()?.0))
    }

    pub(super) fn first(&self) -> Option<f64> {
        self.0.first().map(|(_, value)| *value)
    }

    /// The place and the value of the largest.
    pub(super) fn largest(&self) -> Option<(usize, f64)> {
        self.0.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The last quarter of it: what the run came to, without the noise of a single batch.
    pub(super) fn late(&self) -> Series {
        self.tail(4)
    }

    /// The last half of it.
    pub(super) fn half(&self) -> Series {
        self.tail(2)
    }

    fn tail(&self, part: usize) -> Series {
        let len = self.0.len().div_ceil(part);
        Series(self.0[self.0.len() - len..].to_vec())
    }

    /// Its mean; `None` of nothing.
    pub(super) fn mean(&self) -> Option<f64> {
        let sum: f64 = self.0.iter().map(|(_, value)| value).sum();
        (!self.0.is_empty()).then(|| sum / self.0.len() as f64)
    }

    /// Its middle value; `None` of nothing.
    pub(super) fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The value below which this part of all lies; `None` of nothing.
    pub(super) fn quantile(&self, part: f64) -> Option<f64> {
        let mut sorted: Vec<f64> = self.0.iter().map(|(_, value)| *value).collect();
        sorted.sort_by(f64::total_cmp);
        let place = (part * sorted.len() as f64) as usize;
        sorted.get(place.min(sorted.len().saturating_sub(1))).copied()
    }

    pub(super) fn map(&self, f: impl Fn(f64) -> f64) -> Series {
        Series(self.0.iter().map(|(step, value)| (*step, f(*value))).collect())
    }

    /// Both at the steps that both have.
    pub(super) fn with(&self, other: &Series, f: impl Fn(f64, f64) -> f64) -> Series {
        let mut others = other.0.iter().peekable();
        let mut both = Vec::new();
        for (step, value) in &self.0 {
            while others.next_if(|(at, _)| at < step).is_some() {}
            if let Some((_, second)) = others.next_if(|(at, _)| at == step) {
                both.push((*step, f(*value, *second)));
            }
        }
        Series(both)
    }

    /// Means of so many stretches of equal length: what is left of it without the noise of batches.
    pub(super) fn smoothed(&self, stretches: usize) -> Series {
        let len = self.0.len().div_ceil(stretches.max(1)).max(1);
        let stretch = |rows: &[(usize, f64)]| {
            let mean = rows.iter().map(|(_, value)| value).sum::<f64>() / rows.len() as f64;
            (rows[rows.len() / 2].0, mean)
        };
        Series(self.0.chunks(len).map(stretch).collect())
    }

    /// The steps at which something holds: the share of all, the first and the last.
    pub(super) fn where_it(&self, holds: impl Fn(f64) -> bool) -> Option<(f64, (usize, usize))> {
        let steps: Vec<usize> = self.0.iter().filter(|(_, value)| holds(*value)).map(|(step, _)| *step).collect();
        let span = (*steps.first()?, *steps.last()?);
        Some((steps.len() as f64 / self.0.len() as f64, span))
    }

    /// Where it turns back by at least `least`: a zigzag that leaves smaller ones out.
    pub(super) fn turns(&self, least: f64) -> Vec<(usize, f64)> {
        let mut turns: Vec<(usize, f64)> = Vec::new();
        let Some(&begin) = self.0.first() else { return turns };
        let (mut low, mut high, mut rising) = (begin, begin, None);
        for &at in &self.0 {
            if rising != Some(true) && at.1 < low.1 {
                low = at;
            }
            if rising != Some(false) && at.1 > high.1 {
                high = at;
            }
            if rising != Some(true) && at.1 >= low.1 + least {
                turns.extend(rising.map(|_| low));
                (rising, high) = (Some(true), at);
            } else if rising != Some(false) && at.1 <= high.1 - least {
                turns.extend(rising.map(|_| high));
                (rising, low) = (Some(false), at);
            }
        }
        turns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Series {
        Series(values.iter().enumerate().map(|(i, value)| (10 * i, *value)).collect())
    }

    #[test]
    fn a_zigzag_has_the_turns_that_are_large_enough() {
        let swings = series(&[0.0, 1.0, 0.9, 2.0, 0.0, 0.1, 0.0, 2.0, 1.9, 0.5]);
        assert_eq!(swings.turns(1.0), [(30, 2.0), (40, 0.0), (70, 2.0)]);
        assert_eq!(swings.turns(3.0), []);
    }

    #[test]
    fn what_only_falls_has_no_turn() {
        assert_eq!(series(&[9.0, 5.0, 4.0, 4.5, 1.0, 0.0]).turns(1.0), []);
    }

    #[test]
    fn two_columns_meet_at_the_steps_of_both() {
        let other = Series(vec![(0, 1.0), (20, 3.0), (25, 0.0), (30, 5.0)]);
        let both = series(&[10.0, 20.0, 30.0]).with(&other, |a, b| a / b);
        assert_eq!(both.0, [(0, 10.0), (20, 10.0)]);
    }
}
