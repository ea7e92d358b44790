//! Every registered model goes on from a checkpoint as if it had not been stopped, and its record repeats it.

use std::path::{Path, PathBuf};

use asivae::plugin::{self, ModelPlugin};
use asivae::train::{Ended, Row};
use asivae::{Run, Trainer};

struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Each with a moving average, a warm-up where one suits, and checkpoints in both.
fn trainer(model: &str, warm: bool) -> asivae::Result<Trainer> {
    let mut trainer = Trainer::named(model, "8-gaussians")?.set("networks.*", "mlp(hidden = 8, layers = 1)")?;
    let warmup = if warm { "vae" } else { "none" };
    trainer = trainer.set("warmup.model", warmup)?;
    if warm {
        trainer = trainer.set("warmup.steps", 3)?;
    }
    for (key, value) in [("ema.decay", "0.9"), ("train.log_every", "1"), ("eval.every", "4"), ("eval.samples", "50")] {
        trainer = trainer.set(key, value)?;
    }
    Ok(trainer.set("checkpoint.every", 2)?.steps(8).batch(16).threads(1).seed(3))
}

fn outcome(folder: &Path) -> (Vec<(PathBuf, Vec<u8>)>, Vec<Row>) {
    let mut weights: Vec<_> = std::fs::read_dir(folder.join("weights"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (PathBuf::from(path.file_name().unwrap()), std::fs::read(&path).unwrap()))
        .collect();
    weights.sort();
    let rows = Run::open(folder).and_then(|run| run.records()).unwrap();
    (weights, rows.into_iter().map(Row::without_clock).collect())
}

#[test]
fn every_model_goes_on_where_it_was_stopped_and_is_repeated_by_its_record() -> asivae::Result<()> {
    let scratch = Scratch(std::env::temp_dir().join(format!("asivae-resume-{}", std::process::id())));
    for model in plugin::all::<ModelPlugin>() {
        let name = model.info.name;
        // Of models with other networks or other latents `vae` is no warm-up.
        let warm = trainer(name, true).and_then(|mut trainer| trainer.session()).is_ok();
        let at = |what: &str| scratch.0.join(format!("{name}-{what}"));
        trainer(name, warm)?.out(at("whole")).run()?;
        let paused = trainer(name, warm)?.out(at("paused")).stop_at(5).run()?;
        assert!(matches!(paused.ended(), Some((Ended::Paused(_), 5))), "{name}: {:?}", paused.ended());
        let resumed = Run::open(at("paused"))?.resume()?;
        assert_eq!(resumed.ended(), Some((&Ended::Finished, 8)), "{name}");
        let whole = outcome(&at("whole"));
        assert_eq!(whole.1.len(), 8, "{name}");
        assert!(whole == outcome(&at("paused")), "`{name}` went on elsewhere than it would have");
        Trainer::configured(at("whole").join("config.toml"), None)?.out(at("again")).run()?;
        assert!(whole == outcome(&at("again")), "`{name}` is not repeated by its record");
    }
    Ok(())
}

#[test]
fn what_is_read_is_what_was_saved() -> asivae::Result<()> {
    let scratch = Scratch(std::env::temp_dir().join(format!("asivae-resume-read-{}", std::process::id())));
    let folder = scratch.0.join("run");
    let trained = trainer("vae", false)?.out(&folder).run()?;
    let opened = Run::open(&folder)?;
    assert_eq!(trained.sample(20, 1)?, opened.sample(20, 1)?);
    // Without its result it is read from its last checkpoint, averaged as it was.
    std::fs::remove_dir_all(folder.join("weights")).unwrap();
    assert_eq!(trained.sample(20, 1)?, Run::open(&folder)?.sample(20, 1)?);
    let before = Run::open_at(&folder, "6")?;
    assert_ne!(trained.sample(20, 1)?, before.sample(20, 1)?);
    let missing = Run::open_at(&folder, "5").err().map(|error| error.to_string()).unwrap_or_default();
    assert!(missing.contains("no checkpoint `5`") && missing.contains("6, 8"), "{missing}");
    Ok(())
}
