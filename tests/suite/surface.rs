//! The surface: games in a text, networks that others lead, roles, and any override that type-checks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asivae_framework::plugin::open_data;
use asivae_framework::random::{self, RngCore};
use asivae_framework::train::{SeededFeed, Session};
use asivae_framework::{Dataset, Error, Trainer};
use asivae_plugins as _;

pub(crate) fn data() -> Arc<dyn Dataset> {
    open_data("8-gaussians").unwrap_or_else(|e| panic!("{e}"))
}

/// A trainer of a model in a text, with small networks.
pub(crate) fn declared(text: &str) -> Trainer {
    let trainer = read(text).and_then(|t| t.set("networks.*", "mlp(hidden = 16, layers = 1)"));
    trainer.unwrap_or_else(|e| panic!("{e}")).steps(10).batch(16)
}

pub(crate) fn read(text: &str) -> Result<Trainer, Error> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("asivae-{}-{}.intro", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, text).unwrap_or_else(|e| panic!("{e}"));
    let trainer = Trainer::read(&path, "8-gaussians");
    let _ = std::fs::remove_file(&path);
    trainer
}

pub(crate) fn weights(session: &Session, network: &str) -> Vec<f32> {
    let player = session.networks().find(|(name, _)| *name == network);
    player
        .into_iter()
        .flat_map(|(_, p)| p.weights())
        .flat_map(|(_, values)| values.iter::<f32>().collect::<Vec<_>>())
        .collect()
}

#[test]
fn led_networks_follow_and_copy() {
    let text = "\"led\" { tau = 0.75 }
        networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x, late: z -> x }
        encoder + decoder minimizes rec(x) + 0.1 * kl(x);
        slow follows decoder tau;
        late copies decoder every 3 steps;";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let start = weights(&session, "decoder");
    assert_eq!(weights(&session, "slow"), start, "a led network begins as a copy");
    let (mut average, mut copy) = (start.clone(), start);
    for step in 0..5 {
        session.step(step, &mut feed, false).unwrap_or_else(|e| panic!("{e}"));
        let decoder = weights(&session, "decoder");
        average = average.iter().zip(&decoder).map(|(own, leader)| own * 0.75 + leader * 0.25).collect();
        if step == 2 {
            copy = decoder.clone();
        }
        assert_ne!(decoder, copy.iter().map(|_| 0.0).collect::<Vec<f32>>());
        assert_eq!(weights(&session, "late"), copy, "step {step}");
        let apart = weights(&session, "slow").iter().zip(&average).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6, "{apart} apart at step {step}");
    }
    assert_ne!(copy, weights(&session, "decoder"));
    let unlike =
        declared(text).set("networks.slow", "mlp(hidden = 8, layers = 1)").and_then(|mut t| t.session().map(drop));
    assert!(matches!(unlike, Err(Error::Setting { key, .. }) if key == "networks.slow"));
    let decay = declared(text).set("tau", "1.5").and_then(|mut t| t.session().map(drop));
    assert!(matches!(decay, Err(Error::Setting { message, .. }) if message.contains("expected 0 to 1")));
}

#[test]
fn a_call_can_give_a_role_to_another_network() {
    let text = "\"cast\" {}
        networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x, other: x -> mu, logvar }
        encoder minimizes rec(x) + rec(x, decoder = slow) + kl(x, encoder = other) + kl(x) + rec(xg, encoder = other);
        decoder minimizes rec(x);
        slow copies decoder every 3 steps;
        other copies encoder every 1000 steps;";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let other = weights(&session, "other");
    for step in 0..3 {
        let slow = weights(&session, "slow");
        let report = session.step(step, &mut feed, true).unwrap_or_else(|e| panic!("{e}"));
        let value = |name: &str| report.get(&format!("encoder/{name}")).unwrap_or(f64::NAN);
        let pairs = [("rec(x)", "rec(x, decoder = slow)"), ("kl(x)", "kl(x, encoder = other)")];
        for (usual, cast) in pairs {
            // Copies agree as long as their leaders have not moved.
            assert_eq!(value(usual) == value(cast), step == 0, "{usual} at step {step}");
            assert!(value(cast).is_finite());
        }
        assert_eq!(weights(&session, "slow") == slow, step < 2, "step {step}");
        assert_eq!(weights(&session, "other"), other, "nobody moves a network that only plays a role");
    }
    let wrong =
        |change: [&str; 2]| read(&text.replace(change[0], change[1])).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(wrong(["decoder = slow", "decoder = slwo"]).contains("unknown generator `slwo`; did you mean `slow`?"));
    assert!(
        wrong(["decoder = slow", "decoder = other"]).contains("unknown generator `other`; known are decoder, slow")
    );
    assert!(wrong(["kl(x, encoder = other)", "kl(x, decoder = slow)"]).contains("`decoder` has no part in it"));
}

