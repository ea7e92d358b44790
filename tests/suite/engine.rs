//! What the engine promises: who receives gradients, what costs nothing, what repeats.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use asivae_framework::game::NoiseSource;
use asivae_framework::plugin::open_data;
use asivae_framework::random;
use asivae_framework::train::{Feed, SeededFeed, Session};
use asivae_framework::{Dataset, Error, Tensor, Trainer};
use asivae_plugins as _;
use burn::tensor::{Device, TensorData};

fn trainer(model: &str) -> Trainer {
    Trainer::named(model, "8-gaussians")
        .and_then(|t| t.set("warmup.model", "none"))
        .and_then(|t| t.set("networks.encoder", "mlp(hidden = 16, layers = 1)"))
        .and_then(|t| t.set("networks.decoder", "mlp(hidden = 16, layers = 1)"))
        .unwrap_or_else(|e| panic!("{e}"))
        .steps(10)
        .batch(16)
}

fn data() -> Arc<dyn Dataset> {
    open_data("8-gaussians").unwrap_or_else(|e| panic!("{e}"))
}

fn bits(session: &Session) -> Vec<(String, Vec<u32>)> {
    session
        .networks()
        .flat_map(|(name, player)| {
            let name = name.to_owned();
            player.weights().into_iter().map(move |(tensor, values)| {
                (format!("{name}.{tensor}"), values.iter::<f32>().map(f32::to_bits).collect())
            })
        })
        .collect()
}

/// A feed that writes down what was drawn.
struct Spy {
    inner: SeededFeed,
    drawn: RefCell<BTreeSet<String>>,
}

impl Spy {
    fn new(seed: u64) -> Spy {
        Spy { inner: SeededFeed::new(data(), 16, seed), drawn: RefCell::default() }
    }
}

impl NoiseSource for Spy {
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.drawn.borrow_mut().insert(name.to_owned());
        self.inner.normal(name, shape, device)
    }

    fn uniform(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2> {
        self.drawn.borrow_mut().insert(name.to_owned());
        self.inner.uniform(name, shape, device)
    }
}

impl Feed for Spy {
    fn turn_to(&mut self, step: usize, draw: usize) {
        self.inner.turn_to(step, draw);
    }

    fn batch(&mut self, device: &Device) -> asivae_framework::Result<Tensor<4>> {
        self.inner.batch(device)
    }
}

fn step(trainer: Trainer, steps: usize) -> (Session, BTreeSet<String>, Vec<asivae_framework::StepReport>) {
    let mut trainer = trainer;
    let seed = trainer.config().seed;
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let mut spy = Spy::new(seed);
    let reports = (0..steps).map(|i| session.step(i, &mut spy, true).unwrap_or_else(|e| panic!("{e}"))).collect();
    (session, spy.drawn.into_inner(), reports)
}

#[test]
fn each_move_updates_its_players_alone() {
    // A move whose objective is one constant-free term of the other network's making must leave that network as it was.
    let (before, _, _) = step(trainer("s-introvae"), 0);
    let only_encoder = trainer("s-introvae").set("decoder", "0 * rec(x) + 0 * kl(x)").unwrap_or_else(|e| panic!("{e}"));
    let (after, _, _) = step(only_encoder, 1);
    for ((name, old), (_, new)) in bits(&before).into_iter().zip(bits(&after)) {
        assert_eq!(old != new, name.starts_with("encoder"), "{name}");
    }
}

#[test]
fn the_decoder_learns_from_the_encoders_statistics_of_fakes() {
    // KL of fakes alone: its gradient reaches the decoder through the frozen encoder.
    let trainer = trainer("s-introvae").set("decoder", "kl(xg)").unwrap_or_else(|e| panic!("{e}"));
    let (_, _, reports) = step(trainer, 1);
    assert!(reports[0].get("decoder/gradient").is_some_and(|norm| norm > 0.0));
}

