//! A training on the command line: progress, interrupts, samples on the way, figures and a picture at its end.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::exit::Failure;
use super::figures;
use super::finished::{Finished, Results};
use super::progress::Progress;
use crate::run::{Recorded, RunDirectory};
use crate::train::{Ended, Measured};
use crate::words::quoted;
use crate::{Error, Run, Shown, Title, Trainer, explain, picture, report, snapshot};

/// Samples of each side by which a finished run is measured: as many as the papers' tables have.
const EVALUATED: usize = 5_000;
/// Samples of each side in its picture.
const DRAWN: usize = 2_000;
/// Samples of each side in the pictures on the way.
const DRAWN_ON_THE_WAY: usize = 1_000;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Trains with a progress bar; measures, draws and saves what came of it.
pub(super) fn go(trainer: Trainer, out: &Path, quiet: bool) -> Result<Finished, Failure> {
    let steps = trainer.config().train.steps;
    catch_interrupts();
    let progress = Progress::new(steps, quiet);
    // Steps of this process, which may be fewer than those of the run.
    let played = Rc::new(Cell::new(0));
    let hook = {
        let (mut progress, played) = (progress.clone(), Rc::clone(&played));
        move |report: &crate::StepReport| {
            progress.show(report);
            played.set(played.get() + 1);
            if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    };
    let listener = {
        let progress = progress.clone();
        move |text: &str| progress.note(text)
    };
    let start = Instant::now();
    let trained = trainer.out(out).on_step(hook).on_samples(on_the_way).on_note(listener).run();
    progress.finish();
    let seconds = start.elapsed().as_secs_f64();
    // Before the first step it was the input that was wrong, unless the numbers were.
    let failure = |error| match error {
        Error::NotFinite(_) => Failure::running(error),
        _ if played.get() > 0 => Failure::running(error),
        _ => error.into(),
    };
    let run = trained.map_err(|error| {
        // What went wrong is in the records, as far as there are some.
        let _ = (played.get() > 0).then(|| report::write(out, None));
        failure(error)
    })?;
    let (ended, done) = run.ended().map_or((Ended::Finished, steps), |(ended, steps)| (ended.clone(), steps));
    let folder = quoted(&out.display().to_string());
    let go_on = format!("`asivae resume {folder}` goes on");
    match &ended {
        Ended::Finished if played.get() == 0 => {
            eprintln!("all {steps} steps were done already; `asivae resume {folder} --steps N` extends the run");
        }
        Ended::Finished => {}
        Ended::Interrupted => eprintln!("interrupted after step {done} of {steps}; all is saved, and {go_on}"),
        Ended::Paused(reason) => eprintln!("paused after step {done} of {steps}: {reason}; {go_on}"),
        Ended::EarlyStop(reason) => eprintln!(
            "stopped early, after step {done} of {steps}: {reason}; `asivae resume {folder} --set early_stop.metric=none` goes on nevertheless"
        ),
    }
    // Training lets go of the folder at its end. Whoever has it now makes the results too.
    let _held = RunDirectory::hold(out).map_err(Failure::running)?;
    let (figures, picture) = conclude(&run, out, done).map_err(Failure::running)?;
    let (report, _) = report::write(out, None).map_err(Failure::running)?;
    let findings = explain(&Recorded::read(out).map_err(Failure::running)?);
    let results = Results { figures, picture, report, findings };
    Ok(Finished { run, results, steps: done, played: played.get(), ended, seconds, record: None, afterwards: None })
}

/// Samples of a run on its way; nothing of data that are neither points nor images.
fn on_the_way(run: &Run, steps: usize) -> Result<Option<Vec<u8>>, Error> {
    let seed = run.config().seed;
    let Ok(Some(shown)) = Shown::of(run, DRAWN_ON_THE_WAY, seed) else { return Ok(None) };
    snapshot(&shown, &format!("{steps} steps")).map(Some)
}

/// Ctrl-C and a termination signal end the run at its next step; a second one ends the process.
fn catch_interrupts() {
    let caught = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nending the run at its next step; once more ends it at once");
    });
    if let Err(error) = caught {
        eprintln!("note: Ctrl-C will not save the run: {error}");
    }
}

/// Figures and picture of a run, saved in its folder.
fn conclude(run: &Run, out: &Path, steps: usize) -> Result<(Vec<Measured>, Option<PathBuf>), Error> {
    let config = run.config();
    let figures = match run.evaluate(EVALUATED, config.seed) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("note: no figures and no picture: {error}");
            return Ok((Vec::new(), None));
        }
    };
    let directory = RunDirectory::open(out)?;
    directory.write_evaluation(&figures)?;
    let Some(shown) = Shown::of(run, DRAWN, config.seed)? else { return Ok((figures, None)) };
    let title = Title {
        heading: format!("{} on {}, {steps} steps, seed {}", config.model, config.data, config.seed),
        figures: figures::line(&figures, run),
    };
    let path = directory.picture();
    picture(&shown, &run.records()?, &title, &path)?;
    Ok((figures, Some(path)))
}
