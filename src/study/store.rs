//! The folder of a study, and where each of its runs stands.
//!
//! ```text
//! study.toml                  the study, which `asivae ablate` repeats
//! configs/VARIANT.toml        what trains a variant, but for the seed
//! runs/VARIANT/seed=N/        a run
//! logs/VARIANT,seed=N.log     what its process said
//! commands                    a command for each run, where they were handed to a queue; commands-2 is a later list
//! slurm.sbatch, slurm.jobs    the job array, and which of its tasks has which run
//! earlier/                    runs of other settings that stood in the way
//! ```

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::Study;
use super::plan::{Plan, Planned, RUNS, seed_name};
use crate::run::{RunDirectory, free_path, holds_run, write_file};
use crate::train::{Standing, Stop};
use crate::{Error, Result};

/// A run of a study: which it is, and where.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Number of its variant in the plan.
    pub(super) variant: usize,
    /// Its seed.
    pub(super) seed: u64,
    /// Its folder.
    pub(super) folder: PathBuf,
    /// Its configuration, but for the seed.
    pub(super) config: PathBuf,
    /// What its process says.
    pub(super) log: PathBuf,
    /// Steps of the whole run.
    pub(super) steps: usize,
}

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has not begun.
    NotBegun,
    /// It has steps to do; so many are done and safe.
    Unfinished(usize),
    /// It was measured after so many steps, and can go on.
    Paused(usize),
    /// All its steps are done.
    Finished,
    /// It was stopped early, for this reason.
    Stopped(String),
    /// It cannot be trained: the reason, and the step where there is one.
    Failed(Option<usize>, String),
}

impl State {
    /// Whether there is nothing to do up to a step.
    pub(super) fn is_done(&self, target: usize) -> bool {
        match self {
            State::Finished | State::Stopped(_) | State::Failed(..) => true,
            State::Paused(steps) => *steps >= target,
            State::NotBegun | State::Unfinished(_) => false,
        }
    }
}

impl Place {
    /// How far it has come.
    ///
    /// # Errors
    ///
    /// A run whose files cannot be read.
    pub(super) fn state(&self) -> Result<State> {
        let Some(standing) = Standing::of(&self.folder)? else { return Ok(State::NotBegun) };
        Ok(match standing.stop {
            Some(Stop::Failed(failure)) => State::Failed(Some(failure.step), failure.summary()),
            // Without its figures it is not done.
            _ if !standing.concluded || standing.held => State::Unfinished(standing.steps),
            Some(Stop::Finished) => State::Finished,
            Some(Stop::EarlyStop(reason)) => State::Stopped(reason),
            None => State::Paused(standing.steps),
        })
    }

    /// Whether a process trains it.
    pub(super) fn is_held(&self) -> bool {
        RunDirectory::open(&self.folder).is_ok_and(|run| run.is_held())
    }

    /// Steps that are on record.
    pub(super) fn recorded(&self) -> usize {
        Standing::recorded_steps(&self.folder).min(self.steps)
    }
}

/// The folder of a study, held by this process.
pub(super) struct Store {
    folder: PathBuf,
    _lock: Option<File>,
}

const LOCK: &str = ".lock";
const STUDY: &str = "study.toml";
const CONFIGS: &str = "configs";
const LOGS: &str = "logs";
const EARLIER: &str = "earlier";

