//! The records of a run: files that are only added to, and brought back to where a checkpoint was.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::RunDirectory;
use super::files::{self, append};
use crate::error::{Error, Result};

/// One object per recorded step.
pub(crate) const METRICS: &str = "metrics.jsonl";
/// The same for TensorBoard, with pictures and histograms.
pub(crate) const EVENTS: &str = "events.out.tfevents.asivae";
/// The same as a table, when a run stops.
pub(super) const TABLE: &str = "metrics.parquet";

/// So much of the end of the records has a whole line in it.
const TAIL: u64 = 1 << 16;

/// Files that are only added to.
const APPENDED: [&str; 2] = [METRICS, EVENTS];

impl RunDirectory {
    /// Adds a recorded step.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn log(&self, row: &impl Serialize) -> Result<()> {
        let path = self.place(METRICS);
        let mut line = serde_json::to_string(row).map_err(|e| Error::io(&path, e))?;
        line.push('\n');
        append(&path, line.as_bytes())
    }

    /// Adds events for TensorBoard.
    pub(crate) fn log_events(&self, bytes: &[u8]) -> Result<()> {
        append(&self.place(EVENTS), bytes)
    }

    /// Writes the records as a table.
    pub(crate) fn write_table(&self, bytes: &[u8]) -> Result<()> {
        files::write(&self.place(TABLE), bytes)
    }

    /// Reads the recorded steps. A last line that was cut off in writing is left out.
    ///
    /// # Errors
    /// Where the file cannot be read or says something else.
    pub fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let path = self.place(METRICS);
        let mut bytes = if path.exists() { files::read(&path)? } else { Vec::new() };
        // What is torn may be no text.
        bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
        let text = String::from_utf8(bytes).map_err(|e| Error::io(&path, e))?;
        parse_rows(&text).map_err(|message| Error::io(&path, message))
    }

    /// The last step that stands in the records of a folder; nothing where none can be read. A training may be writing them.
    pub(crate) fn last_recorded(folder: &Path) -> Option<usize> {
        #[derive(serde::Deserialize)]
        struct Step {
            step: usize,
        }
        let tail = files::read_end(&folder.join(METRICS), TAIL).ok()?;
        let mut lines = tail.split(|byte| *byte == b'\n').rev();
        lines.find_map(|line| Some(serde_json::from_slice::<Step>(line).ok()?.step))
    }

    /// How long the records are, once they are safe on the disk.
    pub(crate) fn sync_records(&self) -> Result<BTreeMap<String, u64>> {
        let mut lengths = BTreeMap::new();
        for name in APPENDED {
            let path = self.place(name);
            if path.exists() {
                let file = OpenOptions::new().append(true).open(&path);
                let length = file.and_then(|file| file.sync_all().and_then(|()| Ok(file.metadata()?.len())));
                lengths.insert(name.to_owned(), length.map_err(|e| Error::io(&path, e))?);
            }
        }
        Ok(lengths)
    }

    /// Whether the records are at least as long as they were at a checkpoint.
    ///
    /// # Errors
    /// Records that are shorter, or gone.
    pub(crate) fn check_records(&self, lengths: &BTreeMap<String, u64>) -> Result<()> {
        for (name, length) in lengths.iter().filter(|(_, length)| **length > 0) {
            let path = self.place(name);
            let found = std::fs::metadata(&path).map_or(0, |about| about.len());
            if found < *length {
                let message =
                    format!("it has {found} bytes, and had {length} at the checkpoint: part of the records is gone");
                return Err(Error::io(&path, message));
            }
            if name == METRICS && files::read(&path)?.get(*length as usize - 1) != Some(&b'\n') {
                return Err(Error::io(&path, "it was changed: no line ends where one did at the checkpoint"));
            }
        }
        Ok(())
    }

    /// Takes away what was recorded after a checkpoint: it will be recorded again.
    ///
    /// # Errors
    /// Where a file cannot be cut.
    pub(crate) fn cut_records(&self, lengths: &BTreeMap<String, u64>) -> Result<()> {
        for name in APPENDED {
            let (path, length) = (self.place(name), lengths.get(name).copied().unwrap_or(0));
            if path.exists() {
                let file = OpenOptions::new().write(true).open(&path);
                let cut = file.and_then(|file| file.set_len(length));
                cut.map_err(|e| Error::io(&path, format!("it cannot be cut: {e}")))?;
            }
        }
        Ok(())
    }
}

/// Records out of a text.
pub(super) fn parse_rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
    let row = |(i, line)| serde_json::from_str(line).map_err(|e| format!("line {}: {e}", i + 1));
    whole.lines().enumerate().map(row).collect()
}
