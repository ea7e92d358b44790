//! Metrics of images: against numbers of the reference implementations (`tests/golden/metrics.py`), and on a run.

use std::collections::BTreeMap;

use asivae_framework::plugin::{MetricPlugin, defaults, find};
use asivae_framework::{Features, MetricInput, Run, Tensor, Trainer};
use burn::tensor::Device;

fn golden(name: &str) -> f64 {
    let text = include_str!("../golden/metrics.json");
    let all: BTreeMap<String, f64> = serde_json::from_str(text).unwrap();
    all[name]
}

/// Uniform numbers of 24 bits, as in the script.
fn numbers(mut seed: u64, count: usize) -> Vec<f64> {
    let next = |_| {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        (seed >> 7) as f64 / f64::from(1 << 24)
    };
    (0..count).map(next).collect()
}

fn tensor(values: impl IntoIterator<Item = f64>, width: usize) -> Tensor<2> {
    let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
    Tensor::<1>::from_data(values.as_slice(), &Device::default()).reshape([values.len() / width, width])
}

fn measured(name: &str, input: &MetricInput<'_>) -> Option<f64> {
    let metric: &MetricPlugin = find(name).unwrap();
    (metric.call)(input, &defaults(metric.info).unwrap()).map(|figure| figure.value)
}

fn near(name: &str, found: Option<f64>, tolerance: f64) {
    let (found, expected) = (found.unwrap_or(f64::NAN), golden(name));
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{name}: {found}, expected {expected}");
}

#[test]
fn structural_similarity_is_that_of_scikit_image() {
    let (large, noise) = (numbers(1, 2 * 3 * 14 * 13), numbers(2, 2 * 3 * 14 * 13));
    let other: Vec<f64> = large.iter().zip(&noise).map(|(a, b)| 0.7 * a + 0.3 * b).collect();
    let whole = |values: &[f64]| tensor(values.iter().copied(), 3 * 14 * 13);
    let (x, x_mean) = (whole(&large), whole(&other));
    let input = MetricInput { x: Some(&x), x_mean: Some(&x_mean), image: Some([3, 14, 13]), ..Default::default() };
    // float32 holds the pixels to 6e-8, in both
    near("ssim", measured("ssim", &input), 1e-9);
    assert_eq!(measured("ssim-w7", &input), None);

    let corner = |values: &[f64]| {
        let inside = |i: &usize| (i / 13) % 14 < 8 && i % 13 < 9;
        tensor((0..values.len()).filter(inside).map(|i| values[i]), 3 * 8 * 9)
    };
    let (x, x_mean) = (corner(&large), corner(&other));
    let input = MetricInput { x: Some(&x), x_mean: Some(&x_mean), image: Some([3, 8, 9]), ..Default::default() };
    near("ssim-w7", measured("ssim-w7", &input), 1e-9);
    assert_eq!(measured("ssim", &input), None);
}

#[test]
fn distances_of_features_are_those_of_the_references() {
    let real: Vec<f64> = numbers(3, 300).iter().zip(numbers(4, 300)).map(|(a, b)| a + b).collect();
    let noise = numbers(5, 250);
    let fake = (0..250).map(|i| 0.8 * real[i / 5 * 5 + (4 - i % 5)] + 0.6 * noise[i]);
    let features = Features::new("test", tensor(real.iter().copied(), 5), tensor(fake, 5));
    let input = MetricInput { features: Some(&features), ..Default::default() };
    // pytorch-fid goes another way to the root
    near("fd", measured("fd", &input), 1e-6);
    // kernels are of products in float32
    near("kid", measured("kid", &input), 1e-6);
    for share in ["precision", "recall", "density", "coverage"] {
        near(share, measured(share, &input), 1e-12);
    }
}

#[test]
fn fewer_samples_than_features_are_measured_too() {
    let features = Features::new("test", tensor(numbers(6, 120), 20), tensor(numbers(7, 120), 20));
    let input = MetricInput { features: Some(&features), ..Default::default() };
    // The reference takes the root of a singular matrix: it is good to the root of its rounding.
    near("fd of 6 in 20", measured("fd", &input), 1e-6);
}

fn short(model: &str, data: &str) -> Run {
    let trainer = Trainer::named(model, data).and_then(|t| t.set("networks.*", "mlp(hidden = 32, layers = 1)"));
    let run =
        trainer.and_then(|t| t.set("warmup.model", "none")?.set("latent", 4)?.steps(60).batch(32).threads(1).run());
    run.unwrap_or_else(|e| panic!("{model}: {e}"))
}

#[test]
fn images_are_measured_by_every_extractor_that_needs_no_file() {
    let run = short("vae", "digits");
    let figures = run.evaluate(300, 3).unwrap();
    let figure = |name: &str| figures.iter().find(|f| f.name == name).unwrap_or_else(|| panic!("no figure {name}"));
    for metric in ["fd", "kid", "precision", "recall", "density", "coverage"] {
        for extractor in ["random", "classifier"] {
            let figure = figure(&format!("{metric}-{extractor}"));
            assert!(figure.value.is_finite(), "{}: {}", figure.name, figure.value);
            assert_eq!((figure.protocol["extractor"].as_str(), figure.samples), (extractor, 300));
        }
    }
    assert_eq!(figure("kid-random").protocol["subsets"], "1 of 300");
    assert!(figure("fd-classifier").protocol["accuracy"].ends_with("images not trained on"));
    assert_eq!(figure("classes_covered").protocol["extractor"], "classifier");
    assert_eq!(figure("ssim-w7").protocol["window"], "7 Gaussian 1.5");
    // After a few steps all samples are one grey image.
    assert!(figure("recall-random").value < 0.2, "{}", figure("recall-random").value);
    assert!(!figures.iter().any(|f| ["fid", "fd-inception", "ssim"].contains(&f.name.as_str())));
    assert_eq!(run.evaluate(300, 3).unwrap(), figures, "the same for the same seed");
}

#[test]
fn points_have_none_of_them() {
    let figures = short("vae", "8-gaussians").evaluate(100, 0).unwrap();
    assert!(figures.iter().all(|f| !f.name.contains("random") && !f.name.starts_with("ssim")));
}

#[test]
fn a_file_of_weights_is_asked_for_by_the_name_of_its_extractor() {
    let wrong = |key: &str, value: &str| {
        let trainer = Trainer::named("vae", "digits").and_then(|t| t.set(key, value));
        trainer.err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert_eq!(wrong("eval.inception", "weights.pth"), "");
    assert!(wrong("eval.inceptoin", "weights.pth").contains("did you mean `eval.inception`?"));
    assert!(wrong("early_stop.metric", "kid-random").is_empty());
    assert!(wrong("early_stop.metric", "kid-randon").contains("unknown metric `kid-randon`"));
    let run = short("vae", "digits").with_weights_of("inception", "/nowhere/weights.pth").unwrap();
    let message = run.evaluate(10, 0).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message.contains("/nowhere/weights.pth"), "{message}");
}
