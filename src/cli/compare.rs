//! `asivae compare`

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use crate::Error;
use crate::study::{Options, Results, Written, compare_runs};

/// Holds runs against each other: figures over seeds, what differs in settings and equations, and what can be said of it.
///
/// Runs that differ in nothing but their seeds are one variant, which is called by the settings that differ. A folder with runs/ in it, such as that of a
/// study, stands for all runs below that. Runs that failed or are still at work are counted, and said to be.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae compare runs/vae-8-gaussians-*                          the seeds of one model: mean, spread, median
  asivae compare runs/vae-8-gaussians-* runs/as-introvae-8-gaussians-*
  asivae compare runs/* --out comparison                         tables and a page too: comparison/report.html
  asivae compare runs/* --baseline vae --metric kl_nats          by another figure, against the variant called `vae`
  asivae compare runs/* --threshold compat_kl=50                 how many got there, in how many steps and seconds
  asivae compare runs/* --curve 'encoder/kl(x)' --out comparison a column of the records, over the steps
  asivae compare my-study                                        all runs of a study

A difference from the baseline counts as shown where the bootstrap interval of the mean difference on equal seeds excludes zero and the sign-flip
p-value, corrected for all variants, is 0.05 or less: that takes six pairs of seeds or more. docs/studies.md says more.
Exit status 0 whatever the runs came to, 2 where one cannot be read.")]
pub(super) struct Compare {
    /// Folders of runs, or of studies.
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Folder for tables and a page: table.md, .tex, .csv, .parquet, summary.csv, results.json, report.html.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The figure by which variants are ranked; compat_kl, or the first that was measured, unless given.
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// The variant that the others are held against; the first unless given.
    #[arg(long, value_name = "VARIANT")]
    baseline: Option<String>,
    /// A figure that a run has to pass on its way: compat_kl=50. The worst of the variants' medians of what was measured last unless given.
    #[arg(long, value_name = "METRIC=VALUE", value_parser = threshold)]
    threshold: Option<(String, f64)>,
    /// A column of the records whose course the page shows too, beside figures and objectives; may be given several times.
    #[arg(long = "curve", value_name = "COLUMN")]
    curves: Vec<String>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn threshold(text: &str) -> Result<(String, f64), String> {
    let expected = || format!("expected METRIC=VALUE, compat_kl=50; found `{text}`");
    let (metric, value) = text.split_once('=').ok_or_else(expected)?;
    let value = value.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(expected)?;
    Ok((metric.trim().to_owned(), value))
}

impl Compare {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let Compare { runs, out, metric, baseline, threshold, curves, json } = self;
        let results = compare_runs(&runs, &Options { metric, baseline, threshold, curves })?;
        let written = out.map(|out| results.write(out)).transpose().map_err(|error: Error| Failure::running(error))?;
        Ok(shown(&results, written.as_ref(), json))
    }
}

/// Results as a command prints them, with where they are written.
pub(super) fn shown(results: &Results, written: Option<&Written>, json: bool) -> Output {
    let about = || {
        let mut value = results.json();
        if let Some(written) = written {
            value["out"] = json!(written.folder.display().to_string());
            value["report"] = json!(written.report.display().to_string());
        }
        value
    };
    let text = || {
        let bold = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let mut text = results.text(bold);
        if let Some(written) = written {
            text.push_str(&format!("\ntables: {}\nreport: {}\n", written.folder.display(), written.report.display()));
        }
        text
    };
    Output::either(json, about, text)
}
