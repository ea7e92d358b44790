//! Opening data sets from their text: `8-gaussians`, `digits`, `folder(size = 64):photos`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use asivae_grammar::{ExprKind, parse_expr};
use etcetera::BaseStrategy;

use super::build::fixed_params;
use super::kinds::{DatasetInput, DatasetPlugin};
use super::registry::find;
use super::work::working;
use crate::data::{Dataset, Modes, Samples, Split};
use crate::error::{Error, Result};
use crate::random::Rng;

/// Opens a data set by its registered name, `8-gaussians`, with parameters, `blobs(n = 5)`, or with a path, `folder(size = 64):photos`. Its
/// [name](Dataset::name) is that text, with the path from the root on.
///
/// # Errors
///
/// An unknown name or parameter, with the nearest one; a value that the parameter cannot take; a path that is missing or not asked for.
pub fn open_data(text: &str) -> Result<Arc<dyn Dataset>> {
    let (name, params, path) = parts(text);
    let plugin: &DatasetPlugin = find(name)?;
    // A name may hold signs that an expression cannot.
    let call = match params {
        Some(params) => parse_expr(&format!("data{params}")).map(|expr| expr.kind),
        None => Ok(ExprKind::Name(name.to_owned())),
    };
    let named = match call {
        Ok(ExprKind::Name(_)) => Vec::new(),
        Ok(ExprKind::Call { args, named, .. }) if args.is_empty() => named,
        _ => {
            let with_path = if plugin.takes_path { ":PATH" } else { "" };
            let expected = format!("expected a data set, `{name}{with_path}` or `{name}(name = value){with_path}`");
            return Err(Error::setting("data", format!("{expected}; found `{text}`")));
        }
    };
    let path = match (path, plugin.takes_path) {
        (Some(path), true) if !path.is_empty() => std::path::absolute(path).map_err(|error| Error::io(path, error))?,
        (_, true) => {
            return Err(Error::setting("data", format!("`{name}` needs a path: `{name}:PATH`; found `{text}`")));
        }
        (Some(path), false) => {
            let message = format!("`{name}` takes no path; found `:{path}` behind it");
            return Err(Error::setting("data", message));
        }
        (None, false) => PathBuf::new(),
    };
    let values = fixed_params(plugin.info, &named)?;
    let data_dir = data_dir();
    let input = DatasetInput { path: &path, data_dir: &data_dir };
    let data = working(plugin.info, || (plugin.build)(&input, &values))?;
    let written: Vec<String> = named.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let mut text = if written.is_empty() { name.to_owned() } else { format!("{name}({})", written.join(", ")) };
    if plugin.takes_path {
        text += &format!(":{}", path.display());
    }
    Ok(Arc::new(Opened { text, data }))
}

/// The registered name in the text of a data set: `folder` of `folder(size = 64):photos`.
pub fn data_name(text: &str) -> &str {
    parts(text).0
}

/// Name, parameters with their parentheses, and path.
fn parts(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let text = text.trim();
    // A qualified name, `my-losses::blobs`, has colons of its own.
    let mut at = 0;
    let end = loop {
        match text[at..].find(['(', ':']).map(|found| found + at) {
            Some(colon) if text[colon..].starts_with("::") => at = colon + 2,
            Some(end) => break end,
            None => return (text, None, None),
        }
    };
    let name = text[..end].trim();
    if text[end..].starts_with(':') {
        return (name, None, Some(text[end + 1..].trim()));
    }
    let mut depth = 0usize;
    let closed = text[end..].char_indices().find(|(_, sign)| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let behind = closed.map_or(text.len(), |(at, _)| end + at + 1);
    match text[behind..].trim_start().strip_prefix(':') {
        Some(path) => (name, Some(&text[end..behind]), Some(path.trim())),
        None => (name, Some(&text[end..]), None),
    }
}

/// What stands in the place of the environment and the usual folder.
static CHOSEN: RwLock<Option<PathBuf>> = RwLock::new(None);

/// Names that folder in the environment.
const DATA_DIR: &str = "ASIVAE_DATA";

/// Keeps downloaded data in this folder from here on, whatever the environment says.
pub fn set_data_dir(folder: impl Into<PathBuf>) {
    *CHOSEN.write().unwrap_or_else(PoisonError::into_inner) = Some(folder.into());
}

/// The folder in which downloaded data are kept: what was [set](set_data_dir), else `ASIVAE_DATA`, else `asivae` in the user's cache.
pub fn data_dir() -> PathBuf {
    let chosen = CHOSEN.read().unwrap_or_else(PoisonError::into_inner).clone();
    let named = || std::env::var_os(DATA_DIR).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let usual = || Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("asivae"));
    let folder = chosen.or_else(named).or_else(usual).unwrap_or_else(|| Path::new("asivae-data").to_owned());
    std::path::absolute(&folder).unwrap_or(folder)
}

/// A data set under the text that opens it again.
struct Opened {
    text: String,
    data: Arc<dyn Dataset>,
}

impl Dataset for Opened {
    fn name(&self) -> &str {
        &self.text
    }

    fn shape(&self) -> [usize; 3] {
        self.data.shape()
    }

    fn len(&self) -> Option<usize> {
        self.data.len()
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        self.data.get(numbers)
    }

    fn batch(&self, size: usize, rng: &mut Rng) -> Vec<f32> {
        self.data.batch(size, rng)
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }

    fn labelled(&self, size: usize, rng: &mut Rng) -> Samples {
        self.data.labelled(size, rng)
    }

    fn epoch_steps(&self) -> usize {
        self.data.epoch_steps()
    }

    fn part(&self, split: Split) -> Result<Option<Arc<dyn Dataset>>> {
        let part = self.data.part(split)?;
        Ok(part.map(|data| Arc::new(Opened { text: self.text.clone(), data }) as Arc<dyn Dataset>))
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        self.data.augment(samples, rng);
    }

    fn prepare(&self) -> Result<()> {
        self.data.prepare()
    }

    fn notes(&self) -> Vec<String> {
        self.data.notes()
    }

    fn modes(&self) -> Option<Modes> {
        self.data.modes()
    }

    fn extent(&self) -> f64 {
        self.data.extent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_its_parameters_and_its_path_are_told_apart() {
        for (text, expected) in [
            ("rings", ("rings", None, None)),
            ("blobs(n = 5)", ("blobs", Some("(n = 5)"), None)),
            ("folder:a b/c:d(e)", ("folder", None, Some("a b/c:d(e)"))),
            (" folder (size = (2)) : C:\\x ", ("folder", Some("(size = (2))"), Some("C:\\x"))),
            ("mine::folder(n = 1):x", ("mine::folder", Some("(n = 1)"), Some("x"))),
            ("mine::folder:", ("mine::folder", None, Some(""))),
            ("blobs(n = (5", ("blobs", Some("(n = (5"), None)),
            ("blobs(n)trailing", ("blobs", Some("(n)trailing"), None)),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
