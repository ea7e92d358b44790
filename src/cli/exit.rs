//! How a command ends: its output on stdout, an error on stderr, an exit status.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::Error;
use crate::plugin::at_work;

/// What a command gives back.
pub(crate) struct Output {
    text: String,
    status: i32,
}

impl Output {
    /// A text for people.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let mut text = text.into();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Output { text, status: 0 }
    }

    /// A value for programs, or the text for people.
    pub(crate) fn either(json: bool, value: impl FnOnce() -> Value, text: impl FnOnce() -> String) -> Self {
        if json { Output::text(format!("{:#}", value())) } else { Output::text(text()) }
    }

    /// The same with the exit status of an interrupted program.
    pub(crate) fn interrupted(mut self, interrupted: bool) -> Self {
        self.status = if interrupted { 130 } else { self.status };
        self
    }

    /// The same with the exit status of a program that failed in part.
    pub(crate) fn incomplete(mut self, incomplete: bool) -> Self {
        self.status = if incomplete { 1 } else { self.status };
        self
    }
}

/// A failure and the exit status that it has.
pub(crate) struct Failure {
    error: Error,
    status: i32,
}

impl Failure {
    /// Something failed while running.
    pub(crate) fn running(error: Error) -> Self {
        Failure { error, status: 1 }
    }
}

/// What the input asks for cannot be done.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { error, status: 2 }
    }
}

/// Whether panics are caught by who caused them.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Calls something that may panic in a plugin; then its message.
pub(super) fn quietly<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    QUIET.store(true, Ordering::Relaxed);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    QUIET.store(false, Ordering::Relaxed);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        format!("a plugin panicked: {}", text.unwrap_or("no message").lines().next().unwrap_or_default())
    })
}

/// Runs a command and ends the process. A panic is a mistake of ours, or of the plugin that is at work: it is reported as one, without a trace.
pub(crate) fn guarded(command: impl FnOnce() -> Result<Output, Failure>) {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        if QUIET.load(Ordering::Relaxed) {
            return;
        }
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            report(about);
        } else {
            let place = about.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
            let message = about.payload_as_str().unwrap_or("no message");
            if let Some(plugin) = at_work() {
                let whose =
                    format!("the {} `{}` of {} ({})", plugin.kind, plugin.name, plugin.package, plugin.source());
                eprintln!("error: {whose} panicked{place}: {message}");
                eprintln!("RUST_BACKTRACE=1 shows the way there");
                return;
            }
            eprintln!(
                "error: this is a mistake in asivae, or in a network or data set that it called{place}: {message}"
            );
            eprintln!(
                "RUST_BACKTRACE=1 shows the way there; where it is asivae's own, please report it with the command that you gave"
            );
        }
    }));
    exit(match panic::catch_unwind(AssertUnwindSafe(command)) {
        Ok(Ok(output)) => {
            // Who reads may have stopped reading, `asivae list | head`: that is no failure.
            let _ = std::io::stdout().write_all(output.text.as_bytes());
            output.status
        }
        Ok(Err(failure)) => {
            let errors = match &failure.error {
                Error::Several(errors) => errors.iter().collect(),
                error => vec![error],
            };
            for error in errors {
                let text = error.to_string();
                let text = text.trim_end();
                // Mistakes in an expression are rendered with their caret and say so themselves.
                let head = if text.starts_with("error:") { "" } else { "error: " };
                eprintln!("{head}{text}");
            }
            failure.status
        }
        Err(_) => 1,
    })
}
