//! Objectives in code: what they read is evaluated, recorded and differentiated as anywhere else.

use asivae_framework::train::{SeededFeed, Session};
use asivae_framework::{Error, Objective, Result, StepReport, Tensor, Terms, Trainer};

use crate::surface::{data, declared, read, weights};

/// The encoder's objective of a Soft-IntroVAE from a certain step on; before that, its first part alone.
struct From(usize);

impl Objective for From {
    fn reads(&self) -> Vec<String> {
        ["rec(x) + kl(x)", "fakes(xr)", "beta", "fakes(xg)"].map(str::to_owned).to_vec()
    }

    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        let real = terms.get("rec(x)+kl(x)")?;
        if terms.clock().step < self.0 {
            return Ok(real);
        }
        let fakes = terms.get("fakes(xr)")? + terms.get("fakes(xg)")?;
        Ok(real + fakes * terms.get("beta")?)
    }
}

const MODEL: &str = "\"gated\" { beta = 0.5 }
    let fakes(s) = exp(-kl(s));
    encoder minimizes rec(x) + kl(x) + (fakes(xr) + fakes(xg)) * beta;
    decoder minimizes rec(x) + kl(xg);";

fn gated(from: usize) -> Trainer {
    declared(MODEL).objective("encoder", From(from)).unwrap_or_else(|e| panic!("{e}"))
}

fn play(trainer: &mut Trainer) -> (Session, Vec<StepReport>) {
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let reports = (0..3).map(|step| session.step(step, &mut feed, true).unwrap_or_else(|e| panic!("{e}"))).collect();
    (session, reports)
}

#[test]
fn code_trains_as_the_equation_does() {
    let (session, reports) = play(&mut gated(0));
    let (expected, other) = play(&mut declared(MODEL));
    let value = |reports: &[StepReport], name: &str| reports[2].get(name).unwrap_or_else(|| panic!("no `{name}`"));
    for name in ["encoder/kl(xr)", "encoder/exp(-kl(xr))", "encoder/gradient", "decoder/kl(xg)"] {
        let (own, other) = (value(&reports, name), value(&other, name));
        assert!((own - other).abs() < 1e-4 * other.abs(), "{name}: {own}, not {other}");
    }
    let apart = weights(&session, "encoder").into_iter().zip(weights(&expected, "encoder")).map(|(a, b)| (a - b).abs());
    let apart = apart.fold(0.0, f32::max);
    // Adam's first steps are ±lr however small the gradient: a sum in another order moves a weight by less than that.
    assert!(apart < 1e-4, "{apart} apart");
}

#[test]
fn what_code_does_not_ask_for_is_not_computed() {
    let (_, reports) = play(&mut gated(2));
    let known = |report: &StepReport| report.get("encoder/kl(xg)").is_some();
    assert_eq!(reports.iter().map(known).collect::<Vec<_>>(), [false, false, true]);
    assert!(reports[0].get("encoder/kl(x)").is_some());
}

#[test]
fn code_in_the_place_of_an_objective_is_seen_in_the_model() {
    let trainer = gated(0);
    let expected = "encoder=by_hand(rec(x) + kl(x), fakes(xr), beta, fakes(xg))";
    assert_eq!(trainer.config().set, [expected]);
    let mut dropped = gated(0).drop_term("kl(xr)").unwrap_or_else(|e| panic!("{e}"));
    let (_, reports) = play(&mut dropped);
    assert!(reports[0].get("encoder/kl(xr)").is_none() && reports[0].get("encoder/kl(xg)").is_some());
    let message = |result: Result<()>| result.err().map(|e| e.to_string()).unwrap_or_default();
    // The text of such a model is complete, its code is not in it.
    let text = MODEL.replace("rec(x) + kl(x) + (fakes(xr) + fakes(xg)) * beta", "by_hand(rec(x), kl(x))");
    let without = message(declared(&text).session().map(drop));
    assert!(without.contains("only the program that gives it"), "{without}");
    let inside = read(&MODEL.replace("exp(-kl(s))", "exp(by_hand(kl(s)))")).err().map(|e| e.to_string());
    assert!(inside.is_some_and(|message| message.contains("`by_hand` is a whole objective")));
    let unknown = declared(MODEL).objective("encodr", From(0)).err().map(|e| e.to_string());
    assert_eq!(unknown.as_deref(), Some("unknown move `encodr`; did you mean `encoder`?"));
}

struct Wrong;

impl Objective for Wrong {
    fn reads(&self) -> Vec<String> {
        vec!["kl(x)".to_owned()]
    }

    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        terms.get("kl(xr)")
    }
}

#[test]
fn code_that_reads_what_it_did_not_name_ends_the_run() {
    let mut trainer = declared(MODEL).objective("encoder", Wrong).unwrap_or_else(|e| panic!("{e}"));
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let before = weights(&session, "encoder");
    let error = session.step(0, &mut SeededFeed::new(data(), 16, 0), true).err();
    assert!(matches!(error, Some(Error::Unknown(message)) if message.contains("`kl(xr)`; did you mean `kl(x)`?")));
    assert_eq!(before, weights(&session, "encoder"));
}

/// Counts how often it was asked, and gives a value of another shape where it is told to.
struct Counting(std::sync::Arc<std::sync::atomic::AtomicUsize>, bool);

impl Objective for Counting {
    fn reads(&self) -> Vec<String> {
        ["rec(x)", "kl(x)"].map(str::to_owned).to_vec()
    }

    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let value = terms.get("rec(x)")? + terms.get("kl(x)")?;
        Ok(if self.1 { value.narrow(0, 0, 3) } else { value })
    }
}

#[test]
fn a_look_disturbs_no_code_and_a_second_session_has_it() {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = || asked.load(std::sync::atomic::Ordering::Relaxed);
    let trainer = declared(MODEL).objective("encoder", Counting(asked.clone(), false));
    let mut trainer = trainer.unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    for round in 0..2 {
        let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
        let moves = session.inspect(&mut feed).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(moves[0].terms[1].moves, ["encoder"]);
        assert_eq!(count(), round);
        session.step(0, &mut feed, false).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(count(), round + 1);
    }
    let short = declared(MODEL).objective("encoder", Counting(asked.clone(), true));
    let mut session = short.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    let error = session.step(0, &mut feed, false).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(error.contains("expected [16], one number per sample, or [1]; the code gave [3]"), "{error}");
}
