//! Results of runs that were never made.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::RunConfig;
use crate::train::Measured;

const MODEL: &str = "\"m\" { w = 1 } encoder minimizes w * kl(x); decoder minimizes rec(x);";

/// A run with this figure at its end and this course; one that failed where there is no figure.
pub(super) fn run(seed: u64, value: Option<f64>, course: &[(usize, f64)]) -> Outcome {
    let figure = |value: f64| Measured {
        protocol: BTreeMap::new(),
        name: "compat_kl".to_owned(),
        value,
        unit: String::new(),
        better: "lower".to_owned(),
        samples: 100,
        average: false,
    };
    let clock = course.iter().map(|(step, _)| (*step, *step as f64 / 10.0)).collect();
    let courses =
        BTreeMap::from([("metric/compat_kl".to_owned(), course.to_vec()), ("wall/seconds".to_owned(), clock)]);
    let mut config = RunConfig::new("m", "8-gaussians");
    config.seed = seed;
    let figures = value.map(figure).into_iter().collect();
    let record = Record { config, model: MODEL.to_owned(), figures, courses, pictures: Vec::new() };
    let state = match value {
        Some(_) => State::Finished,
        None => State::Failed { step: Some(7), reason: "the term `rec(x)` of the move `decoder` is NaN".to_owned() },
    };
    Outcome { seed, folder: PathBuf::from(format!("runs/{seed}")), state, record: Some(record) }
}

pub(super) fn results(variants: Vec<(&str, Vec<Outcome>)>) -> Results {
    let variants = variants.into_iter().map(|(name, runs)| Variant { name: name.to_owned(), places: Vec::new(), runs });
    let mut results = Results {
        title: "runs that were never made".to_owned(),
        axes: Vec::new(),
        variants: variants.collect(),
        baseline: None,
        metric: None,
        threshold: None,
        curves: Vec::new(),
        notes: Vec::new(),
    };
    let errors = results.choose(&Options::default());
    assert!(errors.is_empty(), "{errors:?}");
    results
}

/// Runs with these figures, seed by seed.
fn seeds(values: &[Option<f64>]) -> Vec<Outcome> {
    values.iter().zip(0..).map(|(value, seed)| run(seed, *value, &[])).collect()
}

fn sentence(base: &[Option<f64>], others: &[&[Option<f64>]]) -> (Option<bool>, String) {
    let mut variants = vec![("base", seeds(base))];
    variants.extend(others.iter().enumerate().map(|(i, values)| (["a", "b", "c"][i], seeds(values))));
    let verdict = results(variants).verdicts().remove(0);
    (verdict.better, verdict.sentence)
}

