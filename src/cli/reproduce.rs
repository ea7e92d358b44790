//! `asivae reproduce`

use std::path::{Path, PathBuf};

use asivae_grammar::nearest;
use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use super::settings::{at_least, setting};
use super::studied::{How, announced};
use crate::study::{STUDIES, State, Worker, seeds};
use crate::{Error, Study};

/// Repeats a table, a figure or an ablation of the papers, and sets what came out beside what was published.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae reproduce                                lists what can be repeated
  asivae reproduce table1 --quick                 short runs with small networks: whether all parts work
  asivae reproduce table1 --dry-run               which runs, and how long
  asivae reproduce table1 --seeds 0..5 --out runs/table1
  asivae reproduce table1 --set train.steps=3000  another setting in all runs
  asivae reproduce my-table.toml                  a study of one's own, with figures in [study.published]

The same command goes on where it was. The comparison is written to comparison.md and comparison.json in the folder of the study.")]
pub(super) struct Reproduce {
    /// Name of a study, or a file; the list of studies unless given.
    study: Option<PathBuf>,
    /// Takes the short form.
    #[arg(long)]
    quick: bool,
    /// Lists the studies.
    #[arg(long)]
    list: bool,
    /// Seeds of each row: 0..5 are five, the end left out; those of the study unless given.
    #[arg(long)]
    seeds: Option<String>,
    /// A setting of all runs, whatever the rows have. Can be given more than once.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Folder of the study.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// So many runs at once; as many as there are cores for their threads unless given.
    #[arg(long, value_name = "N", value_parser = at_least::<1>, allow_negative_numbers = true)]
    jobs: Option<usize>,
    #[command(flatten)]
    how: How,
}

impl Reproduce {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let Some(named) = self.study.as_deref().filter(|_| !self.list) else { return listed(self.how.json) };
        let (name, study) = read(named, self.quick)?;
        let missing = study.missing();
        if !missing.is_empty() {
            let short = match read(named, true)?.1.missing().is_empty() && !self.quick {
                true => format!("; the short form can be run: asivae reproduce {} --quick", named.display()),
                false => String::new(),
            };
            return Err(Error::Unknown(format!(
                "{name} needs {}, none of which this program has{short}",
                missing.join("; ")
            ))
            .into());
        }
        let folder = if self.quick { format!("{name}-quick") } else { name };
        let mut study = study.quiet(self.how.quiet).out(self.out.unwrap_or_else(|| Path::new("runs").join(folder)));
        for (key, value) in &self.set {
            study = study.set_last(key, value);
        }
        if let Some(text) = &self.seeds {
            study = study.seeds(seeds(text)?);
        }
        if let Some(jobs) = self.jobs {
            study = study.jobs(jobs);
        }
        if let Some(plan) = announced(&study, self.how)? {
            return Ok(plan);
        }
        let came = study.train(&Worker::CommandLine).map_err(Failure::running)?;
        let comparison = study.compare(&came.results, self.quick).map_err(Failure::running)?;
        comparison.write(study.folder()).map_err(Failure::running)?;
        let failed = came.results.runs().filter(|run| matches!(run.state, State::Failed { .. })).count();
        let folder = study.folder().display().to_string();
        let value = || {
            let mut value = comparison.value();
            value["folder"] = json!(folder);
            value["failed"] = json!(failed);
            value
        };
        let text =
            || format!("{}\n{} runs, {failed} failed, in {folder}", comparison.text(), came.results.runs().count());
        Ok(Output::either(self.how.json, value, text).incomplete(came.lost()).interrupted(came.interrupted))
    }
}

/// A study by its name, or out of a file; with its name.
fn read(named: &Path, quick: bool) -> Result<(String, Study), Error> {
    let text = named.display().to_string();
    if let Some((name, text)) = STUDIES.iter().find(|(name, _)| *name == text) {
        return Ok(((*name).to_owned(), Study::parse(format!("{name}.toml"), text, quick)?));
    }
    if named.extension().is_none_or(|ending| ending != "toml") {
        let names: Vec<&str> = STUDIES.iter().map(|(name, _)| *name).collect();
        let meant = match nearest(&text, &names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}, or a file, study.toml", names.join(", ")),
        };
        return Err(Error::Unknown(format!("unknown study `{text}`; {meant}")));
    }
    let read = std::fs::read_to_string(named).map_err(|e| Error::io(named, format!("it cannot be read: {e}")))?;
    let stem = named.file_stem().map_or_else(|| "study".to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok((stem, Study::parse(named, &read, quick)?))
}

/// A line for each study, with its short form below.
fn listed(as_json: bool) -> Result<Output, Failure> {
    let width = STUDIES.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let (mut text, mut values) = (String::new(), Vec::new());
    for (name, source) in STUDIES {
        let (full, short) = (Study::parse(name, source, false)?, Study::parse(name, source, true)?);
        let ([title, time, about], [_, short_time, _]) = (full.words(), short.words());
        let missing = full.missing();
        let lacks = if missing.is_empty() { String::new() } else { format!("; not here: {}", missing.join("; ")) };
        text += &format!(
            "{name:width$}  {title}\n{:width$}    {time}{lacks}\n{:width$}    --quick: {short_time}\n",
            "", ""
        );
        values.push(json!({
            "name": name, "title": title, "about": about, "time": time, "quick_time": short_time, "missing": missing,
        }));
    }
    Ok(Output::either(as_json, || values.into(), || text))
}
