//! The command line: one file per command, a thin skin over [`Trainer`](crate::Trainer) and [`Run`](crate::Run).

mod ablate;
mod bench_step;
mod check;
mod compare;
mod completions;
mod course;
mod describe;
mod evaluate;
mod exit;
mod explain;
mod export;
pub(crate) mod figures;
mod finished;
mod import;
mod init;
mod interpolate;
mod list;
mod new;
mod plays;
mod progress;
mod reconstruct;
mod report;
mod reproduce;
mod resume;
mod sample;
mod samples_in;
mod samples_out;
mod schema;
mod settings;
mod studied;
mod train;
mod traverse;
mod which;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use describe::{drawing, readable};
pub(crate) use exit::guarded;
pub(crate) use finished::Then;
pub(crate) use list::plain;
pub(crate) use studied::{Studied, go};
pub(crate) use train::{Training, train};

/// Trains introspective variational autoencoders, and lets every part of their objectives be replaced from the command line.
#[derive(Parser)]
#[command(name = "asivae", version, max_term_width = 110, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Folder in which downloaded data are kept; unless given, what ASIVAE_DATA names, else `asivae` in the user's cache.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  asivae list models                                     what there is
  asivae describe as-introvae                            a model's equation, its scalars and where the code is
  asivae check as-introvae --data 8-gaussians            one step of it: who plays, what each term moves, how long
  asivae train as-introvae --data 8-gaussians            train it; figures and a picture come out
  asivae train as-introvae --data rings --set beta_neg=0.5 --set 'c=cyclical(cycles = 4)'
  asivae init as-introvae --data 8-gaussians > run.toml  every setting in a file, with comments
  asivae resume runs/as-introvae-8-gaussians-0           go on with a run that was killed, interrupted or paused
  asivae ablate as-introvae --data 8-gaussians --set c=tanh_ramp,cosine --seeds 0..5
                                                         a grid of variants, each with five seeds
  asivae reproduce table1 --quick                        a table of the papers, beside what was published
  asivae sample runs/as-introvae-8-gaussians-0 -n 1000 --out points.csv
  asivae evaluate runs/as-introvae-8-gaussians-0
  asivae export runs/as-introvae-8-gaussians-0 --out model --layout pytorch
  asivae explain runs/as-introvae-8-gaussians-0          what went wrong in a run, and what to try
  asivae report runs/as-introvae-8-gaussians-0           one page with everything in it
  asivae compare runs/*                                  runs against each other: figures over seeds, what differs, what is shown
  asivae new my-losses                                   a crate for losses, schedules and models of your own

Exit status: 0 done, 2 bad input, 1 a failure while running, 130 interrupted (what was trained is saved).";

#[derive(Subcommand)]
enum Command {
    /// Lists what is registered: models, losses, schedules, data sets and the rest.
    List(list::List),
    /// Describes a plugin: a model's equation and scalars, a loss's formula and parameters, the source line.
    Describe(describe::Describe),
    /// Looks at a training before it is begun: one step, each term alone, passes, time.
    Check(check::Check),
    /// Writes a configuration with every setting, to be edited and trained.
    Init(init::Init),
    /// Trains a model on data.
    Train(train::Train),
    /// Goes on with a run that was killed, interrupted or paused.
    Resume(resume::Resume),
    /// Trains a grid of variants, each with several seeds, and compares them.
    Ablate(ablate::Ablate),
    /// Repeats a table, a figure or an ablation of the papers, beside what was published.
    Reproduce(reproduce::Reproduce),
    /// Draws samples from a run.
    Sample(sample::Sample),
    /// Encodes samples and decodes them again.
    Reconstruct(reconstruct::Reconstruct),
    /// Decodes what lies between pairs of latents.
    Interpolate(interpolate::Interpolate),
    /// Moves one dimension of the latent at a time.
    Traverse(traverse::Traverse),
    /// Measures a run.
    Evaluate(evaluate::Evaluate),
    /// Writes a model to a folder of its own, for other programs.
    Export(export::Export),
    /// Makes a run of weights that were trained elsewhere.
    Import(import::Import),
    /// Says what went wrong in a run, from its records, and what to try.
    Explain(explain::Explain),
    /// Writes a page about a run: verdict, figures, equation, samples, curves, diagnostics, configuration.
    Report(report::Report),
    /// Holds runs against each other: figures over seeds, curves, what differs in settings and equations, what can be said.
    Compare(compare::Compare),
    /// Writes a crate for plugins of your own: a loss, a schedule, a model made of both.
    New(new::New),
    /// Prints a JSON schema of configurations, for editors.
    Schema(schema::Schema),
    /// Prints what makes a shell complete commands and options.
    Completions(completions::Completions),
    /// Times steps.
    #[command(hide = true)]
    BenchStep(bench_step::BenchStep),
}

/// Reads the command line, does what it says, and ends the process.
///
/// A binary with one's own plugins in it is three lines:
///
/// ```ignore
/// use my_losses as _;
/// asivae::fast_allocator!();
/// fn main() { asivae::cli::main() }
/// ```
pub fn main() {
    run(Cli::parse)
}

/// Does what a command line says, that is not this program's own, and ends the process.
pub(crate) fn run_as(words: Vec<OsString>) {
    run(|| Cli::parse_from(words))
}

fn run(parse: impl FnOnce() -> Cli) {
    let cli = parse();
    if let Some(folder) = cli.data_dir {
        crate::plugin::set_data_dir(folder);
    }
    guarded(|| match cli.command {
        Command::List(list) => list.run(),
        Command::Describe(describe) => describe.run(),
        Command::Check(check) => check.run(),
        Command::Init(init) => init.run(),
        Command::Train(train) => train.run(),
        Command::Resume(resume) => resume.run(),
        Command::Ablate(ablate) => ablate.run(),
        Command::Reproduce(reproduce) => reproduce.run(),
        Command::Sample(sample) => sample.run(),
        Command::Reconstruct(reconstruct) => reconstruct.run(),
        Command::Interpolate(interpolate) => interpolate.run(),
        Command::Traverse(traverse) => traverse.run(),
        Command::Evaluate(evaluate) => evaluate.run(),
        Command::Export(export) => export.run(),
        Command::Import(import) => import.run(),
        Command::Explain(explain) => explain.run(),
        Command::Report(report) => report.run(),
        Command::Compare(compare) => compare.run(),
        Command::New(new) => new.run(),
        Command::Schema(schema) => schema.run(),
        Command::Completions(completions) => completions.run(),
        Command::BenchStep(bench) => bench.run(),
    })
}
