//! Files, with errors that name the path. Each is written beside its place and renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Makes a folder and those above it.
pub(super) fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|e| Error::io(path, format!("the folder cannot be made: {e}")))
}

/// Makes a folder in one that is there: the folder of a run that is gone does not come back without its files.
pub(super) fn make_folder_in(path: &Path) -> Result<()> {
    match fs::create_dir(path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(unwritten(path, &e)),
        _ => Ok(()),
    }
}

/// Writes a file: whoever reads it finds the old one or the new one, never half of it.
///
/// # Errors
///
/// A file that cannot be written; what was there is there still.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).map_err(|e| {
        // On a full disk half a file would take the room of a whole one.
        let _ = fs::remove_file(&beside);
        unwritten(path, &e)
    })?;
    // Without this a power cut may undo the renaming. Where a folder cannot be opened as a file there is nothing to sync.
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// The end of a file, so many bytes at most. It may be written meanwhile.
///
/// # Errors
///
/// A file that cannot be read.
pub fn read_end(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Adds to a file.
pub(super) fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|e| unwritten(path, &e))
}

/// A file that cannot be written: often it is the folder that is gone.
fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    let folder = path.parent().filter(|folder| error.kind() == ErrorKind::NotFound && !folder.exists());
    match folder {
        Some(folder) => Error::io(path, format!("it cannot be written: the folder {} is gone", folder.display())),
        None => Error::io(path, format!("it cannot be written: {error}")),
    }
}

/// Reads a text.
pub(super) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| Error::io(path, format!("it cannot be read: {e}")))
}

/// Reads bytes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|e| Error::io(path, format!("it cannot be read: {e}")))
}

/// Removes a file or a folder, where it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io(path, format!("it cannot be removed: {e}"))),
        _ => Ok(()),
    }
}

/// Renames a file or a folder, where it is there.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io(from, format!("it cannot be moved: {e}"))),
        _ => Ok(()),
    }
}

/// Files of a folder that are named by a number, `000003000.png`, in its order.
pub(super) fn numbered(folder: &Path, ending: &str) -> Vec<(usize, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let number = |path: &Path| path.file_stem()?.to_str()?.parse().ok();
    let files = entries.flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|own| own == ending));
    let mut found: Vec<(usize, PathBuf)> = files.filter_map(|path| Some((number(&path)?, path))).collect();
    found.sort();
    found
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}