fn all(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

#[test]
fn few_pairs_say_nothing_whatever_they_are() {
    let (better, text) = sentence(&all(&[9.0; 4]), &[&all(&[1.0, 1.1, 1.2, 1.3])]);
    assert!(better.is_none() && text.contains("4 pairs of seeds, too few to say anything"), "{text}");
    // Five that agree have p = 2/32.
    let (better, text) = sentence(&all(&[9.0; 5]), &[&all(&[1.0, 1.1, 1.2, 1.3, 1.4])]);
    assert!(better.is_none() && text.contains("no difference") && text.contains("cannot show one, 6 could"), "{text}");
    let (_, text) = sentence(&[Some(1.0), None], &[&[None, Some(1.0)]]);
    assert!(text.contains("no seed in common") && text.contains("1 of 2 and 1 of 2 runs did"), "{text}");
}

#[test]
fn what_agrees_is_shown_and_what_does_not_is_not() {
    let base = all(&[9.0, 8.0, 9.5, 8.5, 9.0, 8.8]);
    let (better, text) = sentence(&base, &[&all(&[1.0, 1.1, 1.2, 1.3, 1.4, 1.5])]);
    assert_eq!(better, Some(true), "{text}");
    assert!(text.contains("is lower than that of `base` by 7.55 on average, which is better"), "{text}");
    assert!(text.contains("6 pairs, p = 0.0312") || text.contains("6 pairs, p = 0.0313"), "{text}");
    let (better, text) = sentence(&base, &[&all(&[19.0, 11.0, 12.0, 13.0, 14.0, 15.0])]);
    assert!(better == Some(false) && text.contains("which is worse"), "{text}");
    let (better, text) = sentence(&base, &[&all(&[9.1, 7.9, 9.6, 8.4, 9.1, 8.7])]);
    assert!(better.is_none() && text.contains("no difference"), "{text}");
}

#[test]
fn more_comparisons_take_more_pairs() {
    let (base, low) = (all(&[9.0; 6]), all(&[1.0, 1.1, 1.2, 1.3, 1.4, 1.5]));
    let (better, text) = sentence(&base, &[&low, &low]);
    assert!(better.is_none() && text.contains("corrected for 2 comparisons"), "{text}");
    assert!(text.contains("so few pairs cannot show one, 7 could"), "{text}");
}

#[test]
fn a_failed_run_is_counted_and_has_no_pair() {
    let mut base = all(&[9.0, 8.0, 9.5, 8.5, 9.0, 8.8]);
    base.push(Some(9.2));
    let mut own = all(&[1.0, 1.1, 1.2, 1.3, 1.4, 1.5]);
    own.push(None);
    let (better, text) = sentence(&base, &[&own]);
    assert!(better == Some(true) && text.contains("one seed has no pair"), "{text}");
    let results = results(vec![("base", seeds(&base)), ("a", seeds(&own))]);
    assert_eq!(results.missing(), ["`a`, seed 6: failed at step 7: the term `rec(x)` of the move `decoder` is NaN"]);
    let text = results.text(false);
    assert!(text.contains("6 of 7") && text.contains("7 of 7"), "{text}");
    assert_eq!(results.best("compat_kl"), Some(0), "nothing with a failure is better than what has none");
    assert!(results.verdicts()[0].sentence.contains("1 of 7 runs of `a` failed"), "{text}");
    assert_eq!(results.summary(&results.variants[1], "compat_kl").map(|summary| summary.n), Some(6));
}

#[test]
fn runs_that_did_not_get_there_are_censored() {
    let fast = |seed| run(seed, Some(10.0), &[(99, 200.0), (199, 40.0), (299, 60.0)]);
    let slow = |seed| run(seed, Some(70.0), &[(99, 200.0), (199, 90.0), (299, 70.0)]);
    let mut results = results(vec![("a", vec![fast(0), slow(1), fast(2)]), ("b", vec![slow(0), fast(1)])]);
    let threshold = results.threshold.clone().expect("figures on the way");
    // What was measured last is 60, 70, 60 and 70, 60: half of the runs of either are as good as 60 and 70.
    assert_eq!((threshold.value, threshold.given, threshold.higher), (70.0, false, false));
    results.threshold = Some(Threshold { value: 50.0, ..threshold });
    let way = |place: usize| reached::Way::of(&results.variants[place], results.threshold.as_ref().expect("one"));
    assert_eq!((way(0).share(), way(0).steps, way(0).seconds), ("2 of 3".to_owned(), Some(200.0), Some(19.9)));
    assert_eq!((way(1).share(), way(1).steps, way(1).seconds), ("1 of 2".to_owned(), None, None));
    let options = Options { threshold: Some(("compat_k".to_owned(), 1.0)), ..Options::default() };
    let errors = results.choose(&options);
    assert!(errors[0].to_string().contains("did you mean `compat_kl`?"), "{errors:?}");
}

#[test]
fn two_axes_of_numbers_are_a_map() {
    let at = |x: &str, y: &str, values: &[Option<f64>]| Variant {
        name: format!("x={x}, y={y}"),
        places: vec![x.to_owned(), y.to_owned()],
        runs: seeds(values),
    };
    let mut results = results(Vec::new());
    results.axes = vec!["x".to_owned(), "y".to_owned()];
    results.variants = vec![
        at("1e-3", "0.5", &all(&[1.0, 3.0])),
        at("1e-4", "0.5", &[Some(4.0), None]),
        at("1e-3", "0.25", &[None, None]),
    ];
    results.metric = Some("compat_kl".to_owned());
    let html = heat::heat(&results);
    assert!(html.find("1e-4") < html.find("1e-3") && html.find(">0.25<") < html.find(">0.5<"), "in order: {html}");
    for part in ["--depth: 100%\">2.00", "--depth: 0%\">4.00<small>1 of 2 failed", "none<small>2 of 2 failed"] {
        assert!(html.contains(part), "{part} in {html}");
    }
    results.variants[0].places[0] = "cosine()".to_owned();
    assert_eq!(heat::heat(&results), "");
}

#[test]
fn names_are_what_differs() {
    let trained = |model: &str, settings: &[&str]| {
        let mut all = vec![("model".to_owned(), model.to_owned()), ("data".to_owned(), "rings".to_owned())];
        all.extend(settings.iter().filter_map(|line| line.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())));
        differ::Trained { settings: all, text: String::new() }
    };
    let of = |all: &[differ::Trained]| differ::names(all);
    assert_eq!(of(&[trained("a", &["c=1"])]), ["a"]);
    assert_eq!(of(&[trained("a", &["c=1"]), trained("a", &["c=2"])]), ["c=1", "c=2"]);
    assert_eq!(
        of(&[trained("a", &["c=1", "d=1"]), trained("b", &["d=1"]), trained("b", &["d=2"])]),
        ["a", "b, d=1", "b, d=2"]
    );
    assert_eq!(of(&[trained("a", &["c=1"]), trained("a", &[])]), ["c=1", "c=none"]);
    assert_eq!(of(&[trained("a", &["c=1"]), trained("a", &["c=1"])]), ["a", "a (2)"]);
}
