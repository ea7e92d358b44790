//! Any runs against each other: which of them are one variant, and what each is called.

use std::path::{Path, PathBuf};

use super::differ::{Trained, axes, names};
use super::{Member, Options, Record, Results};
use crate::run::{Recorded, RunDirectory, holds_run};
use crate::{Error, Result};

/// What a folder with many runs has them in.
const RUNS: &str = "runs";
/// So deep below that folder a run may stand.
const DEEP: usize = 4;

/// Holds runs against each other. Those that differ in nothing but their seeds, and in what is recorded of them, are one variant, which is called by
/// the settings that differ. A folder with `runs/` in it stands for all runs below that.
///
/// ```no_run
/// # fn main() -> asivae::Result<()> {
/// let results = asivae::compare(["runs/vae-8-gaussians-0", "runs/as-introvae-8-gaussians-0"], &Default::default())?;
/// println!("{}", results.text(false));
/// results.write("comparison")?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// All at once: folders that hold no run, records that cannot be read, a metric, a baseline or a column that is not there.
pub fn compare<P: AsRef<Path>>(runs: impl IntoIterator<Item = P>, options: &Options) -> Result<Results> {
    let given: Vec<PathBuf> = runs.into_iter().map(|path| path.as_ref().to_owned()).collect();
    compare_runs(&given, options)
}

pub(crate) fn compare_runs(given: &[PathBuf], options: &Options) -> Result<Results> {
    let mut errors = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in given {
        match runs_in(path) {
            Ok(found) => folders.extend(found),
            Err(error) => errors.push(error),
        }
    }
    let mut seen = Vec::new();
    folders.retain(|folder| {
        let place = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let new = !seen.contains(&place);
        seen.push(place);
        new
    });
    let mut variants: Vec<Trained> = Vec::new();
    // The place of its variant, the seed, the folder.
    let mut runs: Vec<(usize, u64, PathBuf)> = Vec::new();
    let mut notes = Vec::new();
    for folder in folders {
        let record = match read(&folder) {
            Ok(record) => record,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let (seed, trained) = (record.config.seed, Trained::of(&record));
        let place = variants.iter().position(|known| *known == trained).unwrap_or_else(|| {
            variants.push(trained);
            variants.len() - 1
        });
        if let Some((_, _, first)) = runs.iter().find(|(known, own, _)| (*known, *own) == (place, seed)) {
            notes.push(format!(
                "{} has the seed and the settings of {}: it is left out, as it would count twice.",
                folder.display(),
                first.display()
            ));
            continue;
        }
        runs.push((place, seed, folder));
    }
    if errors.is_empty() && runs.is_empty() {
        errors.push(Error::Unknown("there is no run to compare; expected folders of runs, or of a study".to_owned()));
    }
    match errors.len() {
        0 => {}
        1 => return Err(errors.remove(0)),
        _ => return Err(Error::Several(errors)),
    }
    let names = names(&variants);
    let (axes, places) = axes(&variants);
    let members = runs.into_iter().map(|(place, seed, folder)| Member {
        variant: names[place].clone(),
        places: places[place].clone(),
        seed,
        folder,
        state: None,
    });
    let mut members: Vec<Member> = members.collect();
    // Variants in the order in which they were first seen, whatever order their runs have.
    members.sort_by_key(|member| names.iter().position(|name| *name == member.variant));
    let title = title(&variants, members.len());
    let mut results = Results::read(title, axes, members, options)?;
    results.notes.extend(notes);
    Ok(results)
}

/// The runs that a path stands for.
fn runs_in(path: &Path) -> Result<Vec<PathBuf>> {
    if holds_run(path) {
        return Ok(vec![path.to_owned()]);
    }
    if !path.exists() {
        return Err(Error::io(path, "there is no such run"));
    }
    let below = path.join(RUNS);
    let mut found = Vec::new();
    search(&below, DEEP, &mut found);
    if found.is_empty() {
        let message = match below.is_dir() {
            true => format!("its folder {RUNS}/ holds no run"),
            false => format!(
                "the folder holds no run; expected one with config.toml and model.intro, or one with {RUNS}/ in it, which stands for all runs there"
            ),
        };
        return Err(Error::io(path, message));
    }
    Ok(found)
}

fn search(folder: &Path, deep: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut inner: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    inner.sort();
    for path in inner {
        if holds_run(&path) {
            found.push(path);
        } else if deep > 1 {
            search(&path, deep - 1, found);
        }
    }
}

/// What a run was trained with, without its records.
fn read(folder: &Path) -> Result<Record> {
    let named = |error: Error| match error {
        Error::Io { .. } => error,
        other => Error::io(folder, format!("the run cannot be read: {other}")),
    };
    let recorded = Recorded::read(folder).map_err(named)?;
    Ok(Record::of(recorded, &RunDirectory::open(folder)?, &[]))
}

fn title(variants: &[Trained], runs: usize) -> String {
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let all = |key: &str| {
        let mut values: Vec<&str> = Vec::new();
        for value in variants.iter().filter_map(|trained| trained.get(key)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() <= 3 {
            values.join(", ")
        } else {
            plural(values.len(), if key == "data" { "data set" } else { key })
        }
    };
    format!("{} on {}: {}, {}", all("model"), all("data"), plural(variants.len(), "variant"), plural(runs, "run"))
}
