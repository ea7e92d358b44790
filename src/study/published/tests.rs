//! Verdicts and the page, on rows that were made.

use super::judged::{Ours, Verdict, student};
use super::{Comparison, Row};

fn row(published: f64, figures: &[f64], runs: usize) -> Row {
    let ours = Ours((0..).zip(figures.iter().copied()).collect());
    Row {
        variant: "a".to_owned(),
        metric: "compat_kl".to_owned(),
        published: Some(published),
        decimals: 1,
        failed: runs - figures.len(),
        open: 0,
        runs,
        last: None,
        ours,
    }
}

fn judged(published: f64, figures: &[f64], runs: usize) -> Verdict {
    let row = row(published, figures, runs);
    row.verdict(&row.ours)
}

#[test]
fn a_figure_agrees_where_another_run_may_come_out() {
    // mean 2, deviation 1, three runs: 2 ± 4.303 · 1 · √(4/3) = 2 ± 4.97, and 0.05 for the rounding of 7.0
    assert_eq!(judged(6.9, &[1.0, 2.0, 3.0], 3), Verdict::Agrees);
    assert_eq!(judged(7.1, &[1.0, 2.0, 3.0], 3), Verdict::Lower);
    assert_eq!(judged(-3.1, &[1.0, 2.0, 3.0], 3), Verdict::Higher);
    // Equal figures: what is left is the rounding in print.
    assert_eq!(judged(220.2, &[220.24, 220.24], 2), Verdict::Agrees);
    assert_eq!(judged(220.2, &[220.27, 220.27], 2), Verdict::Higher);
}

#[test]
fn one_run_is_no_verdict_and_no_number_agrees_with_no_number() {
    assert_eq!(judged(3.4, &[3.4], 1), Verdict::Open);
    assert_eq!(judged(3.4, &[3.4], 2), Verdict::Open);
    assert_eq!(judged(f64::NAN, &[], 3), Verdict::Agrees);
    assert_eq!(judged(f64::NAN, &[20.0, 21.0, 22.0], 3), Verdict::Differs);
    assert_eq!(judged(3.4, &[], 3), Verdict::Differs);
    let row = Row { open: 1, ..row(2.0, &[1.0, 2.0, 3.0], 4) };
    assert_eq!(row.verdict(&row.ours), Verdict::Open);
}

#[test]
fn quantiles_are_those_of_tables() {
    for (degrees, expected) in [(1, 12.706), (10, 2.228), (11, 2.201), (20, 2.086), (60, 2.000)] {
        assert!((student(degrees) - expected).abs() < 0.012, "{degrees}: {}", student(degrees));
    }
}

#[test]
fn the_page_counts_what_failed_and_the_pairs_in_order() {
    let mut rows = vec![row(3.4, &[5.0, 7.0], 3), row(50.2, &[60.0, 70.0], 2), row(192.4, &[1.0, 3.0], 2)];
    for (row, name) in rows.iter_mut().zip(["a", "b", "c"]) {
        row.variant = name.to_owned();
    }
    let comparison = Comparison {
        title: "Three rows".to_owned(),
        quick: false,
        rows,
        changed: vec!["beta_kl=1".to_owned()],
        failures: vec!["a, seed 2: thrown".to_owned()],
    };
    let text = comparison.text();
    assert!(text.contains("| a   | compat_kl | 3.4       | 6.000 ± 1.414 | 2 of 3, 1 failed |"), "{text}");
    assert!(
        text.contains("agrees in b; ours is lower in c; no verdict, for want of runs that came to their end, in a. Of 3 pairs of rows 1 are in the published order"),
        "{text}"
    );
    assert!(text.contains("Other settings than the study's full form: `beta_kl=1`."), "{text}");
    assert!(text.ends_with("Failed:\n\n- a, seed 2: thrown\n"), "{text}");
    assert_eq!(comparison.value()["rows"][2]["ours"]["verdict"], "lower");
    let quick = Comparison { quick: true, ..comparison };
    assert!(quick.text().contains("A short run") && !quick.text().contains("agrees in"));
}
