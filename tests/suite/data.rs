//! Data that have so many samples: passes, parts, paths.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use asivae::plugin::{data_name, open_data};
use asivae::train::{Feed, SeededFeed};
use asivae::{Result, Run, Split, Trainer};
use burn::tensor::Device;

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let folder = std::env::temp_dir().join(format!("asivae-suite-data-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// 22 steps are a pass over the digits: 1437 of them, 64 at once.
const EPOCH: usize = 22;

fn trainer(steps: usize) -> Result<Trainer> {
    let trainer = Trainer::named("s-introvae", "digits")?.set("networks.*", "mlp(hidden = 8, layers = 1)")?;
    let trainer = trainer.set("warmup.model", "none")?.set("checkpoint.every", 5)?.set("eval.samples", 50)?;
    Ok(trainer.set("train.log_every", 1)?.steps(steps).batch(64).threads(1).seed(3))
}

fn images(feed: &mut SeededFeed, step: usize) -> Vec<Vec<u32>> {
    feed.turn_to(step, 0);
    let batch = feed.batch(&Device::flex()).unwrap().into_data().try_to_vec::<f32>().unwrap();
    batch.chunks(64).map(|image| image.iter().map(|value| value.to_bits()).collect()).collect()
}

#[test]
fn an_epoch_shows_each_image_once_and_those_that_are_held_out_never() -> Result<()> {
    let data = open_data("digits")?;
    let mut feed = SeededFeed::new(data.clone(), 64, 5);
    let mut shown: Vec<Vec<u32>> = Vec::new();
    for step in 0..EPOCH {
        shown.extend(images(&mut feed, step));
    }
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), EPOCH * 64);
    let test = data.part(Split::Test)?.expect("digits have a test part");
    let (held_out, _) = test.get(&(0..360).collect::<Vec<_>>())?;
    let held_out: BTreeSet<Vec<u32>> =
        held_out.chunks(64).map(|image| image.iter().map(|value| value.to_bits()).collect()).collect();
    assert!(shown.iter().all(|image| !held_out.contains(image)));
    Ok(())
}

#[test]
fn a_run_goes_on_to_the_same_bits_across_the_end_of_an_epoch() -> Result<()> {
    let scratch = Scratch::new("resume");
    let whole = trainer(EPOCH + 8)?.out(scratch.0.join("whole")).run()?;
    for (i, stop) in [EPOCH - 2, EPOCH + 3].into_iter().enumerate() {
        let folder = scratch.0.join(i.to_string());
        trainer(EPOCH + 8)?.out(&folder).stop_at(stop).run()?;
        let resumed = Run::open(&folder)?.resume()?;
        assert_eq!(resumed.sample(9, 1)?, whole.sample(9, 1)?, "stopped at {stop}");
        let rows = |run: &Run| {
            run.records().map(|rows| rows.into_iter().map(|row| row.values["encoder/objective"]).collect::<Vec<_>>())
        };
        assert_eq!(rows(&resumed)?, rows(&whole)?, "stopped at {stop}");
    }
    Ok(())
}

#[test]
fn an_epoch_is_a_pass_for_schedules() -> Result<()> {
    let scratch = Scratch::new("epoch");
    let path = scratch.0.join("m.intro");
    let text = "\"m\" {} let c = epoch; encoder + decoder minimizes rec(x) + c * kl(x);";
    std::fs::write(&path, text).unwrap();
    for (batch, steps) in [(64, 22.0), (360, 3.0), (1437, 1.0), (2000, 1.0)] {
        let trainer = Trainer::read(&path, "digits")?.set("networks.*", "mlp(hidden = 4, layers = 1)")?;
        let mut session = trainer.set("warmup.model", "none")?.batch(batch).steps(100).threads(1).session()?;
        let report = session.step(1, &mut SeededFeed::new(open_data("digits")?, batch, 0), true)?;
        let epoch = report.values.iter().find(|(name, _)| name == "c").map(|(_, value)| *value);
        assert_eq!(epoch, Some(1.0 / steps), "batch {batch}");
    }
    Ok(())
}

