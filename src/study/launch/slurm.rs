//! A job array of Slurm: one task for each run.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::super::store::Place;
use super::{Launched, Left, word};
use crate::run::write_file;
use crate::words::quoted;
use crate::{Error, Result, Study};

const SCRIPT: &str = "slurm.sbatch";
/// What was submitted, an object a line.
const JOBS: &str = "slurm.jobs";
/// What a task does once it knows its command.
const TASK: &str = include_str!("task.sh");
/// So many seconds before its time is over a task is told; Slurm looks once a minute, so that it may be a minute more.
const WARNED: u32 = 60;

/// A job array: task `i` trains `runs[i]`.
#[derive(Serialize, Deserialize)]
struct Job {
    job: String,
    runs: Vec<String>,
}

impl Study {
    /// Submits a job array with a task for each run that is left and in no job already; `options` are those of `sbatch`.
    ///
    /// # Errors
    ///
    /// What is wrong in the plan, halving, a folder that cannot be written, `sbatch` that is not there or refuses the script, which stays.
    pub(crate) fn submit(&self, options: &[String]) -> Result<Launched> {
        let mut left = self.left()?;
        let queued = queued(&left.folder);
        let before = left.places.len();
        let folder = left.folder.clone();
        left.places.retain(|place| !queued.contains(&name(&folder, place)));
        left.elsewhere += before - left.places.len();
        if left.places.is_empty() {
            return Ok(left.launched(None, None, String::new()));
        }
        let path = folder.join(SCRIPT);
        write_file(&path, script(&left, options)?.as_bytes())?;
        let job = sbatch(&path)?;
        let runs = left.places.iter().map(|place| name(&folder, place)).collect();
        record(&folder.join(JOBS), &Job { job: job.clone(), runs })?;
        let advice = format!(
            "squeue --job {job}       how far they are; scancel {job} ends them, saved\nlogs:    {}\n",
            folder.join("logs").join(format!("slurm-{job}_*.log")).display()
        );
        Ok(left.launched(Some(path), Some(job), advice))
    }
}

/// The script of the job array.
fn script(left: &Left, options: &[String]) -> Result<String> {
    let title = left.folder.file_name().map_or_else(|| "study".into(), |name| name.to_string_lossy());
    let title: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    let last = left.places.len() - 1;
    let at_once = if left.jobs <= last { format!("%{}", left.jobs) } else { String::new() };
    let logs = left.folder.join("logs");
    word(&logs)?;
    // `%` begins a pattern there.
    let logs = logs.display().to_string().replace('%', "%%").replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = format!(
        "\
#!/bin/bash
#SBATCH --job-name={title}
#SBATCH --array=0-{last}{at_once}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={}
#SBATCH --requeue
#SBATCH --signal=B:USR1@{WARNED}
#SBATCH --open-mode=append
#SBATCH --output=\"{logs}/slurm-%A_%a.log\"
",
        left.threads
    );
    for option in options {
        if !option.starts_with('-') || option.contains(['\n', '\r']) {
            let message = format!("expected options of sbatch, '--time=2:00:00 --partition=gpu'; found `{option}`");
            return Err(Error::setting("--slurm-options", message));
        }
        let _ = writeln!(text, "#SBATCH {option}");
    }
    text.push_str("\ncase \"$SLURM_ARRAY_TASK_ID\" in\n");
    for (number, place) in left.places.iter().enumerate() {
        let _ = writeln!(text, "    {number}) set -- {} ;;", place.command()?);
    }
    text.push_str("    *) echo \"error: no run has the number '$SLURM_ARRAY_TASK_ID'\" >&2; exit 2 ;;\nesac\n");
    Ok(text + TASK)
}

/// Submits a script; the number of its job.
fn sbatch(script: &Path) -> Result<String> {
    let by_hand = format!("the script stays: sbatch {}", quoted(&script.display().to_string()));
    let failed = |message: String| Err(Error::io("sbatch", format!("{message}; {by_hand}")));
    match Command::new("sbatch").arg("--parsable").arg(script).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            failed("it was not found, as it is where Slurm is installed".to_owned())
        }
        Err(error) => failed(error.to_string()),
        Ok(output) if output.status.success() => {
            // Where there are several clusters theirs stands behind it.
            let said = String::from_utf8_lossy(&output.stdout);
            Ok(said.trim().split(';').next().unwrap_or_default().to_owned())
        }
        Ok(output) => failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// The runs of which a job waits or is at work; none where Slurm does not say.
fn queued(folder: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.join(JOBS)).unwrap_or_default();
    let jobs: Vec<Job> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if jobs.is_empty() {
        return BTreeSet::new();
    }
    let listed = Command::new("squeue").args(["--noheader", "--array", "--me", "--format=%F %K"]).output();
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else {
        eprintln!(
            "note: squeue does not say which runs are in a job already; two tasks of one run do no harm, the second one ends"
        );
        return BTreeSet::new();
    };
    let listed = String::from_utf8_lossy(&listed.stdout);
    let task = |line: &str| {
        let (job, index) = line.trim().split_once(' ')?;
        let job = jobs.iter().rev().find(|own| own.job == job)?;
        job.runs.get(index.trim().parse::<usize>().ok()?).cloned()
    };
    listed.lines().filter_map(task).collect()
}

/// Adds a job to those that were submitted.
fn record(path: &Path, job: &Job) -> Result<()> {
    let line = serde_json::to_string(job).map_err(|error| Error::io(path, error))?;
    let written = OpenOptions::new().create(true).append(true).open(path).and_then(|mut file| writeln!(file, "{line}"));
    written.map_err(|error| Error::io(path, format!("it cannot be written: {error}")))
}

/// A run by its folder in that of the study.
fn name(study: &Path, place: &Place) -> String {
    place.folder.strip_prefix(study).unwrap_or(&place.folder).display().to_string()
}
