//! Results as files.

use std::path::{Path, PathBuf};

use super::Results;
use super::cells::Cells;
use super::frame::Frame;
use super::text::METHOD;
use crate::picture::write_beside;
use crate::run::holds_run;
use crate::{Error, Result};

/// Where results stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Folder of all of them.
    pub folder: PathBuf,
    /// The page.
    pub report: PathBuf,
    /// All files, the page among them.
    pub files: Vec<PathBuf>,
}

impl Results {
    /// Writes tables and the page to a folder, in the place of older ones: `table.md`, `table.tex`, `table.csv` and `table.parquet` (a row for each
    /// run), `summary.csv` (a row for each variant and figure), `results.json`, `report.html`.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written to.
    pub fn write(&self, out: impl AsRef<Path>) -> Result<Written> {
        let folder = out.as_ref();
        if holds_run(folder) {
            return Err(Error::io(
                folder,
                "it is the folder of a run, whose page would be replaced; expected another one",
            ));
        }
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, format!("the folder cannot be made: {e}")))?;
        let runs = Frame::of_runs(self);
        let table = runs.parquet().map_err(|e| Error::io(folder.join("table.parquet"), e))?;
        let files: [(&str, Vec<u8>); 7] = [
            ("table.md", self.markdown().into_bytes()),
            ("table.tex", Cells::of(self).latex().into_bytes()),
            ("table.csv", runs.csv().into_bytes()),
            ("table.parquet", table),
            ("summary.csv", Frame::of_variants(self).csv().into_bytes()),
            ("results.json", format!("{:#}\n", self.json()).into_bytes()),
            ("report.html", self.page().into_bytes()),
        ];
        let mut written = Vec::new();
        for (name, bytes) in files {
            let path = folder.join(name);
            let failed = |error| Error::io(&path, format!("it cannot be written: {error}"));
            write_beside(&path, &bytes).map_err(failed)?;
            written.push(path);
        }
        let report = folder.join("report.html");
        Ok(Written { folder: folder.to_owned(), report, files: written })
    }

    fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n{}\n", self.title, Cells::of(self).markdown(), Cells::legend(self));
        let mut list = |title: &str, lines: &[String]| {
            if !lines.is_empty() {
                let lines: String = lines.iter().map(|line| format!("- {line}\n")).collect();
                text.push_str(&format!("\n## {title}\n\n{lines}"));
            }
        };
        list("To be known", &self.notes);
        list("Runs that are not in the figures", &self.missing());
        let sentences: Vec<String> = self.verdicts().into_iter().map(|verdict| verdict.sentence).collect();
        list("Against the baseline", &sentences);
        if !sentences.is_empty() {
            text.push_str(&format!("\nHow: {METHOD}.\n"));
        }
        text
    }
}
