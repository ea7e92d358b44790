use std::collections::BTreeMap;

use burn::tensor::TensorData;

use super::files::read_text;
use super::*;
use crate::network::NamedTensor;

type Values = BTreeMap<String, f64>;

/// A folder of its own for each test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("asivae-run-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn values(pairs: &[(&str, f64)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

fn weights(value: f32) -> Vec<NamedTensor> {
    vec![
        ("out.weight".to_owned(), TensorData::new(vec![value; 6], [2, 3])),
        ("out.bias".to_owned(), TensorData::new(vec![value, -value], [2])),
    ]
}

#[test]
fn what_was_written_is_read_back() -> Result<()> {
    let folder = Scratch::new("round-trip");
    let mut run = RunDirectory::create(folder.0.join("deep/run"), false)?;
    run.write_config("beta = 0.5")?;
    run.write_model("model text")?;
    run.log(&values(&[("step", 0.0)]))?;
    run.log(&values(&[("step", 50.0), ("a new name", 1.0)]))?;
    run.write_weights("encoder", false, &weights(1.5))?;
    run.write_evaluation(&values(&[("kl", 2.0)]))?;

    let run = RunDirectory::open(folder.0.join("deep/run"))?;
    assert_eq!(read_text(&run.config_file())?, "beta = 0.5");
    assert_eq!(run.model()?, "model text");
    assert_eq!(run.rows::<Values>()?, [values(&[("step", 0.0)]), values(&[("step", 50.0), ("a new name", 1.0)])]);
    assert_eq!(run.evaluation::<Values>()?, Some(values(&[("kl", 2.0)])));
    assert!(run.weights("encoder", true)?.is_none());
    let mut read = run.weights("encoder", false)?.unwrap_or_default();
    read.sort_by(|a, b| b.0.cmp(&a.0));
    assert_eq!(read, weights(1.5));
    Ok(())
}

#[test]
fn a_row_that_was_cut_off_is_left_out() -> Result<()> {
    let folder = Scratch::new("cut-off");
    let run = RunDirectory::create(&folder.0, false)?;
    run.log(&values(&[("step", 0.0)]))?;
    files::append(&folder.0.join(METRICS), b"{\"step\": 5")?;
    assert_eq!(run.rows::<Values>()?.len(), 1);
    Ok(())
}

#[test]
fn a_folder_that_holds_a_run_is_refused() -> Result<()> {
    let folder = Scratch::new("refused");
    let run = RunDirectory::create(&folder.0, false)?;
    run.write_config("")?;
    run.write_model("model text")?;
    drop(run);
    let error = RunDirectory::create(&folder.0, false).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("already holds a run") && error.contains("--force"), "{error}");
    assert!(error.contains("refused"), "names the folder: {error}");
    Ok(())
}

#[test]
fn what_no_run_wrote_is_never_replaced() -> Result<()> {
    let folder = Scratch::new("foreign");
    make_folder(&folder.0)?;
    let config = folder.0.join(CONFIG);
    write(&config, b"[package]")?;
    let error = RunDirectory::create(&folder.0, true).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("`config.toml`") && error.contains("no run"), "{error}");
    assert_eq!(read_text(&config)?, "[package]");
    Ok(())
}

