//! Everything that can go wrong, in words that name the thing, what was found and what was expected.

use asivae_grammar::Mistakes;

/// An error of the framework.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that no plugin has.
    #[error("{0}")]
    Unknown(String),
    /// A value that a key cannot take.
    #[error("{key}: {message}")]
    Setting {
        /// The key as written.
        key: String,
        /// What was found and what was expected.
        message: String,
    },
    /// A model or an expression with mistakes; the text shows each with a caret.
    #[error("{text}")]
    Model {
        /// The rendered mistakes.
        text: String,
        /// The mistakes themselves.
        mistakes: Mistakes,
    },
    /// A value that is not finite; nothing was updated with it.
    #[error("{0}")]
    NotFinite(Box<crate::train::NotFinite>),
    /// A device that is not there.
    #[error("{0}")]
    Device(String),
    /// A folder or file that cannot be read or written.
    #[error("{path}: {message}")]
    Io {
        /// The path.
        path: String,
        /// What happened.
        message: String,
    },
    /// The registry is empty or two plugins clash.
    #[error("{0}")]
    Registry(String),
    /// Several of these at once, each on lines of its own.
    #[error("{}", .0.iter().map(|e| e.to_string().trim_end().to_owned()).collect::<Vec<_>>().join("\n"))]
    Several(Vec<Error>),
    /// A hook, or an objective in code, ended the run and says why.
    #[error("{0}")]
    Stopped(String),
}

impl Error {
    /// An error of one's own, for hooks and objectives in code.
    pub fn stopped(message: impl Into<String>) -> Self {
        Error::Stopped(message.into())
    }

    /// An error about a path.
    pub fn io(path: impl AsRef<std::path::Path>, error: impl std::fmt::Display) -> Self {
        Error::Io { path: path.as_ref().display().to_string(), message: error.to_string() }
    }

    /// An error about the value of a key.
    pub fn setting(key: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Setting { key: key.into(), message: message.into() }
    }
}

/// The result of everything that can go wrong here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
