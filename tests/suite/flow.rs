//! How data and gradients flow: difference quotients for every way of feeding a network, independent noise, and samples that keep together.

use asivae_framework::train::{SeededFeed, Session};
use asivae_framework::{Io, Net, Network, Signal, Space, Tensor, intro_loss, intro_network, intro_posterior};
use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, TensorData};

use crate::surface::{data, declared, read, weights};

/// A network on a point between two, and that point again.
#[intro_loss(crate = asivae_framework)]
fn between(x_a: Tensor<4>, x_b: Tensor<4>, critic: &Net) -> Tensor<1> {
    let middle = (x_a + x_b) * 0.5;
    let size = middle.clone().flatten::<2>(1, 3).square().sum_dim(1).squeeze_dim(1);
    critic.score([middle.clone().into()]) * critic.score([(middle * 3.0).into()]) + size
}

/// A network on what another one makes.
#[intro_loss(crate = asivae_framework)]
fn chained(x: Tensor<4>, decoder: &Net, critic: &Net) -> Tensor<1> {
    let made = decoder.forward([Signal::Flat(x.flatten::<2>(1, 3) * 0.3)]).remove(0);
    critic.score([made])
}

#[intro_loss(crate = asivae_framework)]
fn squares(z: Tensor<2>) -> Tensor<1> {
    z.square().sum_dim(1).squeeze_dim(1)
}

#[intro_loss(crate = asivae_framework)]
fn size(x: Tensor<4>) -> Tensor<1> {
    x.flatten::<2>(1, 3).square().sum_dim(1).squeeze_dim(1)
}

/// A Gaussian, and twice what was drawn.
#[intro_posterior(gives = "z, twice", crate = asivae_framework)]
fn doubling(mu: Tensor<2>, logvar: Tensor<2>, eps: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let z = mu + (logvar * 0.5).exp() * eps;
    (z.clone(), z * 2.0)
}

/// Nothing, as long as both are of one draw.
#[intro_loss(crate = asivae_framework)]
fn torn(z: Tensor<2>, #[view] twice: Tensor<2>) -> Tensor<1> {
    (twice - z * 2.0).abs().sum_dim(1).squeeze_dim(1)
}

/// Views of one's own over two sources, and one whose name ends like those of two.
#[intro_loss(crate = asivae_framework)]
fn own_of_two(#[view] twice_a: Tensor<2>, #[view] twice_b: Tensor<2>) -> Tensor<1> {
    (twice_a - twice_b).square().sum_dim(1).squeeze_dim(1)
}

#[intro_loss(crate = asivae_framework)]
fn ends_in_b(#[view] log_b: Tensor<2>) -> Tensor<1> {
    log_b.sum_dim(1).squeeze_dim(1)
}

/// Views whose names would be those of one view of two sources.
#[intro_loss(crate = asivae_framework)]
fn both(#[view(name = "log_a")] first: Tensor<2>, #[view(name = "log_b")] second: Tensor<2>) -> Tensor<1> {
    (first + second).sum_dim(1).squeeze_dim(1)
}

/// The norm of each player's gradient in the first move against that of difference quotients over all of its weights.
fn quotients(text: &str, latent: &str, players: &[&str]) {
    const NETWORK: &str = "mlp(hidden = 5, layers = 1, activation = tanh)";
    const STEP: f32 = 4e-3;
    let make = || {
        let trainer = declared(text).set("latent", latent).and_then(|t| t.set("networks.*", NETWORK));
        trainer.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{text}\n{e}"))
    };
    let feed = || SeededFeed::new(data(), 16, 0);
    let value = |session: &mut Session| {
        let moves = session.inspect_at(0, &mut feed()).unwrap_or_else(|e| panic!("{e}"));
        moves[0].objective.unwrap_or(f64::NAN)
    };
    let mut looked = make();
    let report = make().step(0, &mut feed(), true).unwrap_or_else(|e| panic!("{text}\n{e}"));
    let title = looked.game().moves()[0].title().to_owned();
    for player in players {
        let stored = looked.networks().find(|(name, _)| name == player).map(|(_, p)| p.weights()).unwrap_or_default();
        let mut sum = 0.0;
        for (k, (_, tensor)) in stored.iter().enumerate() {
            let numbers: Vec<f32> = tensor.iter::<f32>().collect();
            for i in 0..numbers.len() {
                let mut at = |by: f32| {
                    let (mut moved, mut all) = (numbers.clone(), stored.clone());
                    moved[i] += by;
                    all[k].1 = TensorData::new(moved, tensor.shape().clone());
                    looked.network_mut(player).map(|network| network.load(&all));
                    value(&mut looked)
                };
                let slope = (at(STEP) - at(-STEP)) / (2.0 * f64::from(STEP));
                sum += slope * slope;
            }
        }
        looked.network_mut(player).map(|network| network.load(&stored));
        let own =
            report.get(&format!("{title}/gradient/{player}")).or_else(|| report.get(&format!("{title}/gradient")));
        let (own, expected) = (own.unwrap_or(f64::NAN), sum.sqrt());
        // Of single precision and a step of that size.
        assert!((own - expected).abs() < 5e-3 * expected.max(0.05), "{player}: {own}, not {expected}, of\n{text}");
    }
}

