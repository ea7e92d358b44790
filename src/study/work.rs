//! The runs of a study at work: one process each, so many at once, begun again when they die.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::store::{Place, State};
use super::watched::Watched;
use crate::{Error, Result};

/// How the process of a run is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Worker {
    /// `asivae train CONFIG`, of this very program.
    CommandLine,
    /// This program as it was called, which is told by its environment to train one run.
    Again,
}

/// What a process is told: configuration, seed, folder and last step, a line each.
const TOLD: &str = "ASIVAE_STUDY_RUN";
/// A process that dies so many times without a step in between is not begun again.
const MOST_DEATHS: usize = 4;
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often a run is looked at that another process trains.
const LOOK_ELSEWHERE_EVERY: Duration = Duration::from_secs(1);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Trains one run and ends the process, where that is what it was called for.
pub(super) fn work_if_asked() {
    let Some(told) = std::env::var_os(TOLD) else { return };
    let told = told.to_string_lossy().into_owned();
    let mut lines = told.split('\n');
    if let (Some(config), Some(seed), Some(out), Some(stop)) = (lines.next(), lines.next(), lines.next(), lines.next())
    {
        crate::cli::run_as(arguments(Path::new(config), seed, Path::new(out), stop));
    }
    std::process::exit(2);
}

/// The arguments of the command that trains a run: it can be given again and again.
pub(super) fn arguments(config: &Path, seed: &str, out: &Path, stop: &str) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["asivae", "train"].map(OsString::from).to_vec();
    words.extend([config.into(), "--seed".into(), seed.into(), "--out".into(), out.into(), "--continue".into()]);
    words.push("--quiet".into());
    if !stop.is_empty() {
        words.extend(["--stop-at".into(), stop.into()]);
    }
    words
}

/// Where this program stands, as it was when first asked for: one that was built anew meanwhile has no path any more.
pub(super) fn program() -> Result<&'static Path> {
    static PROGRAM: OnceLock<std::io::Result<PathBuf>> = OnceLock::new();
    let found = PROGRAM.get_or_init(std::env::current_exe).as_ref();
    found.map(PathBuf::as_path).map_err(|error| Error::io("this program", error))
}

impl Worker {
    fn command(&self, place: &Place, target: usize) -> Result<Command> {
        let program = program()?;
        let stop = if target < place.steps { target.to_string() } else { String::new() };
        let seed = place.seed.to_string();
        let mut command = Command::new(program);
        match self {
            Worker::CommandLine => {
                command.args(&arguments(&place.config, &seed, &place.folder, &stop)[1..]);
            }
            Worker::Again => {
                command.args(std::env::args_os().skip(1));
                let told = [place.config.display().to_string(), seed, place.folder.display().to_string(), stop];
                command.env(TOLD, told.join("\n"));
            }
        }
        Ok(command)
    }
}

/// A process at work.
struct AtWork {
    run: usize,
    child: Child,
    /// Steps that were done when it began.
    began: usize,
}

/// What came of working on runs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Worked {
    /// There is nothing left to do.
    Through,
    /// An interrupt ended it; all is saved.
    Interrupted,
}

