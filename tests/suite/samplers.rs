//! Samplers: what draws the latents of samples.

use asivae_framework::plugin::{Registered, SamplerPlugin, all};
use asivae_framework::{Run, Trainer};

fn short(model: &str) -> Run {
    let networks = "mlp(hidden = 16, layers = 2)";
    let trainer = Trainer::named(model, "8-gaussians").and_then(|t| t.set("networks.*", networks));
    let run = trainer.and_then(|t| t.set("warmup.model", "none")?.steps(20).batch(32).threads(1).run());
    run.unwrap_or_else(|e| panic!("{model}: {e}"))
}

fn refused(run: Run, sampler: &str) -> String {
    run.with_sampler(sampler).and_then(|run| run.sample(4, 0)).err().map(|e| e.to_string()).unwrap_or_default()
}

/// Mean and variance over all numbers of the latents.
fn moments(run: &Run) -> [f64; 2] {
    let z: Vec<f64> = run.latents(4000, 3).unwrap_or_else(|e| panic!("{e}")).into_data().iter().collect();
    let mean = z.iter().sum::<f64>() / z.len() as f64;
    [mean, z.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / z.len() as f64]
}

#[test]
fn every_sampler_draws_for_a_model_that_has_what_it_asks_for() {
    for sampler in all::<SamplerPlugin>() {
        let name = sampler.info().name;
        let model = match name {
            "mixture" => "mixture-prior-vae",
            "vamp" => "vamp-vae",
            _ => "vae",
        };
        let text = if name == "two_stage" { "two_stage(steps = 50, hidden = 8)" } else { name };
        let run = short(model).with_sampler(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let once = run.sample(50, 1).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(once.len(), 100, "{name}");
        assert!(once.iter().all(|v| v.is_finite()), "{name}");
        assert_eq!(Some(once), run.sample(50, 1).ok(), "{name}: the same for the same seed");
        assert_ne!(run.sample(50, 1).ok(), run.sample(50, 2).ok(), "{name}: another for another seed");
    }
}

#[test]
fn a_mixture_draws_where_the_posteriors_lie_and_the_prior_does_not() {
    // After a few steps of an autoencoder, latents are far from standard normal.
    let wide = |run: Run| run.with_sampler("gmm(components = 8)").unwrap_or_else(|e| panic!("{e}"));
    let run = short("wae-mmd");
    let [mean, variance] = moments(&run);
    assert!(mean.abs() < 0.05 && (variance - 1.0).abs() < 0.05, "the prior: {mean}, {variance}");
    let encoded = run.with_sampler("gmm(components = 1)").unwrap_or_else(|e| panic!("{e}"));
    let [one, spread] = moments(&encoded);
    let [eight, spread_of_eight] = moments(&wide(encoded));
    assert!(
        (one - eight).abs() < 0.1 && (spread / spread_of_eight - 1.0).abs() < 0.1,
        "the moments are those of the latents"
    );
}

#[test]
fn a_learned_prior_is_what_its_model_samples_from() {
    for (model, sampler) in [("mixture-prior-vae", "mixture"), ("vamp-vae", "vamp")] {
        let run = short(model);
        assert_eq!(run.config().sampler, sampler);
        assert_ne!(run.sample(8, 0).ok(), run.with_sampler("prior").and_then(|run| run.sample(8, 0)).ok());
    }
}

#[test]
fn a_sampler_says_what_it_lacks() {
    assert!(
        refused(short("vae"), "mixture").contains("`mixture` asks for a network `prior`; `vae` has encoder, decoder")
    );
    assert!(refused(short("wgan-gp"), "gmm").contains("`wgan-gp` has no posterior of data alone"));
    assert!(refused(short("vae"), "gm").contains("did you mean `gmm`?"));
    assert!(refused(short("vae"), "gmm(componets = 3)").contains("unknown parameter `componets`"));
    assert!(refused(short("vae"), "gmm(components = 0)").contains("at least 1"));
    assert!(refused(short("vae"), "gmm(3)").contains("expected a sampler"));
    let wrong = Trainer::named("vae", "8-gaussians").and_then(|t| t.set("sampler", "gauss")).err();
    assert!(wrong.is_some_and(|e| e.to_string().contains("unknown sampler `gauss`")));
    let network = |text: &str| {
        let trainer = Trainer::named("vamp-vae", "8-gaussians").and_then(|t| t.set("networks.pseudo", text));
        trainer.and_then(|mut t| t.session().map(drop)).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert!(network("mlp(hidden = 8)").contains("`mlp` reads inputs, and `pseudo` reads nothing"));
}

#[test]
fn a_class_is_chosen_where_the_model_reads_labels() {
    let run = short("conditional-vae");
    assert_eq!(run.labels(10), [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]);
    let three = run.with_label(3).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(three.labels(3), [3, 3, 3]);
    assert!(three.sample(3, 0).is_ok());
    let message = |run: Run, label| run.with_label(label).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message(three, 8).contains("expected a class of `8-gaussians`, 0 to 7; found 8"));
    assert!(message(short("vae"), 0).contains("reads no labels"));
}

/// The error of a text's first step.
fn wrong(signature: &str, term: &str) -> String {
    let text = format!(
        "\"odd\" {{}} networks {{ encoder: {signature}, decoder: z -> x, {term} }}
         encoder + decoder + prior minimizes rec(x) - log_mixture(x, prior) + kl(x);"
    );
    let path = std::env::temp_dir().join(format!("asivae-odd-{}-{}.intro", std::process::id(), term.len()));
    std::fs::write(&path, text).unwrap_or_else(|e| panic!("{e}"));
    let networks = "mlp(hidden = 8, layers = 1)";
    let trained = Trainer::read(&path, "8-gaussians").and_then(|t| {
        t.set("networks.*", networks)?.set("networks.prior", "table")?.steps(1).batch(16).threads(1).run()
    });
    let _ = std::fs::remove_file(&path);
    trained.err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn outputs_are_asked_for_by_name_and_size() {
    let usual = "x -> mu, logvar";
    assert_eq!(wrong(usual, "prior: -> weight[1], logvar_k, mu_k"), "", "their order does not matter");
    let message = wrong(usual, "prior: -> mu_k, logvar_k");
    assert!(message.contains("expected a network that gives mu_k[2], logvar_k[2], weight[1]"), "{message}");
    assert!(message.contains("`prior` gives mu_k[2], logvar_k[2]"), "{message}");
    let message = wrong(usual, "prior: -> mu_k[3], logvar_k, weight[1]");
    assert!(message.contains("`prior` gives mu_k[3], logvar_k[2], weight[1]"), "{message}");
}

#[test]
fn what_a_model_cannot_serve_is_said_before_it_is_trained() {
    let refused = |model: &str, key: &str, value: &str| {
        let trainer = Trainer::named(model, "8-gaussians").and_then(|t| t.set(key, value));
        trainer.and_then(|mut t| t.session().map(drop)).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert!(refused("wgan", "sampler", "gmm").contains("no posterior of data alone"));
    assert!(refused("vae", "sampler", "vamp").contains("asks for a network `pseudo`"));
    assert!(refused("vae", "sampler", "").contains("expected a sampler"));
    assert!(refused("wgan", "networks.*", "table").contains("`table` reads nothing"));
}

#[test]
fn a_learned_prior_that_nobody_draws_from_is_said() {
    let samplers = |trainer: Trainer| trainer.samplers_of_learned_priors().unwrap_or_else(|e| panic!("{e}"));
    let named = |model: &str| Trainer::named(model, "8-gaussians").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(samplers(named("mixture-prior-vae").as_declared()), ["mixture"]);
    assert_eq!(samplers(named("vamp-vae").as_declared()), ["vamp"]);
    for model in ["mixture-prior-vae", "vamp-vae", "vae", "wgan"] {
        assert!(samplers(named(model)).is_empty(), "{model}");
    }
}

#[test]
fn a_text_that_is_like_a_model_has_its_sampler() {
    let like =
        |data: &str, model: &str| Trainer::named("mixture-prior-vae", data).and_then(|t| t.as_declared().like(model));
    for data in ["8-gaussians", "rings"] {
        let config = like(data, "mixture-prior-vae").map(|t| t.config().clone()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((config.sampler.as_str(), config.networks["prior"].as_str()), ("mixture", "table(rows = 16)"));
    }
    let message = |data: &str, model: &str| like(data, model).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message("rings", "vae-gann").contains("did you mean `vae-gan`?"));
    assert!(
        message("rings", "vae-gan")
            .contains("`vae-gan` has no preset on `rings`; it has some on these data: 8-gaussians")
    );
}
