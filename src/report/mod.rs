//! The report of a run: one page with everything in it, which needs no network and no other file.

pub(crate) mod chart;
mod configuration;
mod curves;
mod diagnostics;
mod equation;
mod head;
pub(crate) mod html;
mod images;
mod pictures;
pub(crate) mod shell;
mod verdict;

use std::path::{Path, PathBuf};

use asivae_grammar::parse_model;
use serde_json::{Value, json};

use crate::run::{Recorded, RunDirectory};
use crate::{Error, Finding, Result, Run, explain};
use chart::Charts;
use shell::{contents, shell};

/// A page about the run that a folder holds: verdict, figures, equation, samples, reconstructions, curves, diagnostics, configuration.
///
/// It is one HTML file that loads nothing. A run that is at work, or that failed, has one too: what is not there yet is said.
///
/// # Errors
///
/// A folder that holds no run, or records that cannot be read.
pub fn report(folder: impl AsRef<Path>) -> Result<String> {
    page_of(&RunDirectory::open(folder.as_ref())?)
}

fn page_of(directory: &RunDirectory) -> Result<String> {
    let folder = directory.path();
    let recorded = Recorded::read(folder)?;
    let run = Run::open(folder).map_err(|error| reason(&error));
    let findings: Vec<Finding> =
        explain(&recorded).into_iter().map(|finding| finding.repeating(&recorded, directory)).collect();
    let path = directory.config_file();
    let config = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
    let material = Material {
        directory,
        recorded: &recorded,
        run: run.as_ref().map_err(String::as_str),
        findings: &findings,
        config: &config,
    };
    Ok(page(&material))
}

/// Writes the [`report`] of a run to a file, or into its folder, in the place of an older one; where, and how many bytes.
///
/// # Errors
///
/// As [`report`]; a folder that cannot be written to.
pub(crate) fn write(folder: &Path, file: Option<&Path>) -> Result<(PathBuf, usize)> {
    let directory = RunDirectory::open(folder)?;
    let file = file.map_or_else(|| directory.report_file(), Path::to_owned);
    let page = page_of(&directory)?;
    crate::picture::write_beside(&file, page.as_bytes())
        .map_err(|error| Error::io(&file, format!("it cannot be written: {error}")))?;
    Ok((file, page.len()))
}

/// What a page is made of.
struct Material<'a> {
    directory: &'a RunDirectory,
    recorded: &'a Recorded,
    /// The networks, or why there are none.
    run: Result<&'a Run, &'a str>,
    findings: &'a [Finding],
    /// The text of `config.toml`.
    config: &'a str,
}

/// Why networks cannot be had, as the end of a sentence.
fn reason(error: &Error) -> String {
    match error {
        Error::Io { message, .. } => message.clone(),
        other => other.to_string(),
    }
}

fn page(material: &Material<'_>) -> String {
    let Material { directory, recorded, run, findings, config } = *material;
    let model = parse_model(&recorded.model).ok();
    let mut charts = Charts::default();
    let body = [
        head::head(recorded),
        verdict::verdict(findings, recorded),
        head::figures(recorded),
        contents(&PARTS),
        equation::equation(model.as_ref(), &recorded.model, &directory.model_file()),
        pictures::pictures(directory, run),
        curves::curves(&recorded.rows, model.as_ref(), &mut charts),
        diagnostics::diagnostics(run, &recorded.rows, &mut charts),
        configuration::configuration(config),
    ]
    .concat();
    let title = format!("{} on {}, seed {}", recorded.config.model, recorded.config.data, recorded.config.seed);
    let records = charts.records(recorded.config.train.steps, warmup(recorded), failed_at(recorded));
    shell(&title, "", &body, &records)
}

/// Sections of the page.
const PARTS: [(&str, &str); 6] = [
    ("equation", "Equation"),
    ("samples", "Samples"),
    ("reconstructions", "Reconstructions"),
    ("curves", "Curves"),
    ("diagnostics", "Collapse diagnostics"),
    ("configuration", "Configuration"),
];

fn warmup(recorded: &Recorded) -> Value {
    let warmup = recorded.config.warmup.as_ref().filter(|warmup| warmup.steps > 0);
    warmup.map_or(
        Value::Null,
        |warmup| json!({ "until": warmup.steps.min(recorded.config.train.steps), "model": warmup.model }),
    )
}

fn failed_at(recorded: &Recorded) -> Option<usize> {
    recorded.failure.as_ref().map(|failure| failure.step)
}
