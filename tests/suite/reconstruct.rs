//! Reconstructions of real samples out of their latents without noise.

use asivae::plugin::{self, ModelPlugin};
use asivae::{Run, Trainer};

fn short(model: &str, latent: usize) -> Run {
    let trainer = Trainer::named(model, "8-gaussians").and_then(|t| t.set("networks.*", "mlp(hidden = 8, layers = 1)"));
    let run =
        trainer.and_then(|t| t.set("warmup.model", "none")?.set("latent", latent)?.steps(3).batch(16).threads(1).run());
    run.unwrap_or_else(|e| panic!("{model}: {e}"))
}

#[test]
fn every_model_reconstructs_or_says_what_it_lacks() {
    let mut lacking = Vec::new();
    for model in plugin::all::<ModelPlugin>() {
        let name = model.info.name;
        let run = short(name, 3);
        let pairs = match run.reconstruct(20, 5) {
            Ok(pairs) => pairs,
            Err(error) => {
                assert!(error.to_string().contains("has no posterior of data alone"), "{name}: {error}");
                lacking.push(name);
                continue;
            }
        };
        let real: Vec<f32> = run.real_points(20, 5).expect("it draws").concat().into_iter().map(|v| v as f32).collect();
        assert_eq!(pairs.iter().flat_map(|(real, _)| real.clone()).collect::<Vec<_>>(), real, "{name}");
        assert!(pairs.iter().all(|(_, made)| made.len() == 2 && made.iter().all(|v| v.is_finite())), "{name}");
        assert_eq!(run.reconstruct(20, 5).ok(), Some(pairs.clone()), "{name}: the same for the same seed");
        assert_ne!(run.reconstruct(20, 6).ok(), Some(pairs), "{name}: others for another seed");
    }
    assert_eq!(lacking, ["sn-gan", "wgan", "wgan-gp"]);
}

/// The metric goes another way, through the statistics of the network.
#[test]
fn the_error_is_that_of_the_metric() {
    for model in ["vae", "conditional-vae"] {
        let run = short(model, 2);
        let figures = run.evaluate(300, 7).unwrap_or_else(|e| panic!("{model}: {e}"));
        let expected =
            figures.iter().find(|f| f.name == "rec_from_mu").unwrap_or_else(|| panic!("{model}: no figure")).value;
        let pairs = run.reconstruct(300, 7).unwrap_or_else(|e| panic!("{model}: {e}"));
        let squared = |(real, made): &(Vec<f32>, Vec<f32>)| {
            real.iter().zip(made).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>()
        };
        let error = pairs.iter().map(squared).sum::<f64>() / 300.0;
        assert!((error / expected - 1.0).abs() < 1e-4, "{model}: {error}, {expected}");
    }
}

#[test]
fn a_gaussian_posterior_has_variances_and_an_implicit_one_has_none() {
    let encoded = |model: &str| short(model, 3).encode(10, 0).unwrap_or_else(|e| panic!("{model}: {e}"));
    let vae = encoded("vae");
    assert_eq!((vae.mean.dims(), vae.logvar.map(|t| t.dims())), ([10, 3], Some([10, 3])));
    let avb = encoded("avb");
    assert_eq!((avb.mean.dims(), avb.logvar.map(|t| t.dims())), ([10, 3], None));
    assert!(short("vae", 2).encode(0, 0).is_err());
}