impl Store {
    /// Takes a folder for a study.
    ///
    /// # Errors
    ///
    /// A folder that holds a run, is in use by another study, or cannot be written.
    pub(super) fn open(folder: &Path) -> Result<Store> {
        if holds_run(folder) {
            return Err(Error::io(folder, "it is the folder of a run; expected one for a study"));
        }
        make_folder(folder)?;
        let path = folder.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| Error::io(&path, format!("it cannot be written: {error}")))?;
        let lock = match file.try_lock() {
            Ok(()) => Some(file),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::io(
                    folder,
                    "another process works on this study; wait for it, or choose another folder",
                ));
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(_)) => None,
        };
        Ok(Store { folder: folder.to_owned(), _lock: lock })
    }

    /// Writes the study and the configuration of every variant; where each run stands.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub(super) fn write(&self, study: &Study, plan: &Plan) -> Result<Vec<Place>> {
        for name in [CONFIGS, LOGS] {
            make_folder(&self.folder.join(name))?;
        }
        write_file(&self.folder.join(STUDY), study.to_toml()?.as_bytes())?;
        let places = places(&self.folder, plan);
        for (number, variant) in plan.variants.iter().enumerate() {
            let first = places.iter().find(|place| place.variant == number);
            first.map_or(Ok(()), |place| variant.trainer(place.seed)?.write_config(&place.config))?;
        }
        Ok(places)
    }

    /// Brings runs to where the plan has them, and those that are none of its out of the way; what was done, in words.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read or moved, or in which a process trains.
    pub(super) fn settle(&self, plan: &Plan, places: &[Place]) -> Result<Vec<String>> {
        let done = [self.adopt(plan, places)?, self.clear(plan, places)?];
        Ok(done.into_iter().flatten().collect())
    }

    /// Takes in runs that the plan has under another name: an axis that came or went has renamed them; how many.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read or moved.
    fn adopt(&self, plan: &Plan, places: &[Place]) -> Result<Option<String>> {
        let mut strays: Vec<PathBuf> =
            inside(&self.folder.join(RUNS)).iter().flat_map(|folder| inside(folder)).collect();
        strays.retain(|folder| holds_run(folder) && places.iter().all(|place| place.folder != *folder));
        let mut moved = 0;
        for place in places.iter().filter(|place| !holds_run(&place.folder)) {
            if strays.is_empty() {
                break;
            }
            let trainer = plan.variants[place.variant].trainer(place.seed)?;
            let same = |stray: &&PathBuf| trainer.differences(stray).is_ok_and(|differences| differences.is_empty());
            let Some(stray) = strays.iter().find(same).cloned() else { continue };
            if let Some(above) = place.folder.parent() {
                make_folder(above)?;
            }
            std::fs::rename(&stray, &place.folder).map_err(|error| Error::io(&stray, error))?;
            // Nothing is lost where it is not empty, or not allowed: the folder stays.
            stray.parent().map(std::fs::remove_dir);
            strays.retain(|other| *other != stray);
            moved += 1;
        }
        Ok((moved > 0).then(|| format!("{moved} of the runs stood here under another name")))
    }

    /// Puts runs that are none of the plan's, though they stand where its runs belong, out of the way; how many and why.
    ///
    /// # Errors
    ///
    /// Runs whose files cannot be read or moved, or in which a process trains.
    fn clear(&self, plan: &Plan, places: &[Place]) -> Result<Option<String>> {
        let (mut moved, mut why) = (0, String::new());
        for place in places.iter().filter(|place| holds_run(&place.folder)) {
            let variant = &plan.variants[place.variant];
            let differences = variant.trainer(place.seed)?.differences(&place.folder)?;
            if differences.is_empty() {
                continue;
            }
            if Standing::of(&place.folder)?.is_some_and(|standing| standing.held) {
                return Err(Error::io(&place.folder, "a process trains there, with other settings; wait for it"));
            }
            let earlier = self.folder.join(EARLIER).join(&variant.name);
            make_folder(&earlier)?;
            let aside = free_path(&earlier.join(seed_name(place.seed)));
            std::fs::rename(&place.folder, &aside).map_err(|error| Error::io(&place.folder, error))?;
            moved += 1;
            why = differences.join("; ");
        }
        let earlier = self.folder.join(EARLIER);
        Ok((moved > 0).then(|| {
            let last = if moved > 1 { "; the last one: " } else { ": " };
            let runs = if moved > 1 { format!("{moved} runs were") } else { "1 run was".to_owned() };
            format!("{runs} of other settings; set aside in {}{last}{why}", earlier.display())
        }))
    }
}

/// Where the runs of a plan stand, seed by seed: an unfinished study says something of every variant.
pub(super) fn places(folder: &Path, plan: &Plan) -> Vec<Place> {
    let place = |variant: usize, planned: &Planned, seed: u64| Place {
        variant,
        seed,
        folder: planned.folder(folder, seed),
        config: folder.join(CONFIGS).join(format!("{}.toml", planned.name)),
        log: folder.join(LOGS).join(format!("{},{}.log", planned.name, seed_name(seed))),
        steps: planned.steps,
    };
    let seeds = plan.seeds.iter();
    seeds
        .flat_map(|seed| plan.variants.iter().enumerate().map(move |(variant, planned)| place(variant, planned, *seed)))
        .collect()
}

/// What a folder holds; nothing where there is none.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Error::io(path, format!("it cannot be made: {error}")))
}
