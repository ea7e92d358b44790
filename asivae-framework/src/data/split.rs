//! Parts of data: what is trained on, and what is held out.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Dataset;
use crate::error::{Error, Result};

/// A part of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// What is trained on.
    Train,
    /// What settings are chosen by.
    Validation,
    /// What figures are of.
    Test,
}

impl Split {
    /// All of them.
    pub const ALL: [Split; 3] = [Split::Train, Split::Validation, Split::Test];

    /// `train`, `validation`, `test`.
    pub fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Validation => "validation",
            Split::Test => "test",
        }
    }

    /// That part of data, and which one it is; where none is asked for, the test part if there is one, else what is trained on.
    pub(crate) fn of(asked: Option<Split>, data: &Arc<dyn Dataset>) -> Result<(Split, Arc<dyn Dataset>)> {
        let split = asked.unwrap_or(Split::Test);
        if split == Split::Train {
            return Ok((split, data.clone()));
        }
        match (data.part(split)?, asked) {
            (Some(part), _) => Ok((split, part)),
            (None, None) => Ok((Split::Train, data.clone())),
            (None, Some(split)) => {
                let mut known = vec![Split::Train.name()];
                for other in [Split::Validation, Split::Test] {
                    known.extend(data.part(other)?.map(|_| other.name()));
                }
                let message = format!("`{}` has no part `{split}`; it has {}", data.name(), known.join(", "));
                Err(Error::setting("eval.split", message))
            }
        }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Split {
    type Err = Error;

    fn from_str(text: &str) -> Result<Split> {
        let names = Split::ALL.map(Split::name);
        let unknown = || Error::Unknown(asivae_grammar::did_you_mean("part of the data", text, &names));
        Split::ALL.into_iter().find(|split| split.name() == text).ok_or_else(unknown)
    }
}
