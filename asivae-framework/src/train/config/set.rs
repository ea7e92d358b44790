//! Setting what a name stands for.

use std::ops::RangeInclusive;

use super::keys::Key;
use super::table::{KEYS, LARGEST_RATE, NONE};
use super::{RunConfig, Warmup};
use crate::error::{Error, Result};
use crate::plugin::{self, FeaturesPlugin};

/// What TOML can hold.
pub(super) const MOST: usize = i64::MAX as usize;

/// Sections whose keys are the run's.
const SECTIONS: [&str; 8] = ["train", "optim", "ema", "warmup", "networks", "eval", "early_stop", "checkpoint"];

/// Forms of keys that have a name in them.
const OPEN: [&str; 6] =
    ["networks.encoder", "networks.decoder", "networks.*", "optim.encoder.lr", "optim.decoder.lr", "warmup.beta_kl"];

impl RunConfig {
    /// The settings of a run that are the same for every model. Beside them there are `networks.NAME`, `optim.PLAYER.lr`,
    /// `warmup.NAME` and `eval.EXTRACTOR`, a file of weights.
    pub fn keys() -> &'static [Key] {
        &KEYS
    }

    /// Names of settings, for messages.
    pub(crate) fn key_names() -> Vec<&'static str> {
        KEYS.iter().map(|key| key.name).chain(OPEN).collect()
    }

    /// What to say of a key that is none, with the nearest of these or of `others`.
    pub(crate) fn unknown_key(key: &str, others: &[&str]) -> String {
        let ending = format!(".{key}");
        match KEYS.iter().find(|own| own.name.ends_with(&ending)) {
            Some(own) => format!("unknown setting `{key}`; did you mean `{}`?", own.name),
            None => {
                let names: Vec<&str> = Self::key_names().into_iter().chain(others.iter().copied()).collect();
                asivae_grammar::did_you_mean("setting", key, &names)
            }
        }
    }

    /// Whether a key is the run's rather than the model's.
    pub(crate) fn owns(key: &str) -> bool {
        let head = key.split_once('.').map(|(head, _)| head);
        head.is_some_and(|head| SECTIONS.contains(&head)) || KEYS.iter().any(|own| own.name == key)
    }

    /// Sets a key of the run.
    ///
    /// # Errors
    ///
    /// An unknown key, or a value that it cannot take.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let value = value.trim();
        let key = if key == "networks.latent" { "latent" } else { key };
        match KEYS.iter().find(|own| own.name == key) {
            Some(own) => own.set(self, value),
            None => self.set_open(key, value),
        }
    }

    /// Keys whose last part is a name: of a network, or of a part of the warm-up's model.
    fn set_open(&mut self, key: &str, value: &str) -> Result<()> {
        match key.split_once('.') {
            Some(("networks", name)) => {
                if name == "*" {
                    // All that it suits: what was set of single ones before is over.
                    let inputless = plugin::is_inputless(value);
                    self.networks.retain(|_, other| plugin::is_inputless(other) != inputless);
                }
                self.networks.insert(name.to_owned(), value.to_owned());
            }
            Some(("eval", name)) => {
                let all = plugin::all::<FeaturesPlugin>();
                if !all.iter().any(|extractor| extractor.weights && extractor.info.name == name) {
                    let files = all.iter().filter(|extractor| extractor.weights);
                    let files: Vec<String> = files.map(|extractor| format!("eval.{}", extractor.info.name)).collect();
                    let files: Vec<&str> = files.iter().map(String::as_str).collect();
                    return Err(Error::Unknown(RunConfig::unknown_key(key, &files)));
                }
                match value {
                    NONE | "" => self.eval.weights.remove(name),
                    file => self.eval.weights.insert(name.to_owned(), file.to_owned()),
                };
            }
            Some(("warmup", name)) => {
                let set = &mut self.warmup_mut().set;
                set.retain(|old| old.split_once('=').is_none_or(|(key, _)| key != name));
                set.push(format!("{name}={value}"));
            }
            Some(("optim", rest)) if rest.strip_suffix(".lr").is_some_and(|player| !player.is_empty()) => {
                let player = rest.strip_suffix(".lr").unwrap_or(rest).to_owned();
                self.optim.players.insert(player, number(key, value, 0.0, LARGEST_RATE)?);
            }
            _ => return Err(Error::Unknown(RunConfig::unknown_key(key, &[]))),
        }
        Ok(())
    }

    pub(super) fn warmup_mut(&mut self) -> &mut Warmup {
        self.warmup.get_or_insert_with(|| Warmup { model: "vae".to_owned(), steps: 0, set: Vec::new() })
    }
}

pub(super) fn whole(key: &str, value: &str, range: &RangeInclusive<usize>) -> Result<usize> {
    let expected = || {
        let most = if *range.end() == MOST { String::new() } else { format!(" and at most {}", range.end()) };
        Error::setting(key, format!("expected a whole number, at least {}{most}; found `{value}`", range.start()))
    };
    value.replace('_', "").parse::<usize>().ok().filter(|v| range.contains(v)).ok_or_else(expected)
}

pub(super) fn number(key: &str, value: &str, min: f64, max: f64) -> Result<f64> {
    let expected = || {
        let most = if max == f64::MAX { String::new() } else { format!(" and at most {max}") };
        Error::setting(key, format!("expected a finite number, at least {min}{most}; found `{value}`"))
    };
    value.replace('_', "").parse::<f64>().ok().filter(|v| (min..=max).contains(v)).ok_or_else(expected)
}

pub(super) fn milestones(key: &str, value: &str) -> Result<Vec<usize>> {
    let Some(inner) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return Err(Error::setting(key, format!("expected a list of steps, `[4000, 5500]`; found `{value}`")));
    };
    let parts = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| whole(key, part, &(1..=MOST))).collect()
}
