//! Weights that leave a run and come back, in both layouts.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use asivae_framework::plugin::{ModelPlugin, Registered, all};
use asivae_framework::train::{Between, Interpolation, Layout};
use asivae_framework::{Run, Trainer};
use serde_json::Value;

/// A folder for each test, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("asivae-exchange-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A few steps with small networks.
pub(crate) fn short(model: &str, set: &[(&str, &str)]) -> Trainer {
    let trainer = Trainer::named(model, "8-gaussians").and_then(|t| t.set("warmup.model", "none"));
    let trainer =
        trainer.and_then(|t| t.set("networks.*", "mlp(hidden = 6, layers = 2)")?.set_all(set.iter().copied()));
    trainer.unwrap_or_else(|e| panic!("{model}: {e}")).steps(2).batch(16).threads(1)
}

pub(crate) fn released(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Bytes of all weights of a run, by file.
fn weights(run: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(run.join("weights"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// What a run gives: samples, reconstructions and figures, or why there are none.
fn given(run: &Run) -> Vec<String> {
    let ways = Interpolation { between: Between::Data, pairs: 2, steps: 3, spherical: true };
    vec![
        format!("{:?}", run.sample(20, 3).map_err(|e| e.to_string())),
        format!("{:?}", run.reconstruct(20, 3).map_err(|e| e.to_string())),
        format!("{:?}", run.interpolate(ways, 3).map_err(|e| e.to_string())),
        format!("{:?}", run.evaluate(50, 3).map_err(|e| e.to_string())),
    ]
}

#[test]
fn every_model_is_exported_and_imported_bit_for_bit() {
    for model in all::<ModelPlugin>() {
        let (name, folder) = (model.info().name, Folder::new());
        let run = short(name, &[("ema.decay", "0.5")]).out(folder.join("run")).run();
        let run = run.unwrap_or_else(|e| panic!("{name}: {e}"));
        run.export(folder.join("average"), Layout::Asivae, false).unwrap_or_else(|e| panic!("{name}: {e}"));
        let exported = Run::open(folder.join("average")).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(exported.averaged() && exported.directory().is_none(), "{name}");
        assert_eq!(given(&exported), given(&run), "{name}");

        let trained = Run::open_weights(folder.join("run"), false).unwrap_or_else(|e| panic!("{name}: {e}"));
        trained.export(folder.join("export"), Layout::Asivae, false).unwrap_or_else(|e| panic!("{name}: {e}"));
        let file = folder.join("export/model.safetensors");
        let trainer = short(name, &[]).out(folder.join("imported"));
        let (imported, about) = trainer.import(&file).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(about.layout, Layout::Asivae, "{name}");
        let own: Vec<_> =
            weights(&folder.join("run")).into_iter().filter(|(file, _)| !file.contains(".ema.")).collect();
        assert_eq!(weights(&folder.join("imported")), own, "{name}");
        let plain = |run: &Run| given(run)[..3].to_vec();
        assert_eq!(plain(&imported), plain(&Run::open(folder.join("export")).unwrap()), "{name}");
        assert_eq!(plain(&imported), plain(&Run::open(folder.join("imported")).unwrap()), "{name}");
    }
}

#[test]
fn a_model_is_exported_as_the_released_ones_or_says_why_not() {
    let mut exported = Vec::new();
    for model in all::<ModelPlugin>() {
        let (name, folder) = (model.info().name, Folder::new());
        let run = short(name, &[]).run().unwrap_or_else(|e| panic!("{name}: {e}"));
        match run.export(folder.join("export"), Layout::Pytorch, false) {
            Ok(()) => {
                exported.push(name);
                let read = Run::open(folder.join("export")).unwrap_or_else(|e| panic!("{name}: {e}"));
                assert_eq!(given(&read), given(&run), "{name}");
            }
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains("the released models have"), "{name}: {message}");
                assert!(!folder.join("export").exists(), "{name}: nothing is written");
            }
        }
    }
    for model in ["vae", "introvae", "s-introvae", "as-introvae", "as-introvae-released"] {
        assert!(exported.contains(&model), "{model} is among {exported:?}");
    }
    for model in ["wgan-gp", "as-vae", "bootstrap-s-introvae", "conditional-vae", "mixture-prior-vae"] {
        assert!(!exported.contains(&model), "{model} is among {exported:?}");
    }
}

#[test]
fn a_network_that_the_released_code_lacks_says_so() {
    let why = |model: &str, set: &[(&str, &str)]| {
        let folder = Folder::new();
        let run = short(model, set).run().unwrap_or_else(|e| panic!("{model}: {e}"));
        run.export(folder.join("export"), Layout::Pytorch, false).err().map(|e| e.to_string()).unwrap_or_default()
    };
    let tanh = why("vae", &[("networks.decoder", "mlp(hidden = 6, activation = tanh)")]);
    assert_eq!(tanh, "the network `decoder`: its activation is `tanh`; the released networks have `relu`");
    let flat = why("vae", &[("networks.encoder", "mlp(layers = 0)")]);
    assert_eq!(flat, "the network `encoder`: it has no hidden layer; the released networks have at least one");
    let normed = why("vae", &[("networks.encoder", "sn_mlp(hidden = 6)")]);
    assert_eq!(normed, "the network `encoder`: the released PyTorch code has no such architecture");
    let critic = why("wgan-gp", &[]);
    assert!(
        critic.contains("the network `critic`: it is `x -> scalar`") && critic.contains("the encoder:"),
        "{critic}"
    );
}

#[test]
fn a_released_checkpoint_gives_what_pytorch_makes_of_it() {
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(released("released.json")).unwrap()).unwrap();
    let numbers = |name: &str| -> Vec<f32> {
        golden[name].as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
    };
    let close = |what: &str, ours: &[f32]| {
        let apart = ours.iter().zip(numbers(what)).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!(ours.len() == numbers(what).len() && apart <= 1e-6, "{what}: {apart} apart");
    };
    for file in ["released.pth", "released-legacy.pth"] {
        let folder = Folder::new();
        let trainer = Trainer::named("as-introvae", "8-gaussians").unwrap().out(folder.join("run"));
        let (run, imported) = trainer.import(released(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert_eq!((imported.layout, imported.tensors), (Layout::Pytorch, 12));
        assert_eq!(run.config().latent.to_string(), "3");
        assert_eq!(run.config().networks["encoder"], "mlp(hidden = 6, layers = 2)");
        let encoded = run.encode_given(numbers("points"), vec![0; 5], 0).unwrap();
        close("mu", &encoded.mean.clone().into_data().iter::<f32>().collect::<Vec<_>>());
        close("reconstructions", &run.decode(encoded.mean, &[0; 5], 0).unwrap());
        close("samples", &run.decode_given(&numbers("latents"), &[0; 5], 0).unwrap());
        assert_eq!(given(&Run::open(folder.join("run")).unwrap()), given(&run));
        // What it says of itself: nothing, so that the activation is as it was set.
        assert!(run.export(folder.join("export"), Layout::Pytorch, false).is_ok());
    }
}

#[test]
fn what_is_set_wins_over_the_file() {
    let folder = Folder::new();
    let import = |set: &[(&str, &str)]| {
        let trainer = Trainer::named("vae", "8-gaussians").and_then(|t| t.set_all(set.iter().copied()));
        trainer.and_then(|t| t.import(released("released.pth"))).map(|(run, _)| run)
    };
    let error = |set| import(set).err().map(|e| e.to_string()).unwrap_or_default();
    let wide = error(&[("networks.encoder", "mlp(hidden = 7, layers = 2)"), ("latent", "3")]);
    assert!(wide.contains("`encoder.main.input.weight` has the shape [6, 2]; expected [7, 2]"), "{wide}");
    assert!(!wide.contains("decoder"), "{wide}");
    let latent = error(&[("latent", "2")]);
    assert!(latent.contains("`decoder.main.input.weight` has the shape [6, 3]; expected [6, 2]"), "{latent}");

    // A file of this house says more than shapes do.
    let run = short("vae", &[("networks.decoder", "mlp(hidden = 5, layers = 1, activation = tanh)")]).run().unwrap();
    run.export(folder.join("export"), Layout::Asivae, false).unwrap();
    let file = folder.join("export/model.safetensors");
    let (imported, _) = Trainer::named("vae", "8-gaussians").unwrap().import(&file).unwrap();
    assert_eq!(imported.sample(9, 1).unwrap(), run.sample(9, 1).unwrap());
    assert!(imported.config().networks["decoder"].contains("tanh"), "{:?}", imported.config().networks);
}

#[test]
fn ways_begin_and_end_at_their_ends() {
    let run = short("vae", &[]).run().unwrap();
    let ways = |between, spherical| {
        let ways = Interpolation { between, pairs: 3, steps: 5, spherical };
        run.interpolate(ways, 4).unwrap_or_else(|e| panic!("{e}"))
    };
    let close = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6) && a.len() == b.len();
    let ends = run.reconstruct(6, 4).unwrap();
    let drawn = run.sample(6, 4).unwrap();
    for spherical in [false, true] {
        let (data, latents) = (ways(Between::Data, spherical), ways(Between::Latents, spherical));
        assert_eq!(data.len(), 3 * 5 * 2);
        for pair in 0..3 {
            let [first, last] = [pair * 10, pair * 10 + 8].map(|at| at..at + 2);
            assert!(
                close(&data[first.clone()], &ends[2 * pair].1) && close(&data[last.clone()], &ends[2 * pair + 1].1)
            );
            assert!(
                close(&latents[first], &drawn[4 * pair..][..2]) && close(&latents[last], &drawn[4 * pair + 2..][..2])
            );
        }
    }
    assert_ne!(ways(Between::Data, false), ways(Between::Data, true));
    let wrong = |pairs, steps| {
        let ways = Interpolation { between: Between::Data, pairs, steps, spherical: false };
        run.interpolate(ways, 4).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert_eq!(wrong(0, 5), "pairs: expected at least 1; found 0");
    assert_eq!(wrong(1, 1), "steps: expected at least 2; found 1");
}