#[test]
fn the_decoder_receives_no_gradient_through_the_latent_of_a_fake() {
    // `target` of `xg` is detached and its latent is cut: what is left of rec(xg) is the last pass through the decoder. Cutting the
    // source by hand must therefore change nothing.
    let norm = |objective: &str| {
        let trainer = trainer("s-introvae").set("decoder", objective).unwrap_or_else(|e| panic!("{e}"));
        step(trainer, 1).2[0].get("decoder/gradient")
    };
    assert_eq!(norm("rec(xg)"), norm("rec(sg(xg))"));
}

#[test]
fn the_encoder_sees_fakes_as_data_but_for_the_target_of_the_reconstruction() {
    let gradient = |objective: &str| {
        let trainer = trainer("s-introvae").set("encoder", objective).unwrap_or_else(|e| panic!("{e}"));
        step(trainer, 1).2[0].get("encoder/gradient").unwrap_or(f64::NAN)
    };
    assert_eq!(gradient("kl(xr)"), gradient("kl(sg(xr))"), "re-encoded xr is detached");
    assert_ne!(gradient("rec(xr)"), gradient("rec(xr, target = sg(xr))"), "the target xr is attached, as released");
    assert_eq!(gradient("rec(xg)"), gradient("rec(xg, target = sg(xg))"), "xg comes from a frozen decoder");
}

#[test]
fn a_term_with_coefficient_zero_costs_nothing_and_neither_do_its_views() {
    let all = step(trainer("s-introvae"), 1).1;
    assert!(all.contains("encoder/eps(xr)") && all.contains("decoder/eps(xg)"), "{all:?}");
    // Without the reconstructions of fakes nobody samples their latents.
    let few = step(trainer("s-introvae").set("beta_rec_fake", 0).unwrap_or_else(|e| panic!("{e}")), 1).1;
    assert_eq!(few.into_iter().collect::<Vec<_>>(), ["eps(x)", "noise(xg)"]);
}

#[test]
fn the_encoder_of_introvae_never_decodes_fakes_again() {
    let drawn = step(trainer("introvae"), 1).1;
    assert_eq!(drawn.into_iter().collect::<Vec<_>>(), ["eps(x)", "noise(xg)"]);
}

#[test]
fn the_same_seed_gives_the_same_bits_whatever_is_logged() {
    let quiet = {
        let mut trainer = trainer("as-introvae").seed(3);
        let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
        let mut feed = SeededFeed::new(data(), 16, 3);
        for i in 0..3 {
            session.step(i, &mut feed, false).unwrap_or_else(|e| panic!("{e}"));
        }
        bits(&session)
    };
    let (logged, _, _) = step(trainer("as-introvae").seed(3), 3);
    assert!(quiet == bits(&logged), "logging changed the weights");
    let (other, _, _) = step(trainer("as-introvae").seed(4), 3);
    assert!(quiet != bits(&other), "the seed changed nothing");
}

#[test]
fn gradients_are_recorded_by_term_and_change_no_bit() {
    let (plain, _, _) = step(trainer("as-introvae").seed(3), 3);
    let recording = trainer("as-introvae").seed(3).set("train.log_gradients", 2).unwrap_or_else(|e| panic!("{e}"));
    let (recorded, _, reports) = step(recording, 3);
    assert!(bits(&plain) == bits(&recorded), "recording changed the weights");
    let term = |step: usize, name: &str| reports[step].get(&format!("decoder/gradient/{name}"));
    // c is 0 at first: KL of fakes is not evaluated, the distance is.
    assert_eq!((term(0, "kl(xg)"), term(1, "rec(x)")), (Some(0.0), None));
    assert!(term(0, "rec(x)").is_some_and(|norm| norm > 0.0));
    // The gradient of a sum is at most as long as those of its terms together, and the same where there is one.
    let alone = trainer("s-introvae").set("decoder", "kl(xg)").and_then(|t| t.set("train.log_gradients", 1));
    let (_, _, reports) = step(alone.unwrap_or_else(|e| panic!("{e}")), 1);
    let norm = reports[0].get("decoder/gradient");
    assert!(norm.is_some_and(|norm| norm > 0.0) && norm == reports[0].get("decoder/gradient/kl(xg)"));
}