/// Trains runs up to a step, as many at once as are allowed; what each came to.
///
/// # Errors
///
/// A process that cannot be begun, or files that cannot be read. A run that fails is no error.
pub(super) fn work(
    worker: &Worker,
    plan: &Plan,
    runs: &[Place],
    target: usize,
    jobs: usize,
    watched: &mut Watched,
) -> Result<(Worked, Vec<State>)> {
    let mut states: Vec<State> = runs.iter().map(Place::state).collect::<Result<_>>()?;
    let mut deaths = vec![0; runs.len()];
    let mut waiting: Vec<usize> = (0..runs.len()).rev().filter(|run| !states[*run].is_done(target)).collect();
    let mut at_work: Vec<AtWork> = Vec::new();
    // Those that another process trains, as it does where this program was killed or a queue has them: they are waited for.
    let (mut elsewhere, mut looked): (Vec<usize>, Instant) = (Vec::new(), Instant::now());
    let mut stopping = false;
    loop {
        if INTERRUPTED.load(Ordering::Relaxed) && !stopping {
            stopping = true;
            waiting.clear();
            elsewhere.clear();
            at_work.iter().for_each(|one| terminate(&one.child));
        }
        if looked.elapsed() >= LOOK_ELSEWHERE_EVERY {
            looked = Instant::now();
            let (still, free) = std::mem::take(&mut elsewhere).into_iter().partition(|run| runs[*run].is_held());
            elsewhere = still;
            waiting.extend::<Vec<usize>>(free);
        }
        while at_work.len() < jobs
            && let Some(run) = waiting.pop()
        {
            let place = &runs[run];
            if place.is_held() {
                watched.elsewhere();
                elsewhere.push(run);
                continue;
            }
            // It may have come to its end elsewhere.
            states[run] = place.state()?;
            if states[run].is_done(target) {
                watched.ended(&plan.variants[place.variant].name, place, &states[run]);
                continue;
            }
            let begun = begin(worker, place, run, target);
            at_work.push(begun.inspect_err(|_| at_work.iter().for_each(|one| terminate(&one.child)))?);
        }
        let mut still = Vec::new();
        for mut one in at_work {
            let place = &runs[one.run];
            let Some(status) = one.child.try_wait().map_err(|error| Error::io(&place.log, error))? else {
                still.push(one);
                continue;
            };
            let state = place.state()?;
            let again = !state.is_done(target) && !stopping;
            states[one.run] = state;
            if again && status.code().is_some_and(|code| code != 0) && is_taken(&place.log) {
                watched.elsewhere();
                elsewhere.push(one.run);
            } else if again {
                deaths[one.run] = if place.recorded() > one.began { 1 } else { deaths[one.run] + 1 };
                match hopeless(status, deaths[one.run], &place.log) {
                    Some(reason) => states[one.run] = State::Failed(None, reason),
                    None => waiting.push(one.run),
                }
            }
            if states[one.run].is_done(target) {
                watched.ended(&plan.variants[place.variant].name, place, &states[one.run]);
            }
        }
        at_work = still;
        if at_work.is_empty() && waiting.is_empty() && elsewhere.is_empty() {
            break;
        }
        watched.show(runs, &states, target, at_work.len());
        std::thread::sleep(LOOK_EVERY);
    }
    Ok((if stopping { Worked::Interrupted } else { Worked::Through }, states))
}

/// Begins the process of a run.
fn begin(worker: &Worker, place: &Place, run: usize, target: usize) -> Result<AtWork> {
    if let Some(above) = place.folder.parent() {
        std::fs::create_dir_all(above).map_err(|error| Error::io(above, error))?;
    }
    let log = File::options().create(true).append(true).open(&place.log);
    let log = log.map_err(|error| Error::io(&place.log, error))?;
    let mut command = worker.command(place, target)?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    alone(&mut command);
    let child = command.spawn().map_err(|error| Error::io(command.get_program(), error))?;
    Ok(AtWork { run, child, began: place.recorded() })
}

/// Why a run that did not come to its end is not begun again; nothing where it is.
fn hopeless(status: ExitStatus, deaths: usize, log: &Path) -> Option<String> {
    // Bad input stays bad.
    if status.code() == Some(2) {
        return Some(last_error(log));
    }
    (deaths >= MOST_DEATHS).then(|| match status.code() {
        Some(_) => last_error(log),
        None => format!("its process was killed {deaths} times without a step in between ({status})"),
    })
}

/// What the program of a run said last.
fn last_error(log: &Path) -> String {
    let text = tail(log);
    let error = text.lines().rev().find_map(|line| line.strip_prefix("error: "));
    let found = error.or(text.lines().next_back()).unwrap_or("it ended without a word");
    format!("{found} (all of it in {})", log.display())
}

/// Whether the run was left to another process, which trains it.
fn is_taken(log: &Path) -> bool {
    tail(log).lines().next_back().is_some_and(|line| line.contains(crate::run::TAKEN))
}

fn tail(log: &Path) -> String {
    const LENGTH: u64 = 4096;
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LENGTH)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    String::from_utf8_lossy(&read().unwrap_or_default()).into_owned()
}

/// Ctrl-C and a termination signal end every run at its next step, and then the study; a second one ends the program.
pub(super) fn catch_interrupts() {
    let caught = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nending every run at its next step; once more ends this program at once");
    });
    if let Err(error) = caught {
        eprintln!("note: Ctrl-C will not save the runs: {error}");
    }
}

/// In a group of its own, so that a Ctrl-C comes to this program alone, which passes it on.
#[cfg(unix)]
fn alone(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn alone(_command: &mut Command) {}

/// Asks a process to save its run and end.
#[cfg(unix)]
fn terminate(child: &Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    // One that has just ended needs no signal.
    let _ = i32::try_from(child.id()).map(|id| kill(Pid::from_raw(id), Signal::SIGTERM));
}

/// The console sends its Ctrl-C to all of them.
#[cfg(not(unix))]
fn terminate(_child: &Child) {}