/// No encoder, no posterior, no KL, and networks with names of their own.
#[test]
fn a_plain_gan_is_a_game() {
    let text = "\"gan\" {}
        networks { artist: z -> x, critic: x -> scalar }
        critic[3] minimizes softplus(-critic(x)) + softplus(critic(xg));
        artist minimizes softplus(-critic(xg));";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let reports = session.inspect(&mut feed).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(reports[0].passes, [("artist".to_owned(), 1), ("critic".to_owned(), 2)]);
    assert_eq!(reports[1].terms[0].moves, ["artist"]);
    let before = (weights(&session, "artist"), weights(&session, "critic"));
    let report = session.step(0, &mut feed, true).unwrap_or_else(|e| panic!("{e}"));
    assert!(report.get("artist/objective").is_some_and(f64::is_finite));
    assert_ne!(before.0, weights(&session, "artist"));
    assert_ne!(before.1, weights(&session, "critic"));
    let moved = declared(text).set("moves.critic.repeat", 5).and_then(|t| t.set("artist", "hinge(1 - critic(xg))"));
    let mut session = moved.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(session.game().moves()[0].repeat(), 5);
    session.step(0, &mut feed, false).unwrap_or_else(|e| panic!("{e}"));
}

/// Texts of overrides that are often wrong and often not.
struct Overrides(random::Rng);

impl Overrides {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.0.next_u32() as usize % from.len()]
    }

    fn expression(&mut self, depth: usize) -> String {
        let leaf = depth == 0 || self.0.next_u32().is_multiple_of(3);
        match (leaf, self.0.next_u32() % 6) {
            (true, 0) => self.pick(&["0", "1", "0.5", "2", "1e-3", "7"]).to_owned(),
            (true, 1) => self.pick(&["alpha", "beta_rec", "beta_kl", "scale", "progress", "c", "step"]).to_owned(),
            (true, 2) => {
                self.pick(&["cosine()", "linear_ramp(rate = 2)", "delay(cosine())", "cyclical(cycles = 3)"]).to_owned()
            }
            (true, _) => self
                .pick(&["rec(x)", "kl(xr)", "kl(xg)", "elbo(x)", "hinge_kl(xg, margin = 3)", "mmd(x, xg)", "rec(xg)"])
                .to_owned(),
            (false, 0) => format!("mean[s in {{xr, xg}}] (kl(s) + {})", self.expression(depth - 1)),
            (false, 1) => format!(
                "{}({})",
                self.pick(&["hinge", "abs", "tanh", "softplus", "sg", "batch_mean"]),
                self.expression(depth - 1)
            ),
            (false, 2) => format!("exp(-({}))", self.expression(depth - 1)),
            (false, n) => format!(
                "({} {} {})",
                self.expression(depth - 1),
                ["+", "-", "*"][n as usize % 3],
                self.expression(depth - 1)
            ),
        }
    }
}

