//! A setting of a run: its name, what it is, and how it is read and written.

use std::ops::RangeInclusive;

use super::RunConfig;
use super::set::{MOST, milestones, number, whole};
use crate::error::{Error, Result};

/// A setting of the run that is the same for every model.
pub struct Key {
    /// Its name, `train.steps`.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    pub(super) field: Field,
}

/// What a setting can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Holds {
    /// A whole number.
    Whole(RangeInclusive<usize>),
    /// A number.
    Number(f64, f64),
    /// A list of steps.
    Steps,
    /// A text.
    Text,
}

/// Where it stands in a configuration, and what it takes there.
pub(super) enum Field {
    Whole(fn(&mut RunConfig) -> &mut usize, RangeInclusive<usize>),
    Seed(fn(&mut RunConfig) -> &mut u64),
    Number(fn(&mut RunConfig) -> &mut f64, f64, f64),
    Steps(fn(&mut RunConfig) -> &mut Vec<usize>),
    Text(fn(&RunConfig) -> String, fn(&mut RunConfig, &str) -> Result<()>),
}

impl Key {
    /// What it can hold.
    pub fn holds(&self) -> Holds {
        match &self.field {
            Field::Whole(_, range) => Holds::Whole(range.clone()),
            Field::Seed(_) => Holds::Whole(0..=MOST),
            Field::Number(_, min, max) => Holds::Number(*min, *max),
            Field::Steps(_) => Holds::Steps,
            Field::Text(..) => Holds::Text,
        }
    }

    /// Its value in a configuration, as it is written in TOML, without quotation marks.
    pub fn value(&self, config: &RunConfig) -> String {
        // Fields are reached through references that could change them.
        let mut config = config.clone();
        match &self.field {
            Field::Whole(field, _) => field(&mut config).to_string(),
            Field::Seed(field) => field(&mut config).to_string(),
            Field::Number(field, ..) => format!("{:?}", field(&mut config)),
            Field::Steps(field) => format!("{:?}", field(&mut config)),
            Field::Text(get, _) => get(&config),
        }
    }

    pub(super) fn set(&self, config: &mut RunConfig, value: &str) -> Result<()> {
        match &self.field {
            Field::Whole(field, range) => *field(config) = whole(self.name, value, range)?,
            Field::Seed(field) => *field(config) = whole(self.name, value, &(0..=usize::MAX))? as u64,
            Field::Number(field, min, max) => *field(config) = number(self.name, value, *min, *max)?,
            Field::Steps(field) => *field(config) = milestones(self.name, value)?,
            Field::Text(_, set) => set(config, value).map_err(|error| match error {
                Error::Setting { message, .. } | Error::Device(message) => Error::setting(self.name, message),
                other => other,
            })?,
        }
        Ok(())
    }
}
