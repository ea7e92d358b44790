//! Run with `cargo run --release --example digits`.
//!
//! Soft-IntroVAE on scanned digits of 8 × 8 pixels, and a plain VAE that is trained for the same time beside it: about three minutes on two cores. Grids of samples,
//! reconstructions and ways between images are written into the folder of the run, and stand in its report.

use std::time::{Duration, Instant};

use asivae::example::Example;
use asivae::models::SIntroVae;
use asivae::train::{Between, Interpolation, Measured};
use asivae::{Error, Result, Run, Trainer, tiles};

asivae::fast_allocator!();

/// What is compared: of reconstructions, of samples, and how many of the ten digits a classifier finds in them.
const FIGURES: [&str; 8] = [
    "psnr",
    "ssim-w7",
    "fd-classifier",
    "fd-random",
    "precision-classifier",
    "recall-classifier",
    "elbo-gaussian",
    "classes_covered",
];
/// Steps by which the speed of the VAE is measured.
const TIMED: usize = 300;

fn main() {
    Example::of::<SIntroVae>().data("digits").then(beside_a_vae).main()
}

fn beside_a_vae(run: &Run, trained: Duration) -> Result<String> {
    let folder = run.directory().ok_or_else(|| Error::Unknown("the run is in no folder".to_owned()))?;
    for (name, png) in pictures(run)? {
        let path = folder.join(name);
        std::fs::write(&path, png).map_err(|error| Error::io(&path, error))?;
    }
    let start = Instant::now();
    vae(run, TIMED)?.run()?;
    let steps = (trained.as_secs_f64() / start.elapsed().as_secs_f64() * TIMED as f64) as usize;
    let vae = vae(run, steps.clamp(TIMED, 100_000))?.run()?;

    let (own, other) = (run.evaluate(2_000, 0)?, vae.evaluate(2_000, 0)?);
    let mut text = format!("beside a VAE of {} steps, trained for the same time:\n", vae.config().train.steps);
    text.push_str(&format!("  {:22}{:>12}{:>12}\n", "", "s-introvae", "vae"));
    for name in FIGURES {
        let value = |figures: &[Measured]| figures.iter().find(|figure| figure.name == name).map(|figure| figure.value);
        if let (Some(own), Some(other)) = (value(&own), value(&other)) {
            text.push_str(&format!("  {name:22}{own:12.3}{other:12.3}\n"));
        }
    }
    text.push_str(&format!("grids:   {}\n", folder.join("{grid,reconstructions,interpolations}.png").display()));
    Ok(text)
}

/// A VAE of the same networks and data.
fn vae(run: &Run, steps: usize) -> Result<Trainer> {
    let own = run.config();
    let milestones = format!("[{}, {}]", steps * 3 / 4, steps * 7 / 8);
    let trainer = Trainer::named("vae", &own.data)?.set("optim.milestones", milestones)?.set("eval.every", 0)?;
    Ok(trainer.steps(steps).batch(own.train.batch).seed(own.seed).threads(own.threads))
}

fn pictures(run: &Run) -> Result<[(&'static str, Vec<u8>); 3]> {
    let shape = run.data().shape();
    let width = shape.iter().product();
    let rows = |images: &[f32], columns: usize| -> Vec<Vec<Vec<f32>>> {
        let images: Vec<Vec<f32>> = images.chunks_exact(width).map(<[f32]>::to_vec).collect();
        images.chunks(columns).map(<[Vec<f32>]>::to_vec).collect()
    };
    let (real, made): (Vec<_>, Vec<_>) = run.reconstruct(48, 0)?.into_iter().unzip();
    let pairs =
        rows(&real.concat(), 16).into_iter().zip(rows(&made.concat(), 16)).flat_map(|(real, made)| [real, made]);
    let ways = Interpolation { between: Between::Data, pairs: 6, steps: 12, spherical: false };
    Ok([
        ("grid.png", tiles(&rows(&run.sample(100, 0)?, 10), 1, shape)?),
        ("reconstructions.png", tiles(&pairs.collect::<Vec<_>>(), 2, shape)?),
        ("interpolations.png", tiles(&rows(&run.interpolate(ways, 0)?, 12), 1, shape)?),
    ])
}