#[test]
fn any_override_that_type_checks_trains_a_step() {
    let keys = [
        "encoder",
        "decoder",
        "beta_kl",
        "beta_neg",
        "c",
        "div(s)",
        "alpha",
        "moves.decoder.repeat",
        "c.rate",
        "encoder + decoder",
    ];
    let mut random = Overrides(random::rng(3, 0, "overrides"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let (mut trained, mut refused) = (0, 0);
    for case in 0..400 {
        let model = random.pick(&["vae", "introvae", "s-introvae", "as-introvae", "as-introvae-released"]);
        let (key, value) = (random.pick(&keys), random.expression(3));
        let trainer = Trainer::named(model, "8-gaussians")
            .and_then(|t| t.set("warmup.model", "none"))
            .and_then(|t| t.set("networks.*", "mlp(hidden = 4, layers = 1)"))
            .unwrap_or_else(|e| panic!("{e}"));
        let session = trainer.steps(4).batch(16).set(key, &value).and_then(|mut t| t.session());
        let Ok(mut session) = session else {
            refused += 1;
            continue;
        };
        match session.step(0, &mut feed, true).map(drop) {
            // An objective without a weight in it, and one that overflows, are the run's to find.
            Ok(()) | Err(Error::NotFinite(_)) => trained += 1,
            Err(Error::Setting { message, .. }) if message.contains("nothing would be trained") => trained += 1,
            Err(error) => panic!("case {case}, {model} with {key} = {value}: {error}"),
        }
    }
    assert!(trained > 60 && refused > 60, "{trained} trained, {refused} refused");
}

/// A weight that is zero until its term was measured, and then grows by what was measured.
#[asivae_framework::intro_schedule(crate = asivae_framework)]
fn summed(state: &mut f64, term: asivae_framework::Measured, #[param(default = 1.0)] gain: f64) -> f64 {
    *state += gain * term.mean().unwrap_or(0.0);
    *state
}

#[test]
fn a_schedule_remembers_and_measures() {
    let text = "\"fed\" {}
        let w = summed(kl(x), gain = 0.5);
        let twice = summed(kl(x), gain = 0.5) + summed(rec(x), gain = 0);
        encoder + decoder minimizes rec(x) + w * kl(x) + 0 * twice * rec(x);";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let mut expected = 0.0;
    for step in 0..4 {
        let report = session.step(step, &mut feed, true).unwrap_or_else(|e| panic!("{e}"));
        let value = |name: &str| report.get(name).unwrap_or_else(|| panic!("no {name} at step {step}"));
        assert!((value("w") - expected).abs() < 1e-9, "{} at step {step}, not {expected}", value("w"));
        assert_eq!(value("w"), value("twice"), "the same call is moved once a step");
        // It is measured although it counts for nothing at first.
        expected += 0.5 * value("encoder + decoder/kl(x)");
    }
    assert!(expected > 0.0);
    let wrong =
        |change: [&str; 2]| read(&text.replace(change[0], change[1])).err().map(|e| e.to_string()).unwrap_or_default();
    let dropped = declared(text).drop_term("kl(x)").err().map(|e| e.to_string()).unwrap_or_default();
    assert!(dropped.contains("is measured by a schedule"), "{dropped}");
    let moving = declared(text).set("w", "summed(kl(x)) + 1 - 2 * progress").and_then(|mut t| t.session().map(drop));
    assert!(moving.is_ok(), "what is not yet measured is not refused");
    assert!(wrong(["summed(rec(x)", "summed(mmd(x, xg)"]).contains("stands in no objective"));
    assert!(
        wrong(["summed(rec(x)", "summed(cosine()"])
            .contains("`summed` measures a term, such as `kl(x)`; found `cosine()`")
    );
    assert!(
        wrong(["summed(rec(x), gain = 0)", "summed(gain = 0)"])
            .contains("the schedule `summed` measures 1 term; found 0")
    );
}

#[test]
fn the_page_on_the_language_begins_with_a_model_that_trains() {
    let page = include_str!("../../docs/language.md");
    let text = page.split("```text").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let report = session.step(0, &mut SeededFeed::new(data(), 16, 0), true).unwrap_or_else(|e| panic!("{e}"));
    assert!(report.get("decoder/kl(xn)").is_some() && report.get("decoder/rec(x)").is_none());
    let nothing = read(&text.replace("without \"decoder/", "without \"again/")).err().map(|e| e.to_string());
    assert!(nothing.is_some_and(|message| message.contains("without `again/rec(x)` nothing is left")));
}

#[test]
fn what_was_left_out_stands_in_the_model() {
    let trainer = declared("\"d\" {} encoder + decoder minimizes rec(x) + kl(x);");
    let game = trainer.drop_term("kl(x)").and_then(|t| t.game()).unwrap_or_else(|e| panic!("{e}"));
    let text = game.model().to_string();
    assert!(text.contains("without \"kl(x)\";"), "{text}");
    let again = declared(&text).session().map(|session| session.game().model().to_string());
    assert_eq!(again.ok(), Some(text));
}

#[test]
fn a_cast_network_gives_all_or_nothing() {
    let networks = "networks { encoder: x -> mu, logvar, decoder: z -> x, other: x, noise -> z }";
    let wrong = |objective: &str| {
        let text = format!("\"c\" {{}} {networks} encoder + decoder + other minimizes {objective};");
        read(&text).err().map(|e| e.to_string()).unwrap_or_default()
    };
    let lacking = wrong("rec(x) + kl(x, encoder = other)");
    assert!(lacking.contains("`mu` is no view of this model: `other` gives z"), "{lacking}");
    assert_eq!(wrong("rec(x) + rec(x, encoder = other)"), "");
}
