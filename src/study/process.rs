//! The process of a run: how it is called, how it is ended, and what it left.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};

use super::store::Place;
use crate::run::{TAKEN, read_end};
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

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Processes that were begun and have not been seen to end.
static ALIVE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

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
        command.env("ASIVAE_DATA", crate::plugin::data_dir());
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

/// The process of a run.
pub(super) struct Process(Child);

impl Process {
    /// Begins the process of a run, which goes to a step; what it says is kept.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written, a program that is not there.
    pub(super) fn begin(worker: &Worker, place: &Place, target: usize) -> Result<Process> {
        if let Some(above) = place.folder.parent() {
            std::fs::create_dir_all(above).map_err(|error| Error::io(above, error))?;
        }
        let log = File::options().create(true).append(true).open(&place.log);
        let log = log.map_err(|error| Error::io(&place.log, error))?;
        let mut command = worker.command(place, target)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        alone(&mut command);
        let child = command.spawn().map_err(|error| Error::io(command.get_program(), error))?;
        alive(|all| all.push(child.id()));
        Ok(Process(child))
    }

    /// How it ended, where it has.
    pub(super) fn ended(&mut self) -> std::io::Result<Option<End>> {
        let status = self.0.try_wait()?;
        if status.is_some() {
            alive(|all| all.retain(|id| *id != self.0.id()));
        }
        Ok(status.map(End))
    }

    /// Asks it to save its run and end.
    pub(super) fn terminate(&self) {
        terminate(self.0.id());
    }
}

/// How the process of a run ended.
pub(super) struct End(ExitStatus);

impl End {
    /// Whether it left its run to another process, which trains it.
    pub(super) fn was_turned_away(&self, log: &Path) -> bool {
        let failed = self.0.code().is_some_and(|code| code != 0);
        failed && tail(log).lines().next_back().is_some_and(|line| line.contains(TAKEN))
    }

    /// Why a run that did not come to its end is not begun again; nothing where it is.
    pub(super) fn is_hopeless(&self, deaths: usize, most: usize, log: &Path) -> Option<String> {
        // Bad input stays bad.
        if self.0.code() == Some(2) {
            return Some(last_error(log));
        }
        (deaths >= most).then(|| match self.0.code() {
            Some(_) => last_error(log),
            None => format!("its process was killed {deaths} times without a step in between ({})", self.0),
        })
    }
}

fn alive(change: impl FnOnce(&mut Vec<u32>)) {
    change(&mut ALIVE.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Whether this program was interrupted.
pub(super) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// What the program of a run said last.
fn last_error(log: &Path) -> String {
    let text = tail(log);
    let error = text.lines().rev().find_map(|line| line.strip_prefix("error: "));
    let found = error.or(text.lines().next_back()).unwrap_or("it ended without a word");
    format!("{found} (all of it in {})", log.display())
}

fn tail(log: &Path) -> String {
    const LENGTH: u64 = 4096;
    String::from_utf8_lossy(&read_end(log, LENGTH).unwrap_or_default()).into_owned()
}

/// Ctrl-C and a termination signal end every run at its next step, and then the study; a second one ends the program.
pub(super) fn catch_interrupts() {
    static CAUGHT: Once = Once::new();
    // A program may have several studies, one after the other.
    CAUGHT.call_once(|| {
        let caught = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                // They would go on by themselves.
                alive(|all| all.iter().copied().for_each(terminate));
                std::process::exit(130);
            }
            eprintln!("\nending every run at its next step; once more ends this program at once");
        });
        if let Err(error) = caught {
            eprintln!("note: Ctrl-C will not save the runs: {error}");
        }
    });
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
fn terminate(id: u32) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    // One that has just ended needs no signal.
    let _ = i32::try_from(id).map(|id| kill(Pid::from_raw(id), Signal::SIGTERM));
}

/// The console sends its Ctrl-C to all of them.
#[cfg(not(unix))]
fn terminate(_id: u32) {}
