//! What all runs of a study begin with.

use std::path::PathBuf;

use crate::{Result, Trainer};

/// What all runs begin with.
#[derive(Clone)]
pub(crate) enum Base {
    /// A registered model on data, with the settings of their preset.
    Named { model: String, data: String, like: Option<String> },
    /// A text file that declares a model.
    Declared { path: PathBuf, data: String, like: Option<String> },
    /// A configuration.
    Configured { path: PathBuf, text: String, data: Option<String> },
}

impl Base {
    /// A trainer of it, of another model or on other data where they are given.
    pub(super) fn trainer(&self, other_model: Option<&str>, other_data: Option<&str>) -> Result<Trainer> {
        let like = |trainer: Trainer, like: &Option<String>| match like {
            Some(model) => trainer.like(model),
            None => Ok(trainer),
        };
        match (self, other_model) {
            (Base::Named { model, data, like: own }, other) => {
                like(Trainer::named(other.unwrap_or(model), other_data.unwrap_or(data))?, own)
            }
            (Base::Declared { data, like: own, .. }, Some(other)) => {
                like(Trainer::named(other, other_data.unwrap_or(data))?, own)
            }
            (Base::Declared { path, data, like: own }, None) => {
                like(Trainer::read(path, other_data.unwrap_or(data))?, own)
            }
            (Base::Configured { path, text, data }, other) => {
                Trainer::parsed(path, text, other, other_data.or(data.as_deref()))
            }
        }
    }
}
