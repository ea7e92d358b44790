//! How many classes of the data are generated.

use asivae::prelude::*;

use crate::features::best;

/// Number of classes that a classifier of the data finds among generated images, each in at least `share` of what falls to a class where all are
/// equally frequent. What falls to each stands beside it.
///
/// `#{c : #{g : argmax_k s_k(g) = c} ≥ share · m / classes}`
///
/// As modes are counted (Lin et al., *PacGAN*, NeurIPS 2018: a classifier on stacked digits), with [its own classifier](crate::features::classifier), whose accuracy
/// on images that it has not seen is stated. It gives every image some class: noise counts too. Comparable on the same data.
#[intro_metric(unit = "classes", better = higher)]
pub fn classes_covered(
    classifier: &Features,
    classes: usize,
    #[param(default = 0.1, min = 0.0, max = 1.0)] share: f64,
) -> Option<Figure> {
    let mut counts = vec![0usize; classes];
    let found = best(classifier.scores.clone()?);
    found.iter().filter(|class| **class < classes).for_each(|class| counts[*class] += 1);
    let wanted = share * found.len() as f64 / classes as f64;
    let covered = counts.iter().filter(|count| **count > 0 && **count as f64 >= wanted).count();
    let percent = |count: usize| 100.0 * count as f64 / found.len().max(1) as f64;
    let told: Vec<String> =
        counts.iter().enumerate().map(|(class, count)| format!("{class}: {:.1} %", percent(*count))).collect();
    let figure = Figure::new(covered as f64).with("classes", classes);
    Some(if classes <= TOLD { figure.with("shares", told.join(" · ")) } else { figure })
}

/// So many shares are told one by one.
const TOLD: usize = 20;

#[test]
fn a_class_needs_its_share() {
    let device = Device::default();
    let scores: Vec<f32> = (0..100).flat_map(|i| if i < 4 { [0.0, 1.0, 0.5] } else { [1.0, 0.0, 0.5] }).collect();
    let mut features = Features::new("classifier", Tensor::zeros([1, 1], &device), Tensor::zeros([100, 1], &device));
    features.scores = Some(Tensor::<1>::from_data(scores.as_slice(), &device).reshape([100, 3]));
    let covered = |share| classes_covered(&features, 3, share).map(|figure| figure.value);
    // 4 of 100, where a third falls to each: 12 %
    assert_eq!((covered(0.1), covered(0.2)), (Some(2.0), Some(1.0)));
    let shares = classes_covered(&features, 3, 0.1).and_then(|figure| figure.protocol.get("shares").cloned());
    assert_eq!(shares.as_deref(), Some("0: 96.0 % · 1: 4.0 % · 2: 0.0 %"));
}