#[test]
fn a_forced_run_leaves_the_old_one_in_place_until_it_has_a_result() -> Result<()> {
    let folder = Scratch::new("forced");
    let mut old = RunDirectory::create(&folder.0, false)?;
    old.write_config("run = 1.0")?;
    old.write_model("old")?;
    old.write_weights("encoder", false, &weights(1.0))?;
    old.write_evaluation(&values(&[("kl", 1.0)]))?;
    std::fs::write(folder.0.join("notes.txt"), "mine").map_err(|e| Error::io(&folder.0, e))?;

    drop(old);
    let mut new = RunDirectory::create(&folder.0, true)?;
    new.write_config("run = 2.0")?;
    new.write_model("new")?;
    new.log(&values(&[("step", 0.0)]))?;
    let seen = RunDirectory::open(&folder.0)?;
    assert_eq!(read_text(&seen.config_file())?, "run = 1.0");
    assert!(seen.weights("encoder", false)?.is_some());

    new.write_weights("decoder", false, &weights(2.0))?;
    new.settle()?;
    new.log(&values(&[("step", 1.0)]))?;
    let seen = RunDirectory::open(&folder.0)?;
    assert_eq!(read_text(&seen.config_file())?, "run = 2.0");
    assert_eq!(seen.rows::<Values>()?.len(), 2);
    assert!(seen.weights("decoder", false)?.is_some());
    assert!(seen.weights("encoder", false)?.is_none(), "nothing of the old run is left");
    assert!(seen.evaluation::<Values>()?.is_none());
    assert!(folder.0.join("notes.txt").exists(), "a file that no run wrote is not touched");
    assert!(!folder.0.join(STAGING).exists() && !folder.0.join(PREVIOUS).exists());
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_named() -> Result<()> {
    let folder = Scratch::new("under-a-file");
    make_folder(&folder.0)?;
    let file = folder.0.join("file");
    write(&file, b"")?;
    let error = RunDirectory::create(file.join("run"), false).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("file/run") && error.contains("cannot be made"), "{error}");
    Ok(())
}

#[test]
fn a_free_path_is_numbered() -> Result<()> {
    let folder = Scratch::new("free");
    let run = folder.0.join("vae-rings-0");
    assert_eq!(free_path(&run), run);
    make_folder(&run)?;
    assert_eq!(free_path(&run), folder.0.join("vae-rings-0-2"));
    make_folder(&folder.0.join("vae-rings-0-2"))?;
    assert_eq!(free_path(&run), folder.0.join("vae-rings-0-3"));
    Ok(())
}

/// A folder with an old run, and a new one that is to take its place.
fn two_runs(folder: &Path) -> Result<()> {
    for (place, text) in [(folder.to_owned(), "old"), (folder.join(STAGING), "new")] {
        files::make_folder(&place)?;
        for name in [CONFIG, MODEL, METRICS] {
            write(&place.join(name), text.as_bytes())?;
        }
    }
    Ok(())
}

#[test]
fn a_process_that_dies_between_the_renames_leaves_one_whole_run() -> Result<()> {
    // As many renames as a new run takes to come to its place: files of the old one, its own folder, its files.
    for renames in 0..=7 {
        let folder = Scratch::new(&format!("settle-{renames}"));
        two_runs(&folder.0)?;
        let [staging, next, previous] = [STAGING, NEXT, PREVIOUS].map(|name| folder.0.join(name));
        files::make_folder(&previous)?;
        let own = [CONFIG, MODEL, METRICS];
        let away = own.map(|name| (folder.0.join(name), previous.join(name)));
        let here = own.map(|name| (next.join(name), folder.0.join(name)));
        let all = away.into_iter().chain([(staging, next.clone())]).chain(here);
        all.take(renames).try_for_each(|(from, to)| rename(&from, &to))?;
        let run = RunDirectory::open(&folder.0)?;
        let expected = if renames < 4 { "old" } else { "new" };
        for name in own {
            assert_eq!(read_text(&run.path().join(name))?, expected, "{name} after {renames} renames");
        }
        assert!(!next.exists() && !previous.exists(), "after {renames} renames");
    }
    Ok(())
}

#[test]
fn files_are_in_the_order_of_their_numbers() {
    let folder = Scratch::new("numbered");
    let _ = std::fs::create_dir_all(&folder.0);
    for name in ["000000900.png", "1000.png", "000000000.png", "notes.txt", "last.png", "7.npy", ".3.png.part"] {
        let _ = std::fs::write(folder.0.join(name), b"");
    }
    let found: Vec<usize> = files::numbered(&folder.0, "png").into_iter().map(|(step, _)| step).collect();
    assert_eq!(found, [0, 900, 1000]);
    assert!(files::numbered(&folder.0.join("none"), "png").is_empty());
}