#[test]
fn gradients_of_shuffled_and_made_latents() {
    quotients(
        "\"a\" {} networks { encoder: x -> mu, logvar, decoder: z -> x, c: x, z -> scalar, d: z -> scalar }
         encoder + decoder + c + d minimizes c(x, shuffle(z(x))) * c(x, shuffle(z(x))) + c(xg, z_p) * c(xr, mu(xr))
             + rec(x, x_hat = decoder(shuffle(z(x)))) + d(shuffle(z(x))) * d(z(x)) + d(shuffle(mu(xr)));",
        "2",
        &["encoder", "decoder", "c", "d"],
    );
    quotients(
        "\"a\" {} networks { encoder: x -> mu, logvar, decoder: z -> x, flow: z -> w, c: x -> scalar }
         source s1 = decoder(flow(noise)); source s2 = decoder(shuffle(z(x)));
         encoder + decoder + flow + c minimizes rec(x) + kl(s1) + c(s2) * c(s1) + rec(s2, target = x)
             + squares(x, z = flow(z(s1)));",
        "2",
        &["encoder", "decoder", "flow", "c"],
    );
}

#[test]
fn gradients_through_posteriors_labels_and_shapes() {
    quotients(
        "\"a\" {} networks {
             encoder: x -> mu, logvar as doubling, decoder: z -> x, other: x -> mu, logvar as doubling, late: z -> x
         }
         encoder + decoder + other + late minimizes rec(x) + squares(xg) + torn(x, encoder = other)
             + rec(xr, target = x, decoder = late) + squares(xr, encoder = other)
             + rec(x, encoder = other, decoder = late) + own_of_two(x, xr) + kl(squash(xr));",
        "2",
        &["encoder", "decoder", "other", "late"],
    );
    quotients(
        "\"a\" {} networks { encoder: x, y -> mu, logvar, decoder: z, y -> x, c: x, y -> scalar }
         source s1 = decoder(z_p);
         encoder + decoder + c minimizes rec(x) + kl(xr) + kl(xg) + c(s1) * c(xg);",
        "2",
        &["encoder", "decoder", "c"],
    );
    quotients(
        "\"a\" {} networks { encoder: x, noise -> z, decoder: z, noise -> x, t: x, z -> scalar }
         encoder + decoder + t minimizes rec(x) + t(xr) * t(x, z = z(xg)) + t(x, shuffle(z(xr)));",
        "2x2x1",
        &["encoder", "decoder", "t"],
    );
}

#[test]
fn gradients_of_losses_over_networks() {
    let networks = "\"a\" {} networks { decoder: z -> x, critic: x -> scalar }";
    let terms = "between(x, xg, critic) + between(xg, xg, critic) + chained(x, decoder, critic)
        + chained(xg, decoder, critic) + critic(xg)";
    quotients(&format!("{networks} decoder + critic minimizes {terms};"), "2", &["decoder", "critic"]);
    let alone = format!("{networks} decoder minimizes {terms}; critic minimizes critic(x);");
    quotients(&alone, "2", &["decoder"]);
    let alone = format!("{networks} critic minimizes {terms}; decoder minimizes critic(xg);");
    quotients(&alone, "2", &["critic"]);
}

