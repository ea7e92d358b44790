//! A configuration file: what it sets, and mistakes shown where they stand in it.

use std::path::{Path, PathBuf};

use asivae_grammar::{Mistakes, Span};

use super::entries::{Entry, Given, entries};
use super::{Holds, Provenance, RunConfig};
use crate::error::{Error, Result};

/// Keys that choose what is trained, beside those of the run and of the model.
const CHOICES: [&str; 7] = ["data", "presets", "like", "from", "model.name", "model.file", "model.drop"];

impl RunConfig {
    /// Reads a configuration as it stands in a file, `RUN/config.toml`, without a look at the model.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and what is wrong in it whatever the model is.
    pub fn read(path: impl AsRef<Path>) -> Result<RunConfig> {
        ConfigFile::read(path.as_ref())?.config()
    }

    /// The same for a text.
    ///
    /// # Errors
    ///
    /// As [`read`](RunConfig::read).
    pub fn parse(text: &str) -> Result<RunConfig> {
        ConfigFile::parse(Path::new("the configuration"), text.to_owned())?.config()
    }
}

/// A configuration file.
pub(crate) struct ConfigFile {
    path: PathBuf,
    text: String,
    entries: Vec<Entry>,
    /// How the run came about, where the file is the record of one.
    pub(crate) provenance: Option<Provenance>,
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or mistakes in it that can be seen without the model.
    pub(crate) fn read(path: &Path) -> Result<ConfigFile> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, format!("it cannot be read: {e}")))?;
        Self::parse(path, text)
    }

    /// Reads a text that stands in a file of that name.
    ///
    /// # Errors
    ///
    /// As [`read`](ConfigFile::read).
    pub(crate) fn parse(path: &Path, text: String) -> Result<ConfigFile> {
        let provenance = Provenance::read(&text);
        let mut file = ConfigFile { path: path.to_owned(), text, entries: Vec::new(), provenance };
        match entries(&file.text) {
            Ok(entries) => file.entries = entries,
            Err(mistakes) => return Err(file.wrong(mistakes)),
        }
        let mut mistakes = Mistakes::default();
        for entry in file.entries.iter().filter(|entry| CHOICES.contains(&entry.key.as_str())) {
            if let Some(expected) = wrong_choice(entry) {
                mistakes.push(entry.value_span, format!("expected {expected}; found {}", found(entry)));
            }
        }
        if mistakes.is_empty() { Ok(file) } else { Err(file.wrong(mistakes)) }
    }

    /// The error that shows these mistakes in the file.
    pub(crate) fn wrong(&self, mistakes: Mistakes) -> Error {
        Error::Model { text: mistakes.render_in(&self.text, &self.path.display().to_string()), mistakes }
    }

    /// The text of a choice, where it is made.
    pub(crate) fn choice(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The text behind a choice.
    pub(crate) fn text_of(&self, key: &str) -> Option<String> {
        self.choice(key).map(|entry| entry.value.plain())
    }

    /// Whether the presets of the model on its data apply before what the file sets: unless it says that they are in it already.
    pub(crate) fn presets(&self) -> bool {
        self.choice("presets").is_none_or(|entry| entry.value != Given::Flag(false))
    }

    /// Its name, without the folder.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
    }

    /// The folder in which it stands.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Makes every setting by a function, and gathers what is wrong. `model.` stands before what is the model's.
    pub(crate) fn settings(&self, mut set: impl FnMut(&str, &str) -> Result<()>) -> Mistakes {
        let mut mistakes = Mistakes::default();
        for entry in self.entries.iter().filter(|entry| !CHOICES.contains(&entry.key.as_str())) {
            let own = RunConfig::owns(&entry.key);
            if !own && !entry.key.starts_with("model.") {
                mistakes.push(entry.key_span, RunConfig::unknown_key(&entry.key, &CHOICES));
                continue;
            }
            if own && let Some(message) = wrong_type(entry) {
                mistakes.push(entry.value_span, message);
                continue;
            }
            if let Err(error) = set(&entry.key, &entry.value.plain()) {
                self.note(entry, error, &mut mistakes);
            }
        }
        mistakes
    }

    /// Terms that are left out, each with its place.
    pub(crate) fn dropped(&self) -> Vec<(String, Span)> {
        match self.choice("model.drop") {
            Some(Entry { value: Given::List(items), .. }) => {
                items.iter().map(|(item, span)| (item.plain(), *span)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The configuration as it stands here, without a look at the model: for the record of a run.
    ///
    /// # Errors
    ///
    /// Keys or values that are wrong whatever the model is, and a file that names no model or no data.
    pub(crate) fn config(&self) -> Result<RunConfig> {
        let mut mistakes = Mistakes::default();
        let mut named = |key: &str| {
            let text = self.text_of(key);
            if text.is_none() {
                mistakes.push(Span::new(0, 0), format!("`{key}` is missing"));
            }
            text.unwrap_or_default()
        };
        let (model, data) = (named("model.name"), named("data"));
        let mut config = RunConfig::new(&model, &data);
        config.from = self.text_of("from");
        config.model_file = self.text_of("model.file");
        config.drop = self.dropped().into_iter().map(|(term, _)| term).collect();
        let wrong = self.settings(|key, value| match key.strip_prefix("model.") {
            None => config.set(key, value),
            Some(key) => {
                config.set.push(format!("{key}={value}"));
                Ok(())
            }
        });
        wrong.iter().for_each(|mistake| mistakes.add(mistake.clone()));
        mistakes.finish(config).map_err(|mistakes| self.wrong(mistakes))
    }

    /// Shows an error at an entry: mistakes in an expression at their own place in it.
    pub(crate) fn note(&self, entry: &Entry, error: Error, mistakes: &mut Mistakes) {
        match error {
            Error::Model { text, mistakes: inner } if text.starts_with("in the value") => {
                // Behind the quotation mark; a text with escapes in it is longer here than there.
                let start = entry.value_span.start as usize;
                let quoted = self.text[start..].starts_with(['"', '\'']);
                let exact = quoted && self.text[start + 1..].starts_with(&entry.value.plain());
                for mistake in inner.iter() {
                    let place = |at: u32| start + 1 + at as usize;
                    let span = match exact {
                        true => Span::new(place(mistake.span.start), place(mistake.span.end)),
                        false => entry.value_span,
                    };
                    mistakes.push(span, mistake.message.clone());
                }
            }
            Error::Model { mistakes: inner, .. } => {
                for mistake in inner.iter() {
                    mistakes.push(entry.value_span, format!("with this, {}", mistake.message));
                }
            }
            Error::Setting { message, .. } if message.starts_with("unknown network") => {
                mistakes.push(entry.key_span, message);
            }
            Error::Setting { key, message } if key == entry.key || format!("model.{key}") == entry.key => {
                mistakes.push(entry.value_span, message);
            }
            Error::Unknown(message) => {
                // What is unknown is the key, or a name in its value.
                let last = entry.key.rsplit('.').next().unwrap_or(&entry.key);
                let key = [last, &entry.key].iter().any(|name| message.contains(&format!("`{name}`;")));
                mistakes.push(if key { entry.key_span } else { entry.value_span }, message);
            }
            other => mistakes.push(entry.value_span, other.to_string()),
        }
    }
}

/// What a choice holds, where this one holds something else.
fn wrong_choice(entry: &Entry) -> Option<&'static str> {
    let text = |given: &Given| matches!(given, Given::Text(_));
    match (entry.key.as_str(), &entry.value) {
        ("presets", Given::Flag(_)) => None,
        ("presets", _) => Some("true or false"),
        ("model.drop", Given::List(items)) if items.iter().all(|(item, _)| text(item)) => None,
        ("model.drop", _) => Some("a list of terms, [\"rec(xr)\"]"),
        (_, value) if text(value) => None,
        _ => Some("a text in quotation marks"),
    }
}

/// A value in words.
fn found(entry: &Entry) -> String {
    match &entry.value {
        Given::Text(text) => format!("the text \"{text}\""),
        Given::Number(number) => format!("the number {number}"),
        Given::Flag(flag) => format!("{flag}"),
        Given::List(_) => format!("the list {}", entry.value.plain()),
    }
}

/// A number in quotation marks, or a text without: what an editor with the schema would mark too.
fn wrong_type(entry: &Entry) -> Option<String> {
    let key = RunConfig::keys().iter().find(|key| key.name == entry.key)?;
    let expected = match (key.holds(), &entry.value) {
        (Holds::Whole(_), Given::Number(_))
        | (Holds::Number(..), Given::Number(_))
        | (Holds::Steps, Given::List(_)) => {
            return None;
        }
        (Holds::Text, Given::Text(_) | Given::Number(_)) => return None,
        (Holds::Whole(_), _) => "a whole number",
        (Holds::Number(..), _) => "a number",
        (Holds::Steps, _) => "a list of steps, [4000, 5500]",
        (Holds::Text, _) => "a text in quotation marks",
    };
    Some(format!("expected {expected}; found {}", found(entry)))
}
