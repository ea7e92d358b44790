//! The records of a training: kept in memory, or written to the folder of the run as they come.

use std::time::{Instant, SystemTime};

use super::trained::Row;
use crate::error::Result;
use crate::network::NamedTensor;
use crate::run::RunDirectory;

/// Weights of each network.
type Weights<'a> = Vec<(&'a str, Vec<NamedTensor>)>;

/// Begins the names of figures that differ between equal runs.
const WALL: &str = "wall/";

/// Records of a training.
pub(super) struct Journal {
    /// Where there is no folder.
    rows: Vec<Row>,
    /// When the last one was made, and its step.
    last: (Instant, usize),
}

impl Journal {
    /// The next record is of this step.
    pub(super) fn new(step: usize) -> Journal {
        Journal { rows: Vec::new(), last: (Instant::now(), step) }
    }

    /// Adds time, speed and memory to a record; `seconds` is the time of the whole run so far.
    pub(super) fn clock(&mut self, row: &mut Row, seconds: f64) {
        let now = Instant::now();
        let spent = now.duration_since(self.last.0).as_secs_f64();
        let steps = (row.step + 1).saturating_sub(self.last.1);
        self.last = (now, row.step + 1);
        let mut note = |name: &str, value: f64| row.values.insert(format!("{WALL}{name}"), value);
        note("seconds", seconds);
        if spent > 0.0 {
            note("steps_per_second", steps as f64 / spent);
        }
        if let Some(memory) = memory_stats::memory_stats() {
            note("memory_mib", memory.physical_mem as f64 / f64::from(1 << 20));
        }
    }

    /// Adds a record, with a picture of samples and the weights where there are some.
    pub(super) fn add(
        &mut self,
        directory: Option<&RunDirectory>,
        row: Row,
        picture: Option<Vec<u8>>,
        weights: Option<Weights<'_>>,
    ) -> Result<()> {
        let Some(directory) = directory else {
            self.rows.push(row);
            return Ok(());
        };
        let _ = (SystemTime::now(), weights);
        directory.log(&row)?;
        if let Some(png) = &picture {
            directory.write_samples(row.step + 1, png)?;
        }
        Ok(())
    }

    /// Writes the records of a folder as a table.
    pub(super) fn conclude(directory: &RunDirectory) -> Result<()> {
        let rows: Vec<Row> = directory.rows()?;
        let _ = rows;
        Ok(())
    }

    /// The records that are in no folder.
    pub(super) fn into_rows(self) -> Vec<Row> {
        self.rows
    }
}

impl Row {
    /// Without time, speed and memory: what equal runs have in common.
    pub fn without_clock(mut self) -> Row {
        self.values.retain(|name, _| !name.starts_with(WALL));
        self
    }
}
