//! A run as a directory: everything needed to repeat it, and what came of it.
//!
//! ```text
//! config.toml                          resolved configuration, and how the run came about
//! model.intro                          the model as it was trained, in the grammar
//! metrics.jsonl                        one object per recorded step
//! events.out.tfevents.asivae           the same for TensorBoard, with pictures and histograms
//! checkpoints/000001000.safetensors    the state after so many steps
//! samples/000002000.png                samples after so many steps
//! metrics.parquet                      the records as a table, when the run stops
//! weights/<network>.safetensors        weights, when the run stops
//! weights/<network>.ema.safetensors    their moving average, where the run keeps one
//! evaluation.json                      figures, when the run stops
//! samples.png, report.html             a picture and a page about it, when the run stops
//! failure.json                         where training ended with a value that is not finite
//! import.json                          where the weights come from, where they were not trained
//! ```

mod checkpoints;
mod contents;
mod export;
mod files;
mod foreign;
mod lock;
mod recorded;
mod records;
mod state_dict;
mod table;
pub(crate) mod tensorboard;
mod weights;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
pub(crate) use checkpoints::{Snapshot, read_checkpoint};
pub(crate) use export::{Export, is_export};
use files::{make_folder, remove, rename, write};
pub use files::{read_end, write as write_file};
pub(crate) use foreign::{Stored, WeightFile};
pub use lock::TAKEN;
pub use recorded::Recorded;
use records::{EVENTS, METRICS};
pub use state_dict::StateDict;
pub(crate) use table::parquet;

const CONFIG: &str = "config.toml";
/// The tree of a run, beside its configuration.
pub(crate) const MODEL: &str = "model.intro";
const WEIGHTS: &str = "weights";
const EVALUATION: &str = "evaluation.json";
const PICTURE: &str = "samples.png";
const PICTURES: &str = "samples";
const FAILURE: &str = "failure.json";
const REPORT: &str = "report.html";
const IMPORT: &str = "import.json";

/// All that a run writes: what a forced run replaces, and nothing else.
const OWN: [&str; 13] = [
    CONFIG,
    MODEL,
    METRICS,
    records::TABLE,
    EVENTS,
    checkpoints::FOLDER,
    WEIGHTS,
    PICTURES,
    EVALUATION,
    PICTURE,
    FAILURE,
    REPORT,
    IMPORT,
];
/// What is made anew each time that a run stops. The page is made last and removed first: where it stands, the others do.
const RESULTS: [&str; 6] = [REPORT, records::TABLE, WEIGHTS, EVALUATION, PICTURE, FAILURE];

/// Where a forced run is kept until it has its first result.
const STAGING: &str = ".new";
/// Where it stands once the old run is out of the way.
const NEXT: &str = ".next";
/// Where the old run stands while the new one takes its place.
const PREVIOUS: &str = ".previous";

/// The folder of a run, for writing or for reading.
///
/// Every file is written beside its place and renamed. A run that replaces another (`force`) is kept in a folder of its own
/// inside until [`settle`](RunDirectory::settle): the old run can be read until the new one has its first result.
#[derive(Debug)]
pub struct RunDirectory {
    path: PathBuf,
    replaces: bool,
    /// Held by whoever trains here.
    lock: Option<std::fs::File>,
}

impl RunDirectory {
    /// A folder for a new run; it is made where it is not there.
    ///
    /// # Errors
    /// Where the folder holds a run and `force` is not given, holds something else in a run's place, or cannot be written.
    pub fn create(path: impl Into<PathBuf>, force: bool) -> Result<Self> {
        let path = path.into();
        finish_settling(&path)?;
        // A run that another process begins is not whole yet.
        if lock::is_held(&path) {
            return Err(Error::io(&path, lock::TAKEN));
        }
        let replaces = holds_run(&path);
        // A run that was killed before its configuration was written left its lock, and nothing of value.
        let empty = replaces || lock::was_held(&path);
        if let Some(name) = OWN.iter().find(|name| !empty && path.join(name).exists()) {
            let message =
                format!("the folder holds `{name}`, which a run would replace, but no run; choose another one");
            return Err(Error::io(&path, message));
        }
        if replaces && !force {
            let message = format!(
                "the folder already holds a run; go on with it by `asivae resume {}`, choose another folder, or replace the run with --force",
                path.display()
            );
            return Err(Error::io(&path, message));
        }
        make_folder(&path)?;
        let mut run = RunDirectory { path, replaces, lock: None };
        run.lock()?;
        if replaces {
            remove(&run.path.join(STAGING))?;
            make_folder(&run.path.join(STAGING))?;
        }
        // A folder that cannot be written to is to be known before the first step, not after the last.
        let probe = run.place(".probe");
        write(&probe, b"")?;
        remove(&probe)?;
        Ok(run)
    }

