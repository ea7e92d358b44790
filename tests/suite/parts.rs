//! Parts that a crate of its own can bring: posteriors with views of their own, losses over networks, constraints; and games with labels, noise and shuffled latents.

use asivae_framework::train::{SeededFeed, Session};
use asivae_framework::{Net, Tensor, intro_loss, intro_posterior};

use crate::surface::{data, declared, read, weights};

/// `loc − b · sign(u − ½) · ln(1 − 2|u − ½|)`, and its log-density.
#[intro_posterior(gives = "z, log_q", crate = asivae_framework)]
fn laplace(
    loc: Tensor<2>,
    log_b: Tensor<2>,
    u: Tensor<2>,
    #[param(default = 1.0, min = 0.0)] width: f64,
) -> (Tensor<2>, Tensor<2>) {
    let side = u - 0.5;
    let away = (side.clone().abs() * -2.0 + 1.0).clamp_min(1e-6).log() * width;
    let z = loc - log_b.clone().exp() * side.sign() * away.clone();
    (z, (away - log_b - std::f64::consts::LN_2).sum_dim(1))
}

/// A posterior whose latent is a picture, and which gives that picture's noise.
#[intro_posterior(gives = "z, grain", crate = asivae_framework)]
fn grainy(mu: Tensor<4>, logvar: Tensor<4>, eps: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
    let grain = (logvar * 0.5).exp() * eps;
    (mu + grain.clone(), grain)
}

/// `log q(z|x) − log p(z)` of one sample.
#[intro_loss(crate = asivae_framework)]
fn kl_of_sample(z: Tensor<2>, #[view] log_q: Tensor<2>) -> Tensor<1> {
    (log_q + (z.square() * 0.5 + 0.919).sum_dim(1)).squeeze_dim(1)
}

/// How grainy a picture is.
#[intro_loss(crate = asivae_framework)]
fn grain_size(#[view] grain: Tensor<4>) -> Tensor<1> {
    assert_eq!(grain.dims()[1..], [2, 2, 1]);
    grain.square().flatten::<2>(1, 3).sum_dim(1).squeeze_dim(1)
}

/// Distance of two sources in the eyes of a critic, and the squared norm of its gradient there, as data.
#[intro_loss(crate = asivae_framework)]
fn seen_apart(x_a: Tensor<4>, x_b: Tensor<4>, critic: &Net) -> Tensor<1> {
    let slope = critic.gradient([x_a.clone().into()]).remove(0).flat().square().sum_dim(1).squeeze_dim(1);
    (critic.score([x_a.into()]) - critic.score([x_b.into()])).square() + slope
}

const NETWORKS: &str = "networks { encoder: x -> loc, log_b as laplace(width = b), decoder: z -> x }";

fn session(text: &str) -> Session {
    declared(text).session().unwrap_or_else(|e| panic!("{e}"))
}

fn wrong(text: &str) -> String {
    read(text).err().map(|e| e.to_string()).unwrap_or_default()
}

/// Plays some steps; gives the values that were recorded of the last.
fn play(session: &mut Session, steps: usize) -> impl Fn(&str) -> f64 + use<> {
    let mut feed = SeededFeed::new(data(), 16, 0);
    let mut last = None;
    for step in 0..steps {
        last = Some(session.step(step, &mut feed, true).unwrap_or_else(|e| panic!("{e}")));
    }
    move |name| last.as_ref().and_then(|report| report.get(name)).unwrap_or_else(|| panic!("no `{name}`"))
}

