//! Weights on their way to a folder, also of a run that failed.

use super::journal::Journal;
use super::session::Session;
use crate::error::{Error, Result};
use crate::run::RunDirectory;

/// Saves the weights of the last good step and what went wrong, and says where. Where the run was to replace another and made no step, the other one stays.
pub(super) fn rescue(error: Error, directory: Option<RunDirectory>, session: &Session, step: usize) -> Error {
    let mut saved = None;
    if let Some(mut directory) = directory {
        // What cannot be written here is no news beside the error itself.
        let _ = Journal::conclude(&directory);
        if let Error::NotFinite(trouble) = &error {
            let _ = directory.write_failure(trouble);
        }
        if step > 0
            && session.is_finite()
            && save(&mut directory, session, session.averages()).is_ok()
            && directory.settle().is_ok()
        {
            saved = Some(directory.path().display().to_string());
        }
    }
    match (error, saved) {
        (Error::NotFinite(mut trouble), saved) => {
            trouble.saved = saved;
            Error::NotFinite(trouble)
        }
        (Error::Setting { key, message }, Some(path)) => {
            Error::setting(key, format!("{message}; the last good weights are in {path}"))
        }
        (other, _) => other,
    }
}

/// Writes the weights of all networks, and their averages where there are some.
pub(super) fn save(directory: &mut RunDirectory, session: &Session, average: bool) -> Result<()> {
    for (name, player) in session.networks() {
        directory.write_weights(name, false, &player.weights())?;
        if average {
            directory.write_weights(name, true, &player.snapshot(true).weights())?;
        }
    }
    Ok(())
}
