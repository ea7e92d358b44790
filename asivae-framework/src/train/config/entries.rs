//! A TOML text as entries, each a dotted name with its value and the place where it stands.

use asivae_grammar::{Mistakes, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Version of the format that is written.
pub(crate) const VERSION: usize = 2;

/// A dotted name and its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// `optim.encoder.lr`.
    pub(crate) key: String,
    pub(crate) value: Given,
    /// Of the last part of the name.
    pub(crate) key_span: Span,
    pub(crate) value_span: Span,
}

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    /// In quotation marks.
    Text(String),
    /// A number.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list, with the place of each item.
    List(Vec<(Given, Span)>),
}

impl Given {
    /// As it would stand behind `--set NAME=`.
    pub(crate) fn plain(&self) -> String {
        match self {
            Given::Text(text) | Given::Number(text) => text.clone(),
            Given::Flag(flag) => flag.to_string(),
            Given::List(items) => {
                let items: Vec<String> = items.iter().map(|(item, _)| item.plain()).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

/// Tables that set nothing of a run: how it came about, and what a study varies.
const ASIDE: [&str; 2] = ["provenance", "study"];

/// Reads entries in the order of the text, those of older formats under the names of today.
///
/// # Errors
///
/// What is no TOML, values of a type that no setting has, a version that is not known.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        mistakes.push(span_of(span), error.message().to_owned());
    }
    if !mistakes.is_empty() {
        return mistakes.finish(Vec::new());
    }
    let mut entries = Vec::new();
    flatten("", table.get_ref(), &mut entries, &mut mistakes);
    entries.sort_by_key(|entry| entry.key_span.start);
    let mut entries = migrate(entries, &mut mistakes);
    // `model = "vae"` says what `[model] name = "vae"` does.
    for entry in entries.iter_mut().filter(|entry| entry.key == "model") {
        entry.key = "model.name".to_owned();
    }
    mistakes.finish(entries)
}

fn flatten(above: &str, table: &DeTable<'_>, entries: &mut Vec<Entry>, mistakes: &mut Mistakes) {
    for (key, value) in table {
        let name = if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
        if ASIDE.contains(&name.as_str()) {
            continue;
        }
        match value.get_ref() {
            DeValue::Table(inner) => flatten(&name, inner, entries, mistakes),
            other => match given(other) {
                Some(given) => entries.push(Entry {
                    key: name,
                    value: given,
                    key_span: span_of(key.span()),
                    value_span: span_of(value.span()),
                }),
                None => {
                    let found = match other {
                        DeValue::Integer(_) => "a number that is not decimal",
                        DeValue::Datetime(_) => "a date",
                        _ => "a list of tables",
                    };
                    let message = format!("`{name}` is {found}; no setting has such a value");
                    mistakes.push(span_of(value.span()), message);
                }
            },
        }
    }
}

fn given(value: &DeValue<'_>) -> Option<Given> {
    Some(match value {
        DeValue::String(text) => Given::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Given::Number(plain(number.as_str())),
        DeValue::Float(number) => Given::Number(plain(number.as_str())),
        DeValue::Boolean(flag) => Given::Flag(*flag),
        DeValue::Array(items) => {
            let item = |item: &Spanned<DeValue<'_>>| Some((given(item.get_ref())?, span_of(item.span())));
            Given::List(items.iter().map(item).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// Without the sign that the grammar has not.
fn plain(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).to_owned()
}

fn span_of(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// Brings entries of an older format to today's names, and takes the version away.
fn migrate(mut entries: Vec<Entry>, mistakes: &mut Mistakes) -> Vec<Entry> {
    let Some(at) = entries.iter().position(|entry| entry.key == "version") else { return entries };
    let version = entries.remove(at);
    match version.value.plain().parse::<usize>() {
        Ok(1) => {
            // Only records were written then, with their presets in them.
            let resolved = Entry { key: "presets".to_owned(), value: Given::Flag(false), ..version };
            let entries = entries.into_iter().flat_map(|entry| from_version_1(entry, mistakes));
            entries.chain([resolved]).collect()
        }
        Ok(VERSION) => entries,
        _ => {
            let found = version.value.plain();
            let message = format!(
                "expected a version of the format from 1 to {VERSION}; found `{found}`: this program is too old for it, or the file is none of its own"
            );
            mistakes.push(version.value_span, message);
            entries
        }
    }
}

/// Version 1 had the name of the model beside lists of `NAME=VALUE`, and a table of learning rates by player.
fn from_version_1(entry: Entry, mistakes: &mut Mistakes) -> Vec<Entry> {
    let renamed = |key: String| vec![Entry { key, ..entry.clone() }];
    match entry.key.as_str() {
        "model" => renamed("model.name".to_owned()),
        "drop" => renamed("model.drop".to_owned()),
        "set" => assignments("model", &entry, mistakes),
        "warmup.set" => assignments("warmup", &entry, mistakes),
        key => match key.strip_prefix("optim.players.") {
            Some(player) => renamed(format!("optim.{player}.lr")),
            None => vec![entry],
        },
    }
}

/// A list of `NAME=VALUE` as entries of a section.
fn assignments(section: &str, entry: &Entry, mistakes: &mut Mistakes) -> Vec<Entry> {
    let Given::List(items) = &entry.value else {
        mistakes.push(entry.value_span, format!("expected a list of NAME=VALUE; found `{}`", entry.value.plain()));
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (item, span) in items {
        match item.plain().split_once('=') {
            Some((name, value)) => entries.push(Entry {
                key: format!("{section}.{}", name.trim()),
                value: Given::Text(value.trim().to_owned()),
                key_span: *span,
                value_span: *span,
            }),
            None => mistakes.push(*span, format!("expected NAME=VALUE; found `{}`", item.plain())),
        }
    }
    entries
}