#[test]
fn figures_are_of_the_part_that_is_asked_for() -> Result<()> {
    let run = trainer(4)?.run()?;
    let split = |run: &Run| {
        run.evaluate(50, 1)
            .map(|figures| figures.into_iter().map(|f| f.protocol["split"].clone()).collect::<BTreeSet<_>>())
    };
    assert_eq!(split(&run)?, BTreeSet::from(["test".to_owned()]));
    let test = run.encode(20, 1)?.real;
    let run = run.with_split(Split::Train)?;
    assert_eq!(split(&run)?, BTreeSet::from(["train".to_owned()]));
    assert_ne!(run.encode(20, 1)?.real, test);
    let refused = run.with_split(Split::Validation).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("has no part `validation`; it has train, test"), "{refused}");
    let refused = trainer(4)?.set("eval.split", "validation")?.run().err().map(|error| error.to_string());
    assert!(refused.is_some_and(|text| text.contains("eval.split: `digits` has no part")));
    let refused = trainer(4)?.set("eval.split", "tset").err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("`test`"), "{refused}");
    let fresh = Trainer::named("vae", "8-gaussians")?.steps(3).batch(8).threads(1).run()?;
    assert_eq!(split(&fresh)?, BTreeSet::from(["fresh".to_owned()]));
    Ok(())
}

#[test]
fn a_path_stands_behind_the_name_and_stays_in_the_record() -> Result<()> {
    let scratch = Scratch::new("path");
    let csv = scratch.0.join("points (1).csv");
    let rows: String = (0..40).map(|i| format!("{i},{}\n", i % 7)).collect();
    std::fs::write(&csv, rows).unwrap();
    let text = format!("csv(test = 0.25):{}", csv.display());
    let out = scratch.0.join("run");
    let trainer = Trainer::named("vae", &text)?.set("networks.*", "mlp(hidden = 8, layers = 1)")?;
    trainer.set("warmup.model", "none")?.steps(4).batch(8).threads(1).out(&out).run()?;
    let run = Run::open(&out)?;
    assert_eq!((run.config().data.as_str(), run.data().len()), (text.as_str(), Some(30)));
    assert_eq!(run.real_points(10, 0)?.len(), 10);
    assert_eq!(data_name(&run.config().data), "csv");
    Ok(())
}

#[test]
fn a_path_that_is_missing_or_not_asked_for_is_said() {
    let said = |text: &str| open_data(text).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(said("folder").contains("`folder` needs a path: `folder:PATH`; found `folder`"));
    assert!(said("folder(size = 8):").contains("needs a path"));
    assert!(said("digits:x").contains("`digits` takes no path; found `:x`"));
    assert!(said("foldr:x").contains("did you mean `folder`?"));
    assert!(said("folder(size = 0):x").contains("`size` is at least 1; found 0"));
    assert!(said("folder(crop = middle):x").contains("choice for `crop`"));
    let nowhere = Path::new("no/such/place");
    assert!(said(&format!("folder:{}", nowhere.display())).contains("expected a folder of images"));
}

#[test]
fn data_that_would_be_downloaded_are_known_without() -> Result<()> {
    for (name, shape, len) in [
        ("mnist", [1, 28, 28], 60_000),
        ("fashion-mnist", [1, 28, 28], 60_000),
        ("cifar10", [3, 32, 32], 50_000),
        ("svhn", [3, 32, 32], 73_257),
    ] {
        let data = open_data(&format!("{name}(validation = 0.1)"))?;
        assert_eq!((data.shape(), data.classes()), (shape, 10));
        let parts =
            [Split::Validation, Split::Test].map(|split| data.part(split).ok().flatten().and_then(|part| part.len()));
        assert_eq!(data.len().unwrap_or(0) + parts[0].unwrap_or(0), len);
        assert!(parts[1].is_some_and(|test| test >= 10_000));
    }
    Ok(())
}