#[test]
fn gradients_of_what_other_networks_give() {
    quotients(
        "\"a\" {} networks { body: x -> h, encoder: x, h -> mu, logvar, decoder: z, h -> x, c: x, h -> scalar }
         source xn = decoder(noise, h(x));
         body + encoder + decoder + c minimizes rec(x) + kl(xr) + c(x) * c(xn, h = h(xr));",
        "3",
        &["body", "encoder", "decoder", "c"],
    );
    let wrong = |text: &str| read(text).err().map(|e| e.to_string()).unwrap_or_default();
    let late = wrong(
        "\"a\" {} networks { encoder: x, h -> mu, logvar, decoder: z -> x, body: x -> h } encoder + decoder + body minimizes rec(x);",
    );
    assert!(late.contains("`encoder` reads `h`, which no posterior before it gives"), "{late}");
    let circular =
        wrong("\"a\" {} networks { encoder: x, z -> mu, logvar, decoder: z -> x } encoder + decoder minimizes rec(x);");
    assert!(circular.contains("`encoder` reads `z`, which no posterior before it gives"), "{circular}");
    let fake = wrong(
        "\"a\" {} networks { body: x -> h, encoder: x -> mu, logvar, decoder: z, h -> x } body + encoder + decoder minimizes rec(x) + kl(xg);",
    );
    assert!(fake.contains("`xg` is made of noise alone, and `decoder` reads `h` too"), "{fake}");
    let twice = wrong(
        "\"a\" {} networks { encoder: x -> mu, logvar, twice as doubling, decoder: z -> x } encoder + decoder minimizes rec(x);",
    );
    assert!(twice.contains("`encoder` gives `twice`, and so does `doubling`"), "{twice}");
}

/// The difference of its last two inputs, or the last one alone.
#[derive(Module, Debug)]
struct Echo {
    grip: Linear,
}

#[intro_network(crate = asivae_framework)]
fn echo(io: &Io, device: &Device) -> Echo {
    assert!(!io.inputs.is_empty());
    Echo { grip: LinearConfig::new(1, 1).init(device) }
}

impl Network for Echo {
    fn forward(&self, inputs: Vec<Signal>, io: &Io) -> Vec<Signal> {
        let count = inputs.len();
        let last = inputs[count - 1].clone().flat();
        let difference = match io.inputs[0] {
            Space::Flat(_) => inputs[count - 2].clone().flat() - last,
            _ => last,
        };
        io.split(difference + self.grip.weight.val().sum().reshape([1, 1]) * 0.0)
    }
}

/// A centre minus noise.
#[intro_posterior(crate = asivae_framework)]
fn apart(mu: Tensor<2>, eps: Tensor<2>) -> Tensor<2> {
    mu - eps
}

/// Plays a step; gives the values that were recorded.
fn recorded(text: &str, network: &str) -> impl Fn(&str) -> f64 + use<> {
    let trainer = declared(text).set(network, "echo()");
    let mut session = trainer.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{text}\n{e}"));
    let report = session.step(0, &mut SeededFeed::new(data(), 16, 0), true).unwrap_or_else(|e| panic!("{text}\n{e}"));
    move |name| report.get(name).unwrap_or_else(|| panic!("no `{name}`"))
}

#[test]
fn no_two_draws_are_one() {
    // Where a network passes its noise on and its posterior takes noise off again, two equal draws would leave nothing.
    let value = recorded(
        "\"a\" {} networks { encoder: x, noise -> mu as apart, decoder: z -> x }
         encoder + decoder minimizes rec(x) + squares(x) + squares(xr);",
        "networks.encoder",
    );
    assert!(value("encoder + decoder/squares(x)") > 0.1 && value("encoder + decoder/squares(xr)") > 0.1);
    let value = recorded(
        "\"a\" {} networks { decoder: z, noise -> x, c: x -> scalar }
         source s = decoder(noise);
         decoder minimizes size(s) + size(xg) + c(x); c minimizes c(x) + c(decoder(noise));",
        "networks.decoder",
    );
    assert!(value("decoder/size(s)") > 0.1 && value("decoder/size(xg)") > 0.1);
    let mut session = declared(
        "\"a\" {} networks { decoder: z -> x, c: x -> scalar }
         source a = decoder(noise); source b = decoder(noise);
         c minimizes c(a) - c(b); decoder minimizes c(decoder(noise)) + size(x, x = decoder(noise));",
    )
    .session()
    .unwrap_or_else(|e| panic!("{e}"));
    let report = session.step(0, &mut SeededFeed::new(data(), 16, 0), true).unwrap_or_else(|e| panic!("{e}"));
    assert!(
        report.get("c/objective").is_some_and(|value| value.abs() > 1e-5),
        "two sources of one text are two batches"
    );
}

