//! The runs of a study handed to a queue: a command each, or a job array of Slurm.

mod script;
mod slurm;

use std::path::{Path, PathBuf};

use super::Study;
use super::process::{arguments, program};
use super::store::{Place, Store};
use crate::words::quoted;
use crate::{Error, Result};

/// What was handed over.
pub(crate) struct Launched {
    /// Runs of the study.
    pub(crate) runs: usize,
    /// Those that are done, or failed.
    pub(crate) done: usize,
    /// Those that a process trains or a queue has already.
    pub(crate) elsewhere: usize,
    /// Those that were handed over now.
    pub(crate) handed: usize,
    /// The script; none where nothing is left.
    pub(crate) file: Option<PathBuf>,
    /// The number of the job.
    pub(crate) job: Option<String>,
    /// How to go on.
    pub(crate) advice: String,
}

/// What is left of a study, whose folder is held meanwhile.
struct Left {
    folder: PathBuf,
    runs: usize,
    done: usize,
    elsewhere: usize,
    places: Vec<Place>,
    /// Threads of a run.
    threads: usize,
    /// So many of them at once.
    jobs: usize,
    _store: Store,
}

impl Study {
    /// The same for a queue, which has as many runs at work as it can unless `jobs` says otherwise.
    ///
    /// # Errors
    ///
    /// Halving.
    pub(crate) fn all_at_once(mut self) -> Result<Study> {
        if self.halving.is_some() {
            let message = "a rung waits for the figures of the one before it, which a queue does not; expected no halving, or --launcher local";
            return Err(Error::setting("halving", message));
        }
        self.jobs.get_or_insert(usize::MAX);
        Ok(self)
    }

    /// Writes the study and the configurations of its variants; which of its runs nobody has done or is at work on.
    fn left(&self) -> Result<Left> {
        let plan = self.plan()?;
        let folder = std::path::absolute(&self.out).map_err(|error| Error::io(&self.out, error))?;
        let store = Store::open(&folder)?;
        let all = store.write(self, &plan)?;
        for said in store.settle(&plan, &all)? {
            eprintln!("note: {said}");
        }
        let (mut done, mut elsewhere, mut places) = (0, 0, Vec::new());
        for place in all {
            if place.state()?.is_done(place.steps) {
                done += 1;
            } else if place.is_held() {
                elsewhere += 1;
            } else {
                places.push(place);
            }
        }
        let threads = plan.variants.iter().map(|variant| variant.threads).max().unwrap_or(1);
        let jobs = self.jobs.unwrap_or(usize::MAX);
        Ok(Left { folder, runs: plan.runs(), done, elsewhere, places, threads, jobs, _store: store })
    }
}

impl Left {
    /// What came of it, with the script and the job where there are some.
    fn launched(self, file: Option<PathBuf>, job: Option<String>, advice: String) -> Launched {
        let Left { runs, done, elsewhere, places, .. } = self;
        Launched { runs, done, elsewhere, handed: places.len(), file, job, advice }
    }
}

impl Place {
    /// The command that trains it, for a shell: it can be given again and again, and from any folder.
    fn command(&self) -> Result<String> {
        let mut words = vec![word(program()?)?];
        for argument in &arguments(&self.config, &self.seed.to_string(), &self.folder, "")[1..] {
            words.push(word(Path::new(argument))?);
        }
        Ok(words.join(" "))
    }
}

/// A path as a word for a shell.
fn word(path: &Path) -> Result<String> {
    let text = path.to_str().filter(|text| !text.contains(['\n', '\r']));
    text.map(quoted).ok_or_else(|| Error::io(path, "expected a path of Unicode without line breaks, for a script"))
}