#[test]
fn a_further_term_changes_no_other_draw() {
    let seed = random::rng(7, 2, "encoder/eps(xr)");
    assert_eq!(seed, random::rng(7, 2, "encoder/eps(xr)"));
    // The first step's encoder objective on real data is the same number with and without the fakes.
    let value = |objective: &str| {
        let trainer = trainer("s-introvae").set("encoder", objective).unwrap_or_else(|e| panic!("{e}"));
        step(trainer, 1).2[0].get("encoder/rec(x)")
    };
    assert_eq!(value("rec(x)"), value("rec(x) + kl(xg) + rec(xr)"));
}

#[test]
fn as_introvae_with_c_one_and_the_weights_of_s_introvae_is_s_introvae() {
    let same = |t: Trainer| {
        t.set("beta_rec", 0.2)
            .and_then(|t| t.set("beta_kl", 0.3))
            .and_then(|t| t.set("beta_neg", 0.9))
            .and_then(|t| t.set("optim.lr", "2e-4"))
            .and_then(|t| t.set("optim.milestones", "[]"))
    };
    let as_s = same(trainer("as-introvae"))
        .and_then(|t| t.set("c", "constant(value = 1)"))
        .and_then(|t| t.set("beta_rec_fake", "beta_rec"))
        .and_then(|t| t.set("beta_kl_fake", "beta_kl"))
        .and_then(|t| t.set("gamma", "1e-8"))
        .unwrap_or_else(|e| panic!("{e}"));
    let s = same(trainer("s-introvae")).unwrap_or_else(|e| panic!("{e}"));
    assert!(bits(&step(as_s, 3).0) == bits(&step(s, 3).0), "the weights differ");
}

#[test]
fn a_value_that_is_not_finite_stops_before_any_weight_is_touched() {
    let (before, _, _) = step(trainer("s-introvae"), 0);
    let mut trainer =
        trainer("s-introvae").set("encoder", "log(-1 * rec(x)) + kl(x)").unwrap_or_else(|e| panic!("{e}"));
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let error = session.step(0, &mut Spy::new(0), true).err().unwrap_or_else(|| panic!("it went on"));
    assert!(matches!(error, Error::NotFinite(_)), "{error}");
    let text = error.to_string();
    assert!(text.contains("`log`") && text.contains("`encoder`") && text.contains("step 0"), "{text}");
    assert!(bits(&before) == bits(&session), "weights were touched");
}

#[test]
fn a_gradient_that_is_not_finite_is_caught_too() {
    // The value of sqrt-like |x|^(1/2) is finite at 0, its slope is not: exp of a large negative logarithm stands in for it.
    let mut trainer = trainer("s-introvae")
        .set("encoder", "exp(0.5 * log(0 * progress + abs(rec(x) - rec(x))))")
        .unwrap_or_else(|e| panic!("{e}"));
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let error = session.step(0, &mut Spy::new(0), true).err().unwrap_or_else(|| panic!("it went on"));
    assert!(error.to_string().contains("gradient of `encoder`") || error.to_string().contains("`log"), "{error}");
}

#[test]
fn clipping_bounds_the_global_norm() {
    let moved = |clip: &str| {
        let (before, _, _) = step(trainer("vae"), 0);
        let trainer = trainer("vae")
            .set("optim.clip_norm", clip)
            .and_then(|t| t.set("optim.epsilon", 1))
            .unwrap_or_else(|e| panic!("{e}"));
        let (after, _, _) = step(trainer, 1);
        let values = |b: Vec<(String, Vec<u32>)>| {
            b.into_iter().flat_map(|(_, v)| v).map(|v| f64::from(f32::from_bits(v))).collect::<Vec<_>>()
        };
        let squared: f64 = values(bits(&before)).iter().zip(values(bits(&after))).map(|(a, b)| (a - b).powi(2)).sum();
        squared.sqrt()
    };
    // With ε = 1 Adam's first step is nearly lr · gradient, so that a clipped gradient is a shorter way.
    assert!(moved("1e-3") < 0.1 * moved("0"), "{} {}", moved("1e-3"), moved("0"));
}