    /// The folder of a run that is there.
    ///
    /// # Errors
    /// Where the folder holds no run.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        if !path.exists() {
            return Err(Error::io(&path, "there is no such run"));
        }
        finish_settling(&path)?;
        if !holds_run(&path) {
            return Err(Error::io(&path, format!("the folder holds no run: it has no {CONFIG} with a {MODEL}")));
        }
        Ok(RunDirectory { path, replaces: false, lock: None })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the picture belongs.
    pub fn picture(&self) -> PathBuf {
        self.place(PICTURE)
    }

    /// Puts a run that replaces another in its place, once it has its first result; the old one is removed.
    ///
    /// # Errors
    /// Where the files cannot be moved.
    pub fn settle(&mut self) -> Result<()> {
        if !self.replaces {
            return Ok(());
        }
        let [staging, next, previous] = [STAGING, NEXT, PREVIOUS].map(|name| self.path.join(name));
        remove(&previous)?;
        make_folder(&previous)?;
        for name in OWN {
            rename(&self.path.join(name), &previous.join(name))?;
        }
        // From here on it is the new run that is completed, whatever happens.
        rename(&staging, &next)?;
        self.replaces = false;
        settle_in(&self.path)
    }

    /// What to say of a run that was to take the place of this one and died before it had a first checkpoint.
    pub(crate) fn unsettled(&self) -> Option<String> {
        let staging = self.path.join(STAGING);
        staging.is_dir().then(|| {
            format!(
                "a run that was to replace this one had no checkpoint yet when it ended; it is left in {}",
                staging.display()
            )
        })
    }

    /// Where a file of this run stands now.
    fn place(&self, name: &str) -> PathBuf {
        if self.replaces { self.path.join(STAGING).join(name) } else { self.path.join(name) }
    }
}

/// Completes what a process that died left half done between the renames of [`RunDirectory::settle`].
fn finish_settling(path: &Path) -> Result<()> {
    let [staging, next, previous] = [STAGING, NEXT, PREVIOUS].map(|name| path.join(name));
    if !path.is_dir() || lock::is_held(path) {
        return Ok(());
    }
    if next.exists() {
        return settle_in(path);
    }
    // The old run was not yet out of the way: it comes back.
    if previous.exists() && staging.exists() {
        for name in OWN {
            rename(&previous.join(name), &path.join(name))?;
        }
    }
    remove(&previous)
}

/// Moves a run that is ready to its place, and the old one away.
fn settle_in(path: &Path) -> Result<()> {
    let [next, previous] = [NEXT, PREVIOUS].map(|name| path.join(name));
    for name in OWN {
        rename(&next.join(name), &path.join(name))?;
    }
    remove(&next)?;
    remove(&previous)
}

/// Whether a folder holds a run: a configuration and the model that it is of.
pub fn holds_run(path: &Path) -> bool {
    path.join(CONFIG).is_file() && path.join(MODEL).is_file()
}

/// The first of `path`, `path-2`, `path-3`, … that is not there.
pub fn free_path(path: &Path) -> PathBuf {
    let numbered = |n: usize| match path.file_name() {
        Some(name) if n > 1 => path.with_file_name(format!("{}-{n}", name.to_string_lossy())),
        _ => path.to_path_buf(),
    };
    (1..).map(numbered).find(|candidate| !candidate.exists()).unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
