//! Networks and steps as images need them: batch normalisation, batches in parts.

use asivae::{Run, Trainer};
use asivae_framework::game::NoiseSource;
use asivae_framework::plugin::{ModelPlugin, all, open_data};
use asivae_framework::train::{BatchNorm, Feed, SeededFeed, Session};

const CONV: &str = "conv(channels = [4, 6])";

fn on_digits(model: &str, networks: &str) -> asivae::Result<Trainer> {
    let trainer = Trainer::named(model, "digits")?.set("networks.*", networks)?.set("warmup.model", "none")?;
    Ok(trainer.set("latent", 3)?.steps(4).batch(10).threads(1).seed(2))
}

/// Weights after some steps; running statistics are left out.
fn trained(mut trainer: Trainer, steps: usize) -> asivae::Result<Vec<(String, Vec<f64>)>> {
    let mut session: Session = trainer.session()?;
    let mut feed = SeededFeed::new(open_data("digits")?, 10, 2);
    for step in 0..steps {
        session.step(step, &mut feed, false)?;
    }
    let own = |(name, player): (&str, &dyn asivae_framework::Player)| {
        let named = |(tensor, values): (String, burn::tensor::TensorData)| {
            (format!("{name}.{tensor}"), values.iter::<f64>().collect())
        };
        player.weights().into_iter().map(named).collect::<Vec<_>>()
    };
    Ok(session.networks().flat_map(own).filter(|(name, _)| !name.contains("running_")).collect())
}

fn apart(one: &[(String, Vec<f64>)], other: &[(String, Vec<f64>)]) -> f64 {
    let values = |weights: &[(String, Vec<f64>)]| weights.iter().flat_map(|(_, v)| v.clone()).collect::<Vec<_>>();
    values(one).iter().zip(values(other)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn a_batch_in_parts_trains_as_the_whole_one_does() -> asivae::Result<()> {
    for (model, networks) in [
        ("s-introvae", "conv(channels = [4, 6], norm = none)"),
        ("vae", "mlp(hidden = 16, layers = 2)"),
        ("conditional-vae", "mlp(hidden = 16, layers = 2)"),
        ("wgan", "mlp(hidden = 16, layers = 2)"),
    ] {
        // Adam divides by the size of a gradient: where that is nothing but rounding, so would the weights be. The first step of plain descent
        // is what Adam with a large epsilon makes.
        let trainer = || on_digits(model, networks)?.set("optim.epsilon", 1.0)?.set("optim.lr", 0.1);
        let start = trained(trainer()?, 0)?;
        let whole = trained(trainer()?, 3)?;
        let moved = apart(&start, &whole);
        for parts in [4, 5, 9] {
            let found = trained(trainer()?.set("train.micro_batch", parts)?, 3)?;
            let apart = apart(&whole, &found);
            assert!(
                apart < 1e-5 * moved.max(1.0) && moved > 1e-4,
                "{model}, parts of {parts}: {apart} apart of {moved}"
            );
        }
    }
    Ok(())
}

#[test]
fn what_sees_the_whole_batch_is_not_cut() -> asivae::Result<()> {
    for (model, named) in [
        ("as-introvae", "as_distance(squash(xr), squash(xg))"),
        ("introvae", "batch_mean"),
        ("beta-tc-vae", "total_correlation"),
    ] {
        let refused = on_digits(model, "mlp(hidden = 8, layers = 1)")?.set("train.micro_batch", 5)?.session();
        let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains("train.micro_batch") && message.contains(named), "{model}: {message}");
    }
    // A part as large as the batch is the batch.
    on_digits("as-introvae", "mlp(hidden = 8, layers = 1)")?.set("train.micro_batch", 10)?.session()?;
    Ok(())
}

#[test]
fn the_parts_of_a_batch_have_its_noise() {
    let data = open_data("digits").unwrap_or_else(|e| panic!("{e}"));
    let mut feed = SeededFeed::new(data, 10, 2);
    feed.turn_to(1, 0);
    let device = burn::tensor::Device::default();
    let one = feed.normal("z_p", [10, 2], &device);
    let again = feed.normal("z_p", [10, 2], &device);
    assert_eq!(one.into_data(), again.into_data(), "the same name, the same draw: which parts rest on");
}

fn run(steps: usize) -> asivae::Result<Run> {
    on_digits("vae", CONV)?.set("optim.lr", 5e-3)?.steps(steps).run()
}

#[test]
fn running_statistics_are_learned_kept_and_gathered() -> asivae::Result<()> {
    let run = run(12)?;
    assert_eq!(run.batch_norm(), Some(BatchNorm::Eval));
    let eval = run.sample(40, 0)?;
    let train = run.with_batch_norm(BatchNorm::Train)?;
    let of_batches = train.sample(40, 0)?;
    let gathered = train.with_batch_norm(BatchNorm::Recalibrated)?;
    let recalibrated = gathered.sample(40, 0)?;
    let apart = |a: &[f32], b: &[f32]| -> f64 {
        a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / a.len() as f64
    };
    // After a dozen steps the running ones are mostly as they began. Those that are gathered come near those of a batch.
    let (far, near) = (apart(&eval, &of_batches), apart(&recalibrated, &of_batches));
    assert!(far > 0.0 && near < far, "{near} is not nearer than {far}");
    assert_eq!(gathered.batch_norm(), Some(BatchNorm::Recalibrated));
    let plain = on_digits("vae", "mlp(hidden = 8, layers = 1)")?.run()?;
    assert_eq!(plain.batch_norm(), None);
    Ok(())
}

#[test]
fn models_of_images_train_on_digits_with_convolutions() -> asivae::Result<()> {
    let (mut trained, mut convolved) = (0, 0);
    for model in all::<ModelPlugin>() {
        let name = model.info.qualified_name();
        let mlp = || on_digits(&name, "mlp(hidden = 8, layers = 1)");
        let mut trainer = mlp()?;
        // Games without an encoder have none to be set, and a few have a decoder of more than one image.
        for network in ["networks.encoder", "networks.decoder"] {
            if mlp()?.set(network, CONV).and_then(|mut trainer| trainer.session().map(drop)).is_ok() {
                trainer = trainer.set(network, CONV)?;
                convolved += 1;
            }
        }
        let run = trainer.set("eval.samples", 20)?.steps(2).run().map_err(|error| panic!("{name}: {error}"));
        trained += usize::from(run.is_ok_and(|run| run.sample(3, 0).is_ok()));
    }
    assert!(trained >= 20 && convolved >= 40, "{trained} models, {convolved} networks");
    Ok(())
}

#[test]
fn sizes_that_a_convolution_cannot_have_are_said() -> asivae::Result<()> {
    for (networks, said) in [
        ("conv(channels = [4, 4, 4, 4])", "halve an image 4 times, and 8x8 can be halved 3 times"),
        ("conv(channels = [])", "at least one whole number"),
        ("conv(channels = [4, 2.5])", "at least one whole number"),
        ("conv(channels = 4)", "is a list of numbers"),
        ("mlp(hidden = [4])", "`hidden`"),
    ] {
        let refused = on_digits("vae", networks).and_then(|mut trainer| trainer.session().map(drop));
        let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains(said), "{networks}: {message}");
    }
    let points =
        Trainer::named("vae", "rings")?.set("networks.*", CONV).and_then(|mut trainer| trainer.session().map(drop));
    let message = points.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("1x1 can be halved 0 times"), "{message}");
    Ok(())
}
