//! One process trains in a folder at a time. The lock is the system's: it is gone with the process that held it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::RunDirectory;
use crate::error::{Error, Result};

const LOCK: &str = ".lock";
/// What is said of a folder that is not free.
pub const TAKEN: &str = "another process is training in this folder; wait for it, or choose another one";
/// Whoever only looks whether a folder is free holds its lock for that moment.
const LOOKS: usize = 20;
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl RunDirectory {
    /// Takes the folder for this process, until the value is dropped.
    ///
    /// # Errors
    ///
    /// A folder in which another process trains.
    pub(crate) fn lock(&mut self) -> Result<()> {
        let path = self.path.join(LOCK);
        let file = open(&path).map_err(|e| Error::io(&path, format!("it cannot be written: {e}")))?;
        let free = (0..LOOKS).any(|look| {
            if look > 0 {
                std::thread::sleep(LOOK_AGAIN);
            }
            // Some network file systems have no locks.
            !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
        });
        if !free {
            return Err(Error::io(&self.path, TAKEN));
        }
        self.lock = Some(file);
        Ok(())
    }
}

impl RunDirectory {
    /// The folder of a run, taken for this process until the value is dropped: who makes the results of a run has to have it as who trains it does.
    ///
    /// # Errors
    ///
    /// Where the folder holds no run, or another process has it.
    pub fn hold(path: &Path) -> Result<Self> {
        let mut run = RunDirectory::open(path)?;
        run.lock()?;
        Ok(run)
    }

    /// Whether a process trains in the folder.
    pub fn is_held(&self) -> bool {
        is_held(&self.path)
    }
}

/// Whether a process trains in a folder.
pub(super) fn is_held(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Whether a training has begun in a folder at some time.
pub(super) fn was_held(folder: &Path) -> bool {
    folder.join(LOCK).is_file()
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}