#[test]
fn a_moving_average_follows_the_weights() {
    let (session, _, _) = step(trainer("vae").set("ema.decay", 0.5).unwrap_or_else(|e| panic!("{e}")), 4);
    for (name, player) in session.networks() {
        let (now, average) = (player.weights(), player.snapshot(true).weights());
        assert_eq!(now.len(), average.len());
        let differ = now.iter().zip(&average).any(|((_, a), (_, b))| a.iter::<f32>().ne(b.iter::<f32>()));
        assert!(differ, "{name}");
    }
}

#[test]
fn warm_up_plays_the_other_model_with_the_same_networks() {
    let trainer = trainer("s-introvae")
        .set("warmup.model", "vae")
        .and_then(|t| t.set("warmup.steps", 2))
        .and_then(|t| t.set("warmup.beta_kl", 0.02))
        .unwrap_or_else(|e| panic!("{e}"));
    let (_, _, reports) = step(trainer, 3);
    assert!(reports[1].get("encoder + decoder/objective").is_some());
    assert!(reports[2].get("encoder/objective").is_some() && reports[2].get("encoder + decoder/objective").is_none());
}

#[test]
fn a_run_has_the_shares_of_the_terms_of_an_exponent() {
    let trainer = trainer("as-introvae")
        .set("c", "0.5")
        .and_then(|t| t.set("beta_rec_fake", 0.2))
        .unwrap_or_else(|e| panic!("{e}"));
    let (_, _, reports) = step(trainer, 1);
    let shares: Vec<f64> = reports[0]
        .values
        .iter()
        .filter(|(name, _)| name.starts_with("encoder/share/exp[xr]/"))
        .map(|(_, v)| *v)
        .collect();
    assert_eq!(shares.len(), 3, "{:?}", reports[0].values);
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
}

#[test]
fn a_batch_can_be_read_back() {
    let device = Device::flex();
    let mut feed = SeededFeed::new(data(), 16, 0);
    feed.turn_to(0, 0);
    let first: TensorData = feed.batch(&device).unwrap_or_else(|e| panic!("{e}")).into_data();
    feed.turn_to(1, 0);
    let second = feed.batch(&device).unwrap_or_else(|e| panic!("{e}")).into_data();
    feed.turn_to(0, 0);
    assert_eq!(first, feed.batch(&device).unwrap_or_else(|e| panic!("{e}")).into_data());
    assert_ne!(first, second);
}

