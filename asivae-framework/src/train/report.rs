//! What a step says of itself: named values, shares, and whom to blame for one that is not finite.

use crate::game::TermLog;
use crate::tensor::Tensor;

/// Which game a step plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The warm-up's model.
    WarmUp,
    /// The model itself.
    Main,
}

/// What a step did.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// Step, counted from 0.
    pub step: usize,
    /// Steps of the run.
    pub steps: usize,
    /// Which game was played.
    pub phase: Phase,
    /// Named values: objectives and gradient norms at every step; terms, `let`s, shares and schedules where `logged`.
    pub values: Vec<(String, f64)>,
    /// Whether all named values are there.
    pub logged: bool,
    /// Wall-clock seconds of this step.
    pub seconds: f64,
}

impl StepReport {
    /// The value of that name, where this step has it.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
    }
}

/// The first term whose own value is not finite, innermost first; else the objective.
pub(super) fn blame(terms: &[TermLog], objective: f64) -> (String, f64) {
    for term in terms {
        let value = scalar(&term.value.clone().mean());
        if !value.is_finite() {
            return (format!("the term `{}`", term.name), value);
        }
    }
    ("the objective".to_owned(), objective)
}

/// Means of the terms, and the share that each has in the sum that it stands in: `|weight · mean|` over the sum of all.
pub(super) fn record_terms(title: &str, terms: &[TermLog], values: &mut Vec<(String, f64)>) {
    let means: Vec<f64> = terms.iter().map(|t| scalar(&t.value.clone().mean())).collect();
    for (i, term) in terms.iter().enumerate() {
        if terms[..i].iter().any(|before| before.name == term.name) {
            continue;
        }
        values.push((format!("{title}/{}", term.name), means[i]));
    }
    let size = |i: usize| (terms[i].weight * means[i]).abs();
    for (i, term) in terms.iter().enumerate().filter(|(_, t)| !t.is_let) {
        let same = |other: &TermLog| !other.is_let && other.root == term.root;
        if terms[..i].iter().any(|before| same(before) && before.name == term.name) {
            continue;
        }
        let total: f64 = terms.iter().enumerate().filter(|(_, t)| same(t)).map(|(j, _)| size(j)).sum();
        let own: f64 =
            terms.iter().enumerate().filter(|(_, t)| same(t) && t.name == term.name).map(|(j, _)| size(j)).sum();
        let place = if term.root.is_empty() { String::new() } else { format!("{}/", term.root) };
        values.push((format!("{title}/share/{place}{}", term.name), if total > 0.0 { own / total } else { 0.0 }));
    }
}

/// A tensor of one number as that number.
pub(crate) fn scalar(tensor: &Tensor<1>) -> f64 {
    tensor.clone().into_scalar::<f64>()
}