#[test]
fn a_posterior_of_ones_own_gives_its_views() {
    let text = format!(
        "\"laplacian\" {{ b = 1 in 0.. }} {NETWORKS}
         encoder minimizes rec(x) + 0.1 * kl_of_sample(x) + rec(xg) + 0.1 * kl_of_sample(xr, z = z(xr));
         decoder minimizes rec(x) + rec(xr);"
    );
    let mut first = session(&text);
    let reports = first.inspect(&mut SeededFeed::new(data(), 16, 0)).unwrap_or_else(|e| panic!("{e}"));
    let term =
        reports[0].terms.iter().find(|term| term.name == "kl_of_sample(x)").map(|term| (&term.views, &term.moves));
    assert_eq!(term, Some((&vec!["z of x".to_owned(), "log_q of x".to_owned()], &vec!["encoder".to_owned()])));
    let value = play(&mut first, 3);
    assert!(value("encoder/kl_of_sample(x)").is_finite() && value("decoder/objective") > 0.0);
    // Without any width the posterior is its centre, and a parameter of it is a number of the model.
    let mut narrow = declared(&text).set("b", 0).and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    assert_ne!(play(&mut session(&text), 1)("encoder/rec(x)"), play(&mut narrow, 1)("encoder/rec(x)"));
    let change = |from: &str, to: &str| wrong(&text.replace(from, to));
    assert!(change("laplace(", "laplac(").contains("unknown posterior `laplac`; did you mean `laplace`?"));
    assert!(change("loc, log_b as", "loc as").contains("`laplace` asks for `log_b`; `encoder` gives loc"));
    assert!(change(" as laplace(width = b)", "").contains("nothing makes `z` of it: name a posterior"));
    assert!(change("width = b", "wide = b").contains("unknown parameter `wide` of `laplace`"));
    assert!(change("x -> loc, log_b", "x -> loc, log_b, z").contains("`encoder` gives `z` itself"));
    assert!(
        change("rec(xg)", "kl(xg)")
            .contains("`mu` is no view of this model: `encoder` gives loc, log_b, its posterior z, log_q")
    );
    let bounds = declared(&text.replace("width = b", "width = -b")).session().err().map(|e| e.to_string());
    assert!(bounds.is_some_and(|message| message.contains("width") && message.contains("at least 0")));
}

#[test]
fn a_latent_can_be_a_picture() {
    let text = "\"grainy\" {} networks { encoder: x -> mu, logvar as grainy, decoder: z -> x }
        encoder + decoder minimizes rec(x) + 0.1 * kl(x) + grain_size(x);";
    let mut trainer = declared(text).set("latent", "2x2x1").unwrap_or_else(|e| panic!("{e}"));
    let written = toml::to_string(trainer.config()).unwrap_or_else(|e| panic!("{e}"));
    assert!(written.contains("latent = \"2x2x1\""), "{written}");
    let mut session = trainer.session().unwrap_or_else(|e| panic!("{e}"));
    let value = play(&mut session, 2);
    assert!(value("encoder + decoder/grain_size(x)") > 0.0);
    let run = trainer.steps(2).run().unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(run.sample(3, 0).map(|values| values.len()).ok(), Some(6));
}

/// Mescheder et al. 2017: an implicit posterior, and a scorer in the place of the KL.
#[test]
fn an_implicit_posterior_and_a_scorer_of_pairs() {
    let text = "\"avb\" {}
        networks { encoder: x, noise -> z, decoder: z -> x, t: x, z -> scalar }
        t minimizes softplus(-t(x)) + softplus(t(x, z_p)) + 0 * t(x, shuffle(z(x))) + 0.1 * t(x, z = sg(z(xr)));
        encoder + decoder minimizes rec(x) + t(x, z(x));";
    let mut first = session(text);
    let reports = first.inspect(&mut SeededFeed::new(data(), 16, 0)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(reports[1].terms[1].moves, ["encoder"], "the scorer moves who draws `z`");
    assert_eq!(reports[0].terms[1].views, ["x of x", "z_p"]);
    let before = weights(&first, "t");
    let value = play(&mut first, 2);
    assert!(value("t/t(x, z_p)").is_finite() && before != weights(&first, "t"));
    let change = |from: &str, to: &str| wrong(&text.replace(from, to));
    assert!(change("rec(x)", "kl(x)").contains("`mu` is no view of this model: `encoder` gives z"));
    assert!(change("t(x, z_p)", "t(z_p, x)").contains("`x` of `t` is data; found `z_p`"));
    assert!(change("t(x, z_p)", "t(x, z_p, x)").contains("`t` reads x, z; found 3 arguments"));
    assert!(change("t(x, z_p)", "t(x, z)").contains("`z` of which source? write `z(x)`"));
    assert!(change("t(x, z_p)", "t(x, w = z_p)").contains("unknown input of `t` `w`"));
}

#[test]
fn what_is_shuffled_is_the_same_in_another_order() {
    let text = "\"shuffled\" {}
        networks { encoder: x -> mu, logvar, decoder: z -> x, c: x, z -> scalar, d: z -> scalar }
        source xs = decoder(shuffle(z(x)));
        encoder + decoder minimizes rec(x) + 0.1 * kl(x);
        c minimizes abs(c(x, shuffle(z(x)))) + 0 * rec(x, x_hat = xs) + abs(c(x, z(x)));
        d minimizes d(z(x)) * d(z(x)) + d(shuffle(z(x))) * d(shuffle(z(x)));";
    let value = play(&mut session(text), 2);
    let apart = value("d/d(shuffle(z(x)))") - value("d/d(z(x))");
    assert!(apart.abs() < 1e-6, "the mean over the batch is {apart} apart");
    assert_ne!(value("c/c(x, shuffle(z(x)))"), value("c/c(x, z(x))"));
}

#[test]
fn labels_reach_networks_and_are_missed_where_there_are_none() {
    let text = "\"conditional\" {}
        networks { encoder: x, y -> mu, logvar, decoder: z, y -> x, critic: x, y -> scalar }
        critic minimizes softplus(-critic(x)) + softplus(critic(xg));
        encoder + decoder minimizes rec(x) + 0.1 * kl(x) + softplus(-critic(xr));";
    let mut first = session(text);
    let inputs: Vec<_> = first.networks().map(|(name, player)| (name.to_owned(), player.io().input_width())).collect();
    let expected = [("encoder", 10), ("decoder", 10), ("critic", 10)].map(|(name, width)| (name.to_owned(), width));
    assert_eq!(inputs, expected, "eight classes are one-hot beside two coordinates");
    assert!(play(&mut first, 2)("critic/objective").is_finite());
    let run = declared(text).steps(2).run().unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(run.sample(16, 0).map(|values| values.len()).ok(), Some(32));
    let path = std::env::temp_dir().join(format!("asivae-labels-{}.intro", std::process::id()));
    std::fs::write(&path, text).unwrap_or_else(|e| panic!("{e}"));
    let lacking = asivae_framework::Trainer::read(&path, "2-spirals").and_then(|mut t| t.session().map(drop));
    let _ = std::fs::remove_file(&path);
    let message = lacking.err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message.contains("`conditional` reads labels `y`, and `2-spirals` has none"), "{message}");
}

