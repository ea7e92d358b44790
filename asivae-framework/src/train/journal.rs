//! The records of a training: kept in memory, or written to the folder of the run as they come.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use asivae_grammar::Model;

use super::trained::Row;
use crate::error::Result;
use crate::network::NamedTensor;
use crate::run::{RunDirectory, parquet, tensorboard as events};

/// Begins the names of figures that differ between equal runs.
const WALL: &str = "wall/";

/// Records of a training.
pub(super) struct Journal {
    /// Where there is no folder.
    rows: Vec<Row>,
    /// When the last one was made, and the step after it.
    last: (Instant, usize),
}

/// What is recorded of a step beside its named values, where figures are due.
#[derive(Default)]
pub(super) struct Portrait {
    /// Samples, as a PNG.
    pub(super) picture: Option<Vec<u8>>,
    /// Weights of each network.
    pub(super) weights: Vec<(String, Vec<NamedTensor>)>,
}

impl Journal {
    /// The next record is of this step.
    pub(super) fn new(step: usize) -> Journal {
        Journal { rows: Vec::new(), last: (Instant::now(), step) }
    }

    /// Begins the records of a folder: the model as TensorBoard shows it.
    pub(super) fn open(directory: &RunDirectory, model: &Model, config: &str) -> Result<()> {
        let now = seconds_since_1970();
        let latex = asivae_grammar::latex(model);
        let mut bytes = events::file_version(now);
        let equation = format!("$$\n{latex}\n$$\n\n```\n{model}\n```\n");
        bytes.extend(events::text(now, 0, "equation", &equation));
        bytes.extend(events::text(now, 0, "configuration", &format!("```toml\n{config}\n```\n")));
        directory.log_events(&bytes)
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

    /// Adds a record.
    pub(super) fn add(&mut self, directory: Option<&RunDirectory>, row: Row, portrait: &Portrait) -> Result<()> {
        let Some(directory) = directory else {
            self.rows.push(row);
            return Ok(());
        };
        directory.log(&row)?;
        let (now, step) = (seconds_since_1970(), row.step);
        let mut bytes = events::scalars(now, step, row.values.iter().map(|(name, value)| (name.as_str(), *value)));
        if let Some(png) = &portrait.picture {
            directory.write_samples(step + 1, png)?;
            if let Some((width, height)) = size_of(png) {
                bytes.extend(events::image(now, step, "samples", png, width, height));
            }
        }
        for (network, weights) in &portrait.weights {
            for (name, data) in weights {
                let values: Vec<f32> = data.iter::<f32>().collect();
                bytes.extend(events::histogram(now, step, &format!("{network}/{name}"), &values));
            }
        }
        directory.log_events(&bytes)
    }

    /// Writes the records of a folder as a table.
    pub(super) fn conclude(directory: &RunDirectory) -> Result<()> {
        directory.write_table(&parquet(&directory.rows()?)?)
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

/// By the system's clock, which may jump: TensorBoard orders by step.
fn seconds_since_1970() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// Width and height of a PNG, as its first chunk has them.
fn size_of(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}
