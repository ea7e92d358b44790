//! What is said of runs that went wrong, and of healthy ones: on records of real runs, `tests/runs`.

use std::path::{Path, PathBuf};

use asivae::run::Recorded;
use asivae::train::{NotFinite, Row};
use asivae::{Fault, Finding, explain};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runs").join(name)
}

fn recorded(name: &str) -> Recorded {
    Recorded::read(folder(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn faults(run: &Recorded) -> Vec<Fault> {
    explain(run).iter().map(|finding| finding.fault).collect()
}

fn found(name: &str, fault: Fault) -> Finding {
    let findings = explain(&recorded(name));
    let found = findings.iter().find(|finding| finding.fault == fault);
    found.unwrap_or_else(|| panic!("{name} has no {fault}: {findings:#?}")).clone()
}

#[test]
fn every_fault_is_named() {
    for (name, fault) in [
        ("collapse", Fault::PosteriorCollapse),
        ("released", Fault::ExponentialSaturated),
        ("below", Fault::FakesBelowReals),
        ("critic-won", Fault::OnePlayerWon),
        ("vanished", Fault::ReconstructionVanished),
        ("dominates", Fault::ReconstructionDominates),
        ("few-modes", Fault::ModeLoss),
        ("swings", Fault::Oscillation),
        ("thrown", Fault::LearningRateTooHigh),
        ("no-distance", Fault::TermWithoutEffect),
        ("no-push", Fault::TermWithoutEffect),
        ("not-finite", Fault::NotFinite),
    ] {
        let finding = found(name, fault);
        assert!(!finding.evidence.is_empty() && !finding.cause.is_empty(), "{finding:#?}");
        assert!(finding.evidence.iter().all(|line| line.ends_with('.')), "{finding:#?}");
        assert!(finding.remedies.iter().all(|command| command.starts_with("asivae ")), "{finding:#?}");
        assert!(!finding.remedies.is_empty(), "{finding:#?}");
    }
}

#[test]
fn healthy_runs_have_nothing() {
    for name in ["s-introvae", "as-introvae", "wgan-gp", "conditional", "vamp-vae"] {
        assert_eq!(explain(&recorded(name)), [], "{name}");
    }
}

#[test]
fn the_remedies_can_be_set() {
    // Every setting that is proposed is one that the model takes.
    for name in
        ["collapse", "released", "below", "critic-won", "vanished", "dominates", "few-modes", "thrown", "no-push"]
    {
        let run = recorded(name);
        for command in explain(&run).into_iter().flat_map(|finding| finding.remedies) {
            let Some((_, settings)) = command.split_once(&format!("--data {} ", run.config.data)) else { continue };
            let mut trainer = asivae::Trainer::named(&run.config.model, &run.config.data).expect("it is registered");
            for setting in settings.split("--set ").skip(1) {
                let setting = setting.trim().trim_matches('\'');
                let (key, value) = setting.split_once('=').unwrap_or_else(|| panic!("{command}"));
                trainer = trainer.set(key, value).unwrap_or_else(|e| panic!("{command}\n{e}"));
            }
        }
    }
}

#[test]
fn what_is_inside_the_exponential_is_named() {
    let finding = found("released", Fault::ExponentialSaturated);
    assert!(finding.evidence.iter().any(|line| line.contains("reduce = sum")), "{finding:#?}");
    assert!(finding.remedies.iter().any(|command| command.ends_with("--set summed.reduce=mean")), "{finding:#?}");
    let (from, to) = finding.steps.expect("steps");
    assert!(from < to && to < 2_500, "{finding:#?}");
}

#[test]
fn a_schedule_that_was_over_is_named() {
    let finding = found("no-distance", Fault::TermWithoutEffect);
    assert!(finding.title.contains("`as_distance`") && finding.title.contains("`c` stood at 1"), "{finding:#?}");
}

#[test]
fn what_ended_a_training_is_named() {
    let run = recorded("not-finite");
    let failure = run.failure.clone().expect("a failure");
    let finding = found("not-finite", Fault::NotFinite);
    assert!(finding.title.contains(&format!("step {}", failure.step)), "{finding:#?}");
    assert!(finding.title.ends_with("finite: the gradient of `decoder`, in `decoder`"), "{finding:#?}");
    // What grew before is named, and it is no clock.
    assert!(finding.evidence[1].contains("times its median"), "{finding:#?}");

    // One that ends in its first steps is blamed on their size.
    let rows: Vec<Row> = run.rows.into_iter().take(1).collect();
    // Without the reconstruction of data nothing is left to be trained.
    for (term, dropped) in [("rec(xr)", true), ("rec(x)", false)] {
        let early = NotFinite { step: 3, what: format!("the term `{term}`"), ..failure.clone() };
        let findings = explain(&Recorded { failure: Some(early), rows: rows.clone(), ..recorded("not-finite") });
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].cause.starts_with("The steps are too large"), "{findings:#?}");
        assert_eq!(findings[0].remedies.iter().any(|command| command.contains("--drop")), dropped, "{findings:#?}");
    }
}

#[test]
fn titles_of_moves_do_not_matter() {
    // The same run, were the encoder's move labelled.
    let run = recorded("below");
    let renamed = |row: &Row| Row {
        step: row.step,
        values: row.values.iter().map(|(name, value)| (name.replacen("encoder/", "tell/", 1), *value)).collect(),
    };
    let labelled = Recorded {
        model: run.model.replace("encoder minimizes", "tell: encoder minimizes"),
        rows: run.rows.iter().map(renamed).collect(),
        ..run.clone()
    };
    assert!(labelled.rows.iter().any(|row| row.values.contains_key("tell/kl(x)")), "the columns are renamed");
    assert_eq!(faults(&labelled), faults(&run));
    let (own, other) = (explain(&run), explain(&labelled));
    assert_eq!(own[0].evidence, other[0].evidence);
}

#[test]
fn fewer_records_say_less_and_never_more() {
    let run = recorded("critic-won");
    let bare = Recorded { rows: Vec::new(), figures: Vec::new(), ..run.clone() };
    assert_eq!(explain(&bare), []);
    let without_figures = Recorded { figures: Vec::new(), ..run };
    assert_eq!(faults(&without_figures), [Fault::OnePlayerWon], "modes are not counted without figures");
    let foreign = Recorded { model: "no model at all".to_owned(), ..recorded("s-introvae") };
    assert_eq!(explain(&foreign), []);
}

#[test]
fn figures_along_the_way_are_read() {
    let mut run = recorded("s-introvae");
    let last = run.rows.len() - 1;
    run.figures.clear();
    run.rows[last / 2].values.insert("metric/modes_within".to_owned(), 8.0);
    run.rows[last].values.insert("metric/modes_within".to_owned(), 5.0);
    let findings = explain(&run);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].fault, Fault::ModeLoss);
    assert!(findings[0].evidence.iter().any(|line| line.starts_with("There were 8 at step")), "{findings:#?}");
}

#[test]
fn values_that_are_not_finite_are_left_out() {
    let folder = std::env::temp_dir().join(format!("asivae-explain-null-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    for name in ["config.toml", "model.intro"] {
        std::fs::copy(self::folder("collapse").join(name), folder.join(name)).expect("a copy");
    }
    std::fs::write(folder.join("metrics.jsonl"), "{\"step\":0,\"metric/kl_nats\":null,\"learning_rate\":0.5}\n")
        .expect("a file");
    let figure = r#"{"name":"kl_nats","value":null,"unit":"nats","better":"lower","samples":10,"average":false}"#;
    std::fs::write(folder.join("evaluation.json"), format!("[{figure}]")).expect("a file");
    let run = Recorded::read(&folder);
    std::fs::remove_dir_all(&folder).expect("it is removed");
    let run = run.expect("it is read");
    assert_eq!(run.rows[0].values.keys().collect::<Vec<_>>(), ["learning_rate"]);
    assert_eq!((run.figures.len(), run.figure("kl_nats")), (0, None));
}
