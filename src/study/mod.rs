//! Studies: many runs that differ in what is to be compared, and their seeds.

mod axis;
mod base;
mod file;
mod go;
mod halving;
mod launch;
mod needs;
mod papers;
mod plan;
mod process;
mod published;
pub(crate) mod results;
mod rungs;
mod shown;
mod store;
mod vary;
mod watched;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use halving::Halving;
pub use plan::{Plan, Planned};
pub(crate) use results::compare_runs;
pub use results::{
    Changed, Course, Difference, Edit, Equation, Member, Options, Outcome, Reached, Record, Results, State, Summary,
    Threshold, Variant, Verdict, Written,
};

pub(crate) use axis::{seeds, split};
pub(crate) use base::Base;
pub(crate) use launch::Launched;
pub(crate) use papers::STUDIES;
pub(crate) use process::Worker;

use crate::plugin::{self, MetricPlugin};
use crate::{Error, Result};
use axis::Axis;

/// A study: a model on data, what is varied of it, and seeds. Each combination of values is a variant, each variant is trained with every seed, and each run
/// is a process of its own.
///
/// ```no_run
/// # fn main() -> asivae::Result<()> {
/// let results = asivae::Study::new("as-introvae", "8-gaussians")
///     .vary("c", ["linear_ramp", "tanh_ramp", "cosine"])?
///     .seeds(0..5)
///     .out("study")
///     .run()?;
/// println!("{}", results.text(false));
/// # Ok(())
/// # }
/// ```
///
/// The processes are this program, called again: what stands before [`run`](Study::run) in it is done again in each. What is done already is not done again:
/// a study that was ended goes on where it was, and one that was changed trains what is new.
#[derive(Clone)]
pub struct Study {
    title: Option<String>,
    base: Base,
    settings: Vec<(String, String)>,
    axes: Vec<Axis>,
    seeds: Vec<u64>,
    out: PathBuf,
    jobs: Option<usize>,
    random: Option<(usize, u64)>,
    /// Combinations that are left out: axes and values that come together in them.
    excluded: Vec<Exclusion>,
    halving: Option<Halving>,
    metric: Option<String>,
    baseline: Option<String>,
    threshold: Option<(String, f64)>,
    quiet: bool,
    /// How long it takes, in words.
    time: Option<String>,
    /// What the study is to show.
    about: Option<String>,
    /// Settings that win over those of axes and variants, as a short run has them.
    last: Vec<(String, String)>,
    /// Figures of a paper, by variant and metric.
    published: BTreeMap<String, BTreeMap<String, f64>>,
}

/// Axes, and the values of each: a combination that has one of them on every one of these axes is left out.
pub(crate) type Exclusion = BTreeMap<String, Vec<String>>;

/// Seeds where none are given.
const SEEDS: u64 = 3;

impl Study {
    /// A study of a registered model on data, with seeds 0 to 2, in the folder `study`.
    pub fn new(model: &str, data: &str) -> Study {
        Study::of(Base::Named { model: model.to_owned(), data: data.to_owned(), like: None })
    }

    pub(crate) fn of(base: Base) -> Study {
        Study {
            title: None,
            base,
            settings: Vec::new(),
            axes: Vec::new(),
            seeds: (0..SEEDS).collect(),
            out: PathBuf::from("study"),
            jobs: None,
            random: None,
            excluded: Vec::new(),
            halving: None,
            metric: None,
            baseline: None,
            threshold: None,
            quiet: false,
            time: None,
            about: None,
            last: Vec::new(),
            published: BTreeMap::new(),
        }
    }

    /// A study as a file describes it: a configuration, as `asivae train` takes it, with a table `[study]`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and what is wrong in its table.
    pub fn read(path: impl AsRef<Path>) -> Result<Study> {
        file::read(path.as_ref())
    }

    /// The same out of a text that stands in a file of that name; `quick` takes what its table `[study.quick]` sets too.
    ///
    /// # Errors
    ///
    /// What is wrong in its table.
    pub fn parse(path: impl AsRef<Path>, text: &str, quick: bool) -> Result<Study> {
        file::parse(path.as_ref(), text, quick)
    }

    /// What it is called on its page.
    pub fn title(mut self, title: impl Into<String>) -> Study {
        self.title = Some(title.into());
        self
    }

    /// Seeds of every variant: `0..5`.
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = u64>) -> Study {
        self.seeds = seeds.into_iter().collect();
        self
    }

    /// Steps of every run, warm-up included.
    pub fn steps(self, steps: usize) -> Study {
        self.set("train.steps", steps)
    }

    /// The folder of the study.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Study {
        self.out = folder.into();
        self
    }

    /// So many runs at once; as many as the cores allow unless given.
    pub fn jobs(mut self, jobs: usize) -> Study {
        self.jobs = Some(jobs.max(1));
        self
    }

    /// So many of the variants, drawn by a seed.
    pub fn random(mut self, count: usize, seed: u64) -> Study {
        self.random = Some((count.max(1), seed));
        self
    }

    /// Trains all variants for a while, and goes on with the better ones.
    pub fn halving(mut self, halving: Halving) -> Study {
        self.halving = Some(halving);
        self
    }

    /// The metric by which variants are ranked: `compat_kl`.
    pub fn metric(mut self, metric: impl Into<String>) -> Study {
        self.metric = Some(metric.into());
        self
    }

    /// The variant that others are compared with; the first one unless given.
    pub fn baseline(mut self, name: impl Into<String>) -> Study {
        self.baseline = Some(name.into());
        self
    }

    /// Shows no progress.
    pub fn quiet(mut self, quiet: bool) -> Study {
        self.quiet = quiet;
        self
    }

    /// The runs, before any is begun: every setting of every variant is looked at.
    ///
    /// # Errors
    ///
    /// What is wrong in a variant, with its name.
    pub fn plan(&self) -> Result<Plan> {
        Plan::of(self)
    }

    /// A metric, and the value that a run has to pass on its way, as [`Options`] have it.
    pub fn threshold(mut self, metric: &str, value: f64) -> Study {
        self.threshold = Some((metric.to_owned(), value));
        self
    }

    /// Whether the metric and the baseline are there, before anything is trained.
    fn check_choices(&self, names: &[String]) -> Result<()> {
        if let Some(metric) = &self.metric {
            plugin::find::<MetricPlugin>(metric)?;
        }
        if let Some((metric, _)) = &self.threshold {
            plugin::find::<MetricPlugin>(metric)?;
        }
        match &self.baseline {
            // One that was not drawn is no mistake.
            Some(baseline) if self.random.is_none() && !names.contains(baseline) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Err(Error::Unknown(asivae_grammar::did_you_mean("variant", baseline, &names)))
            }
            _ => Ok(()),
        }
    }

    /// `as-introvae on 8-gaussians`.
    fn usual_title(&self) -> String {
        match &self.base {
            Base::Named { model, data, .. } => format!("{model} on {data}"),
            Base::Declared { path, data, .. } => format!("{} on {data}", path.display()),
            Base::Configured { path, .. } => {
                path.file_stem().map_or("a study".to_owned(), |stem| stem.to_string_lossy().into_owned())
            }
        }
    }

    /// What it is called, how long it takes and what it is to show, as its file says.
    pub(crate) fn words(&self) -> [&str; 3] {
        [&self.title, &self.time, &self.about].map(|text| text.as_deref().unwrap_or_default().trim())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.out
    }
}