#[test]
fn a_view_is_given_what_it_is() {
    for (objective, wanted) in
        [("kl(x, mu = xr)", "`mu` can be given a latent"), ("rec(x, target = z_p)", "`target` can be given a source")]
    {
        let error = trainer("s-introvae").set("encoder", objective).err().unwrap_or_else(|| panic!("{objective}"));
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

#[test]
fn a_network_that_the_model_lacks_is_named() {
    for key in ["networks.encodr", "optim.encodr.lr"] {
        let error = trainer("vae").set(key, if key.starts_with('o') { "1e-3" } else { "mlp()" }).err();
        let text = error.map_or(String::new(), |e| e.to_string());
        assert!(text.contains("did you mean `encoder`"), "{key}: {text}");
    }
}

#[test]
fn an_objective_that_trains_nobody_is_an_error() {
    let mut trainer = trainer("s-introvae").set("decoder", "kl(x)").unwrap_or_else(|e| panic!("{e}"));
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let error = session.step(0, &mut Spy::new(0), false).err().unwrap_or_else(|| panic!("it went on"));
    assert!(error.to_string().contains("decoder"), "{error}");
}

#[test]
fn a_number_that_is_not_finite_is_named() {
    for (value, begin) in [
        ("1 / 0", "c: is inf at step 0"),
        ("log(progress - 0.5)", "c: is NaN at step 0"),
        ("1 / (step - 7)", "c: is inf at step 7"),
        ("linear_ramp(rate = 0 - 1)", "rate: is -1 at step 0; expected at least 0"),
    ] {
        let mut trainer = trainer("as-introvae").set("c", value).unwrap_or_else(|e| panic!("{e}"));
        let error = trainer.session().err().unwrap_or_else(|| panic!("it went on"));
        assert!(error.to_string().starts_with(begin), "{error}");
    }
}

#[test]
fn a_scalar_that_moves_keeps_its_bounds() {
    let mut trainer =
        trainer("as-introvae").set("beta_neg", "1 - 2 * linear_ramp(rate = 10)").unwrap_or_else(|e| panic!("{e}"));
    let error = trainer.session().err().unwrap_or_else(|| panic!("it went on"));
    assert_eq!(error.to_string(), "beta_neg: is -1 at step 1; expected at least 0", "known before the first step");
}

#[test]
fn threads_that_share_a_batch_change_only_the_last_digits() {
    let weights = |threads: usize| {
        let mut trainer = trainer("s-introvae").batch(256).threads(threads);
        let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
        let mut feed = SeededFeed::new(data(), 256, 0);
        for i in 0..2 {
            session.step(i, &mut feed, false).unwrap_or_else(|e| panic!("{e}"));
        }
        bits(&session)
    };
    let (one, two) = (weights(1), weights(2));
    for ((name, one), (_, two)) in one.into_iter().zip(two) {
        let apart = one.iter().zip(&two).map(|(a, b)| (f32::from_bits(*a) - f32::from_bits(*b)).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-5, "{name}");
    }
}

#[test]
fn the_scale_of_the_data_can_be_replaced() {
    let value = |scale: &str| {
        let trainer = trainer("s-introvae").set("scale", scale).and_then(|t| t.set("decoder", "scale * kl(xg)"));
        step(trainer.unwrap_or_else(|e| panic!("{e}")), 1).2[0].get("decoder/objective").unwrap_or(f64::NAN)
    };
    assert!((value("0.5") - 0.5 * value("1")).abs() < 1e-6);
}

#[test]
fn folds_that_multiply_are_refused() {
    let deep = (0..30).fold("kl(x)".to_owned(), |inner, _| format!("mean[s in {{xr, xg}}] ({inner})"));
    let error = trainer("s-introvae").set("encoder", deep).err().unwrap_or_else(|| panic!("it was taken"));
    assert!(error.to_string().contains("give more than 10000 parts"), "{error}");
    let wide = format!("rec(x) + mean[s in {{{}xg}}] rec(s)", "xr, ".repeat(999));
    let wide = trainer("s-introvae").set("encoder", wide).unwrap_or_else(|e| panic!("{e}"));
    assert!(step(wide, 1).2[0].get("encoder/objective").is_some_and(f64::is_finite));
}

/// Points of a short run, on data without a preset. Here, where every weight is drawn by a player: tests of plugins draw from Burn's generator, which
/// is one for the whole process.
fn points(model: &str, settings: &[(&str, f64)]) -> Vec<[f64; 2]> {
    let start = Trainer::named(model, "25-gaussians").map(|trainer| trainer.steps(3).batch(8));
    let small = start.and_then(|trainer| trainer.set("networks.*", "mlp(hidden = 8)"));
    let trainer = settings.iter().fold(small, |trainer, (key, value)| trainer?.set(key, value));
    trainer.and_then(Trainer::run).and_then(|run| run.points(16, 1)).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn as_introvae_with_the_weights_of_soft_introvae_and_c_at_1_is_soft_introvae() {
    let weights = [
        ("beta_kl", 0.3),
        ("beta_rec", 0.2),
        ("beta_neg", 0.9),
        ("beta_rec_fake", 0.2),
        ("beta_kl_fake", 0.3),
        ("gamma", 1e-8),
    ];
    let soft = points("s-introvae", &weights);
    assert_eq!(points("as-introvae", &[&weights[..], &[("c", 1.0)]].concat()), soft);
    assert_ne!(points("as-introvae", &[&weights[..], &[("c", 0.5)]].concat()), soft);
}
