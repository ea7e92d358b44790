//! What a published figure is to ours.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Row;
use crate::study::Summary;

/// Figures by seed.
#[derive(Default)]
pub(super) struct Ours(pub(super) BTreeMap<u64, f64>);

/// What a published figure is to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Agrees,
    Higher,
    Lower,
    /// Published as no number, or ours are none.
    Differs,
    /// Fewer than two runs, nothing published, or a short run.
    Open,
}

impl Ours {
    /// Their mean and spread; nothing where there are none.
    pub(super) fn summary(&self) -> Option<Summary> {
        Summary::of(&self.0.values().copied().collect::<Vec<_>>())
    }

    pub(super) fn shown(&self) -> String {
        match self.summary() {
            Some(Summary { mean, deviation: Some(deviation), .. }) => {
                format!("{} ± {}", number(mean), number(deviation))
            }
            Some(Summary { mean, .. }) => number(mean),
            None => "–".to_owned(),
        }
    }

    pub(super) fn value(&self) -> Value {
        let summary = self.summary();
        json!({ "mean": summary.map(|s| s.mean), "sd": summary.and_then(|s| s.deviation), "by_seed": self.0 })
    }

    /// What ours are to a published figure, where `runs` are all there are, at their ends.
    pub(super) fn verdict(&self, published: Option<f64>, row: &Row) -> Verdict {
        let Some(published) = published else { return Verdict::Open };
        if row.open > 0 || row.runs < 2 {
            return Verdict::Open;
        }
        // What the runs that are left agree with is not what the row came to.
        if published.is_finite() && row.failed > 0 && !self.0.is_empty() {
            return Verdict::Open;
        }
        match (published.is_finite(), self.0.len()) {
            (false, 0) => return Verdict::Agrees,
            (true, 0) | (false, _) => return Verdict::Differs,
            _ => {}
        }
        let Some(Summary { n, mean, deviation: Some(deviation), .. }) = self.summary() else { return Verdict::Open };
        let reach =
            student(n - 1) * deviation * (1.0 + 1.0 / n as f64).sqrt() + 0.5 * 10_f64.powi(-(row.decimals as i32));
        match mean - published {
            apart if apart.abs() <= reach => Verdict::Agrees,
            apart if apart > 0.0 => Verdict::Higher,
            _ => Verdict::Lower,
        }
    }
}

/// The 97.5 % quantile of Student's t with so many degrees of freedom.
pub(super) fn student(degrees: usize) -> f64 {
    const TABLE: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    match degrees {
        0 => f64::INFINITY,
        1..=10 => TABLE[degrees - 1],
        // To 0.01 from 11 on: the first terms of its expansion around the normal quantile.
        _ => 1.96 + 2.37 / degrees as f64 + 2.8 / (degrees * degrees) as f64,
    }
}

/// To four digits, or three decimals.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "NaN".to_owned(),
        size if size >= 100.0 => format!("{value:.1}"),
        size if size >= 10.0 => format!("{value:.2}"),
        size if size >= 0.01 || size == 0.0 => format!("{value:.3}"),
        _ => format!("{value:.2e}"),
    }
}

impl Verdict {
    pub(super) fn word(self) -> Value {
        match self {
            Verdict::Agrees => json!("agrees"),
            Verdict::Higher => json!("higher"),
            Verdict::Lower => json!("lower"),
            Verdict::Differs => json!("differs"),
            Verdict::Open => Value::Null,
        }
    }
}