#[test]
fn a_loss_over_a_network_and_a_constraint() {
    let text = "\"clipped\" { bound = 0.05 in 0.. }
        networks { decoder: z -> x, critic: x -> scalar }
        critic[2] minimizes critic(xg) - critic(x) + 0.1 * seen_apart(x, xg, critic);
        decoder minimizes seen_apart(x, xg, critic);
        critic obeys clip(limit = bound);";
    let mut first = session(text);
    let largest =
        |session: &Session, network: &str| weights(session, network).into_iter().fold(0.0_f32, |m, w| m.max(w.abs()));
    assert!(largest(&first, "critic") > 0.05);
    let reports = first.inspect(&mut SeededFeed::new(data(), 16, 0)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(reports[0].terms[2].moves, ["critic"]);
    assert_eq!(reports[1].terms[0].moves, ["decoder"]);
    assert_eq!(reports[1].passes, [("decoder".to_owned(), 1), ("critic".to_owned(), 3)]);
    let value = play(&mut first, 2);
    assert!(value("decoder/seen_apart(x, xg, critic)") > 0.0);
    assert!(largest(&first, "critic") <= 0.05 && largest(&first, "decoder") > 0.05);
    let change = |from: &str, to: &str| wrong(&text.replace(from, to));
    assert!(change("xg, critic);\n", "xg);\n").contains("takes 2 sources and 1 network; found 2"));
    assert!(change("xg, critic);\n", "xg, critik);\n").contains("unknown name `critik`; did you mean `critic`?"));
    assert!(change("clip(", "clap(").contains("unknown constraint `clap`; did you mean `clip`?"));
    assert!(change("limit = bound", "limt = bound").contains("did you mean `limit`?"));
}

/// How far the gradient along the first coordinate is from a difference quotient.
#[intro_loss(crate = asivae_framework)]
fn slope_error(x: Tensor<4>, critic: &Net) -> Tensor<1> {
    const STEP: f64 = 1e-2;
    let slope = critic.gradient([x.clone().into()]).remove(0).flat().narrow(1, 0, 1).squeeze_dim::<1>(1);
    let along = Tensor::<4>::from_data([[[[STEP as f32]], [[0.0]]]], &x.device());
    let quotient =
        (critic.score([(x.clone() + along.clone()).into()]) - critic.score([(x - along).into()])) / (2.0 * STEP);
    assert!(quotient.clone().abs().sum().into_scalar::<f32>() > 1e-3, "a flat critic tests nothing");
    (slope - quotient).abs()
}

#[test]
fn the_gradient_of_a_scorer_is_its_slope() {
    let text = "\"sloped\" {} networks { decoder: z -> x, critic: x -> scalar }
        critic minimizes critic(x) + slope_error(x, critic);
        decoder minimizes critic(xg);";
    // Where a leaky rectifier bends between the two points, the quotient is off by a part of a slope.
    let error = play(&mut session(text), 1)("critic/slope_error(x, critic)");
    assert!(error < 5e-3, "{error}");
}

/// Forgets to say that it is one number for the whole batch.
#[intro_loss(crate = asivae_framework)]
fn forgetful(mu: Tensor<2>) -> Tensor<1> {
    mu.square().mean()
}

/// Half of what its latent needs.
#[intro_posterior(crate = asivae_framework)]
fn narrow(mu: Tensor<2>, logvar: Tensor<2>) -> Tensor<2> {
    (mu * logvar).narrow(1, 0, 1)
}

#[test]
fn what_a_plugin_gives_in_another_shape_is_its_mistake() {
    let text = "\"forgetful\" {} encoder minimizes rec(x) + forgetful(x); decoder minimizes rec(x);";
    let narrow = text
        .replace("{} ", "{} networks { encoder: x -> mu, logvar as narrow, decoder: z -> x } ")
        .replace(" + forgetful(x)", "");
    let pair = "\"pair\" {} networks { decoder: z -> x, critic: x, z -> scalar }
        critic minimizes critic(x, z_p) + seen_apart(x, xg, critic); decoder minimizes critic(xg, z_p);";
    for (text, start) in [
        (
            text,
            "the loss `forgetful`: expected [16] for a batch of 16; the function gave [1]; one number for the whole",
        ),
        (pair, "the loss `seen_apart`: `critic` takes inputs of 2x1x1, 2 numbers per sample; found 2"),
        (&narrow, "the posterior `narrow`: expected `z` of 2 numbers, the latent space; found 1"),
    ] {
        let mut session = session(text);
        let error = session.step(0, &mut SeededFeed::new(data(), 16, 0), false).err().map(|e| e.to_string());
        assert!(error.as_ref().is_some_and(|error| error.starts_with(start)), "{error:?}");
    }
}

/// Terms of a game with everything in it.
const TERMS: [&str; 18] = [
    "critic(x)",
    "critic(xr)",
    "critic(xs, z_p)",
    "critic(x, shuffle(z(x)))",
    "critic(shuffle(xg), z = prior(noise))",
    "critic(x, sg(z(xr)))",
    "critic(decoder(loc(x)), log_b(xs))",
    "critic(slow(shuffle(z_p)), noise)",
    "kl_of_sample(x)",
    "kl_of_sample(xg, z = sg(z(xs)))",
    "kl_of_sample(xr, z = shuffle(loc(x)))",
    "kl_of_sample(xr, encoder = late)",
    "rec(x)",
    "rec(xr, x_hat = slow(z(x)))",
    "rec(xs, target = decoder(z_p), decoder = slow)",
    "rec(xg, encoder = late, decoder = slow)",
    "seen_apart(x, xs, judge)",
    "seen_apart(xg, xr, judge)",
];

#[test]
fn any_terms_together_train_a_step() {
    use asivae_framework::Error;
    use asivae_framework::random::{RngCore, rng};
    let (mut random, mut trained) = (rng(5, 0, "terms"), 0);
    for case in 0..150 {
        let mut pick = || TERMS[random.next_u32() as usize % TERMS.len()];
        let text = format!(
            "\"case-{case}\" {{}}
             networks {{
                 encoder: x, y -> loc, log_b as laplace, decoder: z, y -> x, critic: x, z -> scalar,
                 slow: z, y -> x, late: x, y -> loc, log_b as laplace, prior: noise -> z, judge: x -> scalar
             }}
             source xs = decoder(prior(noise));
             let a(s) = softplus({});
             critic[2] minimizes critic(x) + softplus({}) - tanh({});
             encoder + decoder minimizes rec(x) + abs({}) + {};
             encoder minimizes kl_of_sample(x) + softplus({} * {});
             decoder minimizes mean[s in {{xr, xs}}] rec(s) + batch_mean({}) + a(xs);
             prior minimizes critic(xs) + max({}, 0);
             judge minimizes judge(x) * judge(x) + {};
             slow follows decoder 0.9; late copies encoder every 2 steps; critic obeys clip(limit = 0.1);",
            pick(),
            pick(),
            pick(),
            pick(),
            pick(),
            pick(),
            pick(),
            pick(),
            pick(),
            pick()
        );
        let mut session = declared(&text).session().unwrap_or_else(|e| panic!("{text}\n{e}"));
        let mut feed = SeededFeed::new(data(), 16, case);
        for step in 0..2 {
            match session.step(step, &mut feed, true).map(drop) {
                Ok(()) => trained += 1,
                Err(Error::NotFinite(_)) => break,
                Err(error) => panic!("{text}\n{error}"),
            }
        }
    }
    assert!(trained > 250, "{trained} steps of 300");
}
