//! A file of commands, one a line, for any queue.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Launched, word};
use crate::run::{free_path, write_file};
use crate::{Result, Study};

const COMMANDS: &str = "commands";

impl Study {
    /// Writes a command for each run that is left.
    ///
    /// # Errors
    ///
    /// What is wrong in the plan, halving, a folder that cannot be written or a script cannot name.
    pub(crate) fn write_commands(&self) -> Result<Launched> {
        let left = self.left()?;
        if left.places.is_empty() {
            return Ok(left.launched(None, None, String::new()));
        }
        let mut text = String::new();
        for place in &left.places {
            let _ = writeln!(text, "{}", place.command()?);
        }
        let file = place_for(&left.folder.join(COMMANDS), &text);
        write_file(&file, text.as_bytes())?;
        let (name, count) = (word(&file)?, left.places.len());
        let at_once = left.jobs.min(count);
        let advice = format!(
            "\
at once here:    xargs -d '\\n' -P {at_once} -I {{}} sh -c {{}} < {name}
GNU parallel:    parallel -j {at_once} < {name}
task N of a job array, 1 to {count}:
                 sh -c \"$(sed -n \"${{N}}p\" {name})\"
A command can be given again: it goes on where its run was, and does nothing once that is done.
"
        );
        Ok(left.launched(Some(file), None, advice))
    }
}

/// Where a list of commands is to stand: a queue may read the lines of an earlier one by their numbers, which stay as they are.
fn place_for(path: &Path, text: &str) -> PathBuf {
    let same = std::fs::read(path).is_ok_and(|there| there == text.as_bytes());
    if same { path.to_path_buf() } else { free_path(path) }
}