#[test]
fn what_came_with_a_sample_stays_with_it() {
    for objective in ["torn(x) + rec(x)", "rec(x) + torn(x)"] {
        let text = format!(
            "\"d\" {{}} networks {{ encoder: x -> mu, logvar as doubling, decoder: z -> x }}
             encoder minimizes rec(x) + kl(x); decoder minimizes {objective};"
        );
        let trainer = declared(&text).set("optim.lr", 0.05);
        let mut session = trainer.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
        let report = session.step(0, &mut SeededFeed::new(data(), 16, 0), true).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(report.get("decoder/torn(x)"), Some(0.0), "{objective}");
    }
}

#[test]
fn constraints_hold_in_the_warm_up_and_for_led_networks() {
    let largest =
        |session: &Session, name: &str| weights(session, name).iter().fold(0.0_f32, |most, w| most.max(w.abs()));
    let text = "\"w\" {} encoder + decoder minimizes rec(x) + kl(x); encoder obeys clip(limit = 0.01);";
    let trainer = declared(text).set("warmup.model", "vae").and_then(|t| t.set("warmup.steps", 2));
    let mut session = trainer.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    session.step(0, &mut SeededFeed::new(data(), 16, 0), false).unwrap_or_else(|e| panic!("{e}"));
    assert!(largest(&session, "encoder") <= 0.01 && largest(&session, "decoder") > 0.01);
    let text = "\"l\" {} networks { decoder: z -> x, critic: x -> scalar, slow: x -> scalar }
        critic minimizes critic(xg) - critic(x); decoder minimizes slow(xg);
        slow follows critic 0.5; slow obeys clip(limit = 0.001);";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    session.step(0, &mut SeededFeed::new(data(), 16, 0), false).unwrap_or_else(|e| panic!("{e}"));
    assert!(largest(&session, "slow") <= 0.001 && largest(&session, "critic") > 0.001);
    let changed = declared(text).set("slow.obeys", "clip(limit = 0.5)").and_then(|t| t.set("slow.limit", 0.25));
    let mut session = changed.and_then(|mut t| t.session()).unwrap_or_else(|e| panic!("{e}"));
    session.step(0, &mut SeededFeed::new(data(), 16, 0), false).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(largest(&session, "slow"), 0.25);
}

#[test]
fn a_posterior_is_exchanged_by_a_setting() {
    let text = "\"p\" {} encoder + decoder minimizes rec(x) + torn(x);"
        .replace("{} ", "{} networks { encoder: x -> mu, logvar as doubling, decoder: z -> x } ");
    let exchanged = declared(&text.replace(" + torn(x)", "")).set("encoder.posterior", "gaussian()");
    assert!(exchanged.is_ok());
    let lacking = declared(&text).set("encoder.posterior", "gaussian").err().map(|e| e.to_string()).unwrap_or_default();
    assert!(lacking.contains("`twice` is no view of this model"), "{lacking}");
}

#[test]
fn a_view_of_ones_own_may_end_as_two_sources_do() {
    let text = "\"b\" {} networks { encoder: x -> mu, logvar, log_b, decoder: z -> x }
        encoder + decoder minimizes rec(x) + ends_in_b(x);";
    assert!(declared(text).session().is_ok());
    let named = text.replace("log_b,", "log_a, log_b,").replace("ends_in_b(x)", "both(x) + both(x, log_a = mu(x))");
    assert_eq!(declared(&named).session().err().map(|e| e.to_string()), None);
}

#[test]
fn a_loss_is_served_by_one_posterior() {
    let text = "\"o\" {} networks { encoder: x -> mu, logvar, decoder: z -> x, other: x -> mu, logvar as doubling }
        encoder + decoder + other minimizes rec(x) + torn(x);";
    let mut session = declared(text).session().unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data(), 16, 0);
    let reports = session.inspect(&mut feed).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(reports[0].terms[1].reaches, ["other"], "not `z` of one and `twice` of the other");
    let report = session.step(0, &mut feed, true).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(report.get("encoder + decoder + other/torn(x)"), Some(0.0));
}
