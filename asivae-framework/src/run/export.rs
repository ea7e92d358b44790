//! An exported model as a directory: its weights, and what is needed to open them again without the run.
//!
//! ```text
//! model.safetensors   weights of all networks
//! config.json         configuration, the model's text, and which weights these are
//! ```

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::files::{make_folder, read_text, write};
use super::foreign::WeightFile;
use super::{holds_run, weights};
use crate::error::{Error, Result};
use crate::network::NamedTensor;

const TENSORS: &str = "model.safetensors";
const CONFIG: &str = "config.json";

/// What the configuration of an export calls itself.
const FORMAT: &str = "asivae-export";
/// The version of that format.
const VERSION: u32 = 1;

/// The folder of an exported model.
pub(crate) struct Export {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Headed<T> {
    format: String,
    version: u32,
    #[serde(flatten)]
    about: T,
}

/// The part that is looked at before the rest is understood.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// Whether a folder holds an exported model.
pub(crate) fn is_export(path: &Path) -> bool {
    let head = read_text(&path.join(CONFIG)).ok().and_then(|text| serde_json::from_str::<Head>(&text).ok());
    head.is_some_and(|head| head.format == FORMAT)
}

impl Export {
    /// A folder for a new export; it is made where it is not there.
    ///
    /// # Errors
    ///
    /// Where the folder holds a run; an export, and `force` is not given; or other files of these names.
    pub(crate) fn create(path: impl Into<PathBuf>, force: bool) -> Result<Export> {
        let path = path.into();
        if holds_run(&path) {
            return Err(Error::io(&path, "the folder holds a run; choose another one for what is exported"));
        }
        let exported = is_export(&path);
        if exported && !force {
            let message = "the folder already holds an export; choose another one, or replace the export with --force";
            return Err(Error::io(&path, message));
        }
        if let Some(name) = [TENSORS, CONFIG].into_iter().find(|name| !exported && path.join(name).exists()) {
            let message = format!("the folder holds `{name}`, which is of no export; choose another one");
            return Err(Error::io(&path, message));
        }
        make_folder(&path)?;
        Ok(Export { path })
    }

    /// The folder of an export that is there.
    ///
    /// # Errors
    ///
    /// A format of another version.
    pub(crate) fn open(path: impl Into<PathBuf>) -> Result<Export> {
        let path = path.into();
        let config = path.join(CONFIG);
        let head: Head = serde_json::from_str(&read_text(&config)?).map_err(|e| Error::io(&config, e))?;
        if head.version != VERSION {
            let message = format!("the export has the format version {}; this program reads {VERSION}", head.version);
            return Err(Error::io(&config, message));
        }
        Ok(Export { path })
    }

    /// Where the weights are.
    pub(crate) fn tensors(&self) -> PathBuf {
        self.path.join(TENSORS)
    }

    /// Where the configuration is.
    pub(crate) fn config(&self) -> PathBuf {
        self.path.join(CONFIG)
    }

    /// Writes both files. `words` stand in the file of weights too, for whoever is given it alone.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written.
    pub(crate) fn write(&self, about: &impl Serialize, words: &impl Serialize, tensors: &[NamedTensor]) -> Result<()> {
        let (config, path) = (self.config(), self.tensors());
        let words = serde_json::to_string(words).map_err(|e| Error::io(&path, e))?;
        weights::write(&path, (super::foreign::ABOUT, &words), tensors)?;
        let about = Headed { format: FORMAT.to_owned(), version: VERSION, about };
        let mut text = serde_json::to_string_pretty(&about).map_err(|e| Error::io(&config, e))?;
        text.push('\n');
        write(&config, text.as_bytes())
    }

    /// Reads the configuration.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or says something else.
    pub(crate) fn about<T: DeserializeOwned>(&self) -> Result<T> {
        let config = self.config();
        let headed: Headed<T> = serde_json::from_str(&read_text(&config)?).map_err(|e| Error::io(&config, e))?;
        Ok(headed.about)
    }

    /// The weights.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, is cut off, or contradicts itself.
    pub(crate) fn weights(&self) -> Result<WeightFile> {
        WeightFile::open(&self.tensors())
    }
}
