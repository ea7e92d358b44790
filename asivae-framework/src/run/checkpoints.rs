//! States of a run, each one file: safetensors with a checksum over all that it holds.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use burn::tensor::TensorData;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

use super::{RunDirectory, files, weights};
use crate::error::{Error, Result};
use crate::network::NamedTensor;

pub(super) const FOLDER: &str = "checkpoints";
const ENDING: &str = "safetensors";
/// The entry of the header that is ours.
const ABOUT: &str = "asivae";
/// What is not a tensor, as bytes.
const STATE: &str = "state";
/// Version of what a checkpoint holds.
const VERSION: u32 = 1;

/// What a checkpoint holds: tensors by name, and the rest as bytes.
pub(crate) struct Snapshot {
    pub(crate) tensors: Vec<NamedTensor>,
    pub(crate) state: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct About {
    version: u32,
    steps: usize,
    blake3: String,
}

impl RunDirectory {
    /// Saves a state after so many steps.
    pub(crate) fn write_checkpoint(&self, steps: usize, snapshot: &Snapshot) -> Result<()> {
        let path = self.checkpoint_file(steps);
        let bytes = checkpoint(steps, snapshot, &path)?;
        files::make_folder_in(&self.place(FOLDER))?;
        files::write(&path, &bytes)
    }

    /// The states that are there, in order: steps done and file.
    pub(crate) fn checkpoints(&self) -> Vec<(usize, PathBuf)> {
        files::numbered(&self.place(FOLDER), ENDING)
    }

    /// Puts states after more steps than these out of the way: they were passed over, and are no part of what follows.
    pub(crate) fn set_aside(&self, steps: usize) -> Result<()> {
        let later = self.checkpoints().into_iter().filter(|(other, _)| *other > steps);
        later.map(|(_, path)| path).try_for_each(|path| files::rename(&path, &path.with_extension("skipped")))
    }

    /// Removes the states that need not be kept.
    pub(crate) fn prune_checkpoints(&self, keep: impl Fn(usize) -> bool) -> Result<()> {
        self.checkpoints().iter().filter(|(steps, _)| !keep(*steps)).try_for_each(|(_, path)| files::remove(path))
    }

    fn checkpoint_file(&self, steps: usize) -> PathBuf {
        self.place(FOLDER).join(format!("{steps:09}.{ENDING}"))
    }
}

/// A state as the bytes of a file.
pub(super) fn checkpoint(steps: usize, snapshot: &Snapshot, path: &Path) -> Result<Vec<u8>> {
    let stored: Vec<_> = snapshot.tensors.iter().map(|(name, data)| (name.as_str(), weights::stored(data))).collect();
    let mut views: Vec<(&str, TensorView<'_>)> = stored
        .iter()
        .map(|(name, (dtype, data))| Ok((*name, TensorView::new(*dtype, data.shape().to_vec(), data.as_bytes())?)))
        .collect::<Result<_, safetensors::SafeTensorError>>()
        .map_err(|e| Error::io(path, e))?;
    let state = TensorView::new(Dtype::U8, vec![snapshot.state.len()], &snapshot.state);
    views.push((STATE, state.map_err(|e| Error::io(path, e))?));
    let blake3 = checksum(views.iter().map(|(name, view)| (*name, view)));
    let about = About { version: VERSION, steps, blake3 };
    // One entry only: several would be written in another order each time, and equal states would give unequal files.
    let about = serde_json::to_string(&about).map_err(|e| Error::io(path, e))?;
    serialize(views, Some(HashMap::from([(ABOUT.to_owned(), about)]))).map_err(|e| Error::io(path, e))
}

/// Reads a state.
///
/// # Errors
///
/// A file that is torn, that is no checkpoint of ours, or whose checksum is another one.
pub(crate) fn read_checkpoint(steps: usize, path: &Path) -> Result<Snapshot> {
    parse_checkpoint(&files::read(path)?, steps, path)
}

/// Reads a state out of the bytes of a file.
pub(super) fn parse_checkpoint(bytes: &[u8], steps: usize, path: &Path) -> Result<Snapshot> {
    let torn = |e: &dyn std::fmt::Display| Error::io(path, format!("it is torn, or no checkpoint: {e}"));
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| torn(&e))?;
    let about = header.metadata().as_ref().and_then(|entries| entries.get(ABOUT));
    let about = about.ok_or_else(|| Error::io(path, "it is no checkpoint: its header does not say `asivae`"))?;
    let about: About = serde_json::from_str(about).map_err(|e| torn(&e))?;
    if about.version != VERSION {
        let message = format!("expected version {VERSION} of what a checkpoint holds; found {}", about.version);
        return Err(Error::io(path, message));
    }
    let tensors = SafeTensors::deserialize(bytes).map_err(|e| torn(&e))?;
    let views: Vec<_> = tensors.iter().collect();
    if checksum(views.iter().map(|(name, view)| (*name, view))) != about.blake3 {
        return Err(Error::io(path, "it is torn: its checksum is not the one of what it holds"));
    }
    if about.steps != steps {
        return Err(Error::io(path, format!("it holds the state after {} steps", about.steps)));
    }
    let mut snapshot = Snapshot { tensors: Vec::new(), state: Vec::new() };
    for (name, view) in views {
        match name {
            STATE => snapshot.state = view.data().to_vec(),
            _ => snapshot.tensors.push((name.to_owned(), data(path, name, &view)?)),
        }
    }
    Ok(snapshot)
}

fn data(path: &Path, name: &str, view: &TensorView<'_>) -> Result<TensorData> {
    weights::data(name, view).map_err(|message| Error::io(path, message))
}

/// Over names, types, shapes and bytes, in the order of names.
fn checksum<'a, 'd: 'a>(views: impl Iterator<Item = (&'a str, &'a TensorView<'d>)>) -> String {
    let mut views: Vec<_> = views.collect();
    views.sort_by_key(|(name, _)| *name);
    let mut hasher = blake3::Hasher::new();
    for (name, view) in views {
        hasher.update(format!("{name}\n{:?} {:?}\n", view.dtype(), view.shape()).as_bytes());
        hasher.update(view.data());
    }
    hasher.finalize().to_hex().to_string()
}
