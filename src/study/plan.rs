//! The runs of a study, before any is begun.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rand::RngExt;

use super::axis::{Axis, split};
use super::{Base, Exclusion, Study};
use crate::random::rng;
use crate::{Error, Result, Trainer};

/// The runs of a study.
pub struct Plan {
    /// Names of the axes.
    pub axes: Vec<String>,
    /// What is compared, each with all seeds.
    pub variants: Vec<Planned>,
    /// Seeds of every variant.
    pub seeds: Vec<u64>,
}

/// One variant of a study.
pub struct Planned {
    /// `c=cosine,beta_neg=0.9`, which is also the name of its folder.
    pub name: String,
    /// Its value on each axis.
    pub places: Vec<String>,
    /// What trains it, but for the seed and the folder.
    pub(super) recipe: Recipe,
    /// Steps of its runs.
    pub(super) steps: usize,
    /// Threads of each.
    pub(super) threads: usize,
}

/// What makes a trainer, as often as one is needed.
pub(super) struct Recipe {
    base: Base,
    settings: Vec<(String, String)>,
}

impl Plan {
    /// The plan of a study.
    pub(super) fn of(study: &Study) -> Result<Plan> {
        let combinations = combinations(study)?;
        let names = names(study, &combinations);
        study.check_choices(&names)?;
        let all = combinations.len();
        let (mut variants, mut wrong) = (Vec::new(), Vec::new());
        for (indices, name) in combinations.into_iter().zip(names) {
            let values = || study.axes.iter().zip(&indices).map(|(axis, i)| &axis.values[*i]);
            let settings = study.settings.iter().chain(values().flat_map(|value| &value.settings)).chain(&study.last);
            let settings = settings.cloned().collect();
            let recipe = Recipe { base: study.base.clone(), settings };
            let places = values().map(|value| value.label.clone()).collect();
            match recipe.trainer() {
                Ok(trainer) => {
                    let (steps, threads) = (trainer.config().train.steps, trainer.config().threads);
                    variants.push(Planned { name, places, recipe, steps, threads });
                }
                Err(error) => wrong.push((name, error)),
            }
        }
        match wrong.is_empty() {
            true => Ok(Plan {
                axes: study.axes.iter().map(|axis| axis.name.clone()).collect(),
                variants,
                seeds: study.seeds.clone(),
            }),
            false => Err(mistakes(wrong, all)),
        }
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.variants.len() * self.seeds.len()
    }
}

impl Planned {
    /// Where its run of a seed stands in the folder of a study.
    pub fn folder(&self, study: &Path, seed: u64) -> PathBuf {
        study.join(RUNS).join(&self.name).join(seed_name(seed))
    }

    /// The trainer of its run of a seed.
    pub(super) fn trainer(&self, seed: u64) -> Result<Trainer> {
        Ok(self.recipe.trainer()?.seed(seed))
    }
}

/// Where the runs stand in the folder of a study.
pub(super) const RUNS: &str = "runs";

pub(super) fn seed_name(seed: u64) -> String {
    format!("seed={seed}")
}

impl Recipe {
    /// The trainer of these settings; the processor's threads are one where nobody says otherwise.
    fn trainer(&self) -> Result<Trainer> {
        let choice = |names: &[&str]| {
            let own = self.settings.iter().rev().find(|(key, _)| names.contains(&key.as_str()));
            own.map(|(_, value)| value.as_str())
        };
        let (model, data) = (choice(&["model", "model.name"]), choice(&["data"]));
        let mut trainer = self.base.trainer(model, data)?;
        let (mut wrong, mut dropped) = (Vec::new(), Vec::new());
        for (key, value) in &self.settings {
            // Behind a question mark: where the model has it.
            let (name, only_where_known) = key.strip_suffix('?').map_or((key.as_str(), false), |name| (name, true));
            let made = match name {
                "model" | "model.name" | "data" => Ok(()),
                "seed" => Err(Error::setting("seed", "the seeds of a study are given by themselves, --seeds 0..5")),
                "drop" | "model.drop" => {
                    dropped.extend(terms(value));
                    Ok(())
                }
                _ => trainer.adjust(name, value),
            };
            match made {
                Err(Error::Unknown(_)) if only_where_known => {}
                other => wrong.extend(other.err()),
            }
        }
        if wrong.is_empty() && !trainer.applied().iter().any(|applied| applied.key == "threads") {
            trainer = trainer.threads(1);
        }
        match wrong.len() {
            0 => dropped.into_iter().try_fold(trainer, |trainer, term| trainer.drop_term(term)),
            1 => Err(wrong.remove(0)),
            _ => Err(Error::Several(wrong)),
        }
    }
}

/// The terms of `rec(xr)` or `[rec(xr), kl(x)]`.
pub(super) fn terms(list: &str) -> Vec<&str> {
    let inner = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(list);
    split(inner).into_iter().map(str::trim).filter(|term| !term.is_empty()).collect()
}

/// Beyond this a grid is a mistake.
const MOST_VARIANTS: usize = 10_000;

/// Every combination of values that is not left out, the last axis fastest; or so many of them, drawn by a seed, in their own order.
fn combinations(study: &Study) -> Result<Vec<Vec<usize>>> {
    let axes = &study.axes;
    let all = axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.values.len())).unwrap_or(usize::MAX);
    let wanted = study.random.map_or(all, |(count, _)| count.min(all));
    if wanted > MOST_VARIANTS || all == usize::MAX {
        let message =
            format!("the grid has {all} variants; expected at most {MOST_VARIANTS}: --random 100 draws some of them");
        return Err(Error::setting("variants", message));
    }
    let indices = |mut number: usize| {
        let mut indices: Vec<usize> = Vec::new();
        for axis in axes.iter().rev() {
            indices.insert(0, number % axis.values.len());
            number /= axis.values.len();
        }
        indices
    };
    let kept = |indices: &Vec<usize>| !study.excluded.iter().any(|rule| is_excluded(rule, axes, indices));
    let combinations: Vec<Vec<usize>> = match study.random {
        None => (0..all).map(indices).filter(kept).collect(),
        Some((_, seed)) => {
            let mut rng = rng(seed, 0, "random variants");
            let mut drawn = BTreeSet::new();
            // Some may be left out: others are drawn in their place, as long as there are some.
            for _ in 0..DRAWS_PER_VARIANT * wanted {
                let number = rng.random_range(0..all);
                if drawn.len() < wanted && kept(&indices(number)) {
                    drawn.insert(number);
                }
            }
            drawn.into_iter().map(indices).collect()
        }
    };
    match combinations.is_empty() {
        true => Err(Error::setting("exclude", "every combination is left out; expected one to train")),
        false => Ok(combinations),
    }
}

/// Draws for each variant that is wanted: enough to come by nearly all of a small grid.
const DRAWS_PER_VARIANT: usize = 64;

/// Whether a combination has one of the named values on each of the named axes. An axis that is not there any more leaves nothing out.
fn is_excluded(rule: &Exclusion, axes: &[Axis], indices: &[usize]) -> bool {
    rule.iter().all(|(name, values)| {
        let place = axes.iter().position(|axis| axis.name == *name);
        place.is_some_and(|place| values.contains(&axes[place].values[indices[place]].label))
    })
}

/// A name for each variant, by which it is shown and its folder is called: no sign in it that a shell would read.
fn names(study: &Study, combinations: &[Vec<usize>]) -> Vec<String> {
    let name = |indices: &Vec<usize>| {
        let parts = study.axes.iter().zip(indices).map(|(axis, i)| match axis.name.as_str() {
            VARIANT => plain(&axis.values[*i].label),
            axis_name => format!("{}={}", plain(axis_name), plain(&axis.values[*i].label)),
        });
        let name = parts.collect::<Vec<_>>().join(",");
        if name.is_empty() { ONLY.to_owned() } else { name }
    };
    let all: Vec<String> = combinations.iter().map(name).collect();
    let exact = |indices: &Vec<usize>| -> Vec<&str> {
        study.axes.iter().zip(indices).map(|(axis, i)| axis.values[*i].label.as_str()).collect()
    };
    // Signs that were left out may have been all that two names differ in, and a folder's name has an end.
    let shortened = |(name, indices): (&String, &Vec<usize>)| {
        let unique = all.iter().filter(|other| other.eq_ignore_ascii_case(name)).count() == 1;
        if unique && name.len() <= LONGEST_NAME {
            return name.clone();
        }
        let checksum = crc32c::crc32c(exact(indices).join("\n").as_bytes());
        let head: String = name.chars().take(LONGEST_NAME - 9).collect();
        format!("{head}-{checksum:08x}")
    };
    all.iter().zip(combinations).map(shortened).collect()
}

/// The axis of named variants, which has no name of its own in theirs.
pub(super) const VARIANT: &str = "variant";
/// The name of what has no axis.
const ONLY: &str = "only";
const LONGEST_NAME: usize = 120;

/// Without blanks and brackets: `tanh_ramp(rate = 2)` is `tanh_ramp-rate=2`.
fn plain(text: &str) -> String {
    if text.trim().parse::<f64>().is_ok() {
        return text.trim().to_owned();
    }
    let kept = |c: char| c.is_ascii_alphanumeric() || "_.=+-".contains(c);
    let marked: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if kept(c) { c } else { '-' }).collect();
    let parts: Vec<&str> = marked.split('-').filter(|part| !part.is_empty()).collect();
    // A folder whose name begins with a dot is hidden, or the one above.
    parts.join("-").trim_start_matches('.').to_owned()
}

/// What is wrong in some variants, each mistake once.
fn mistakes(wrong: Vec<(String, Error)>, all: usize) -> Error {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    let single = |(name, error): (String, Error)| match error {
        Error::Several(errors) => errors.into_iter().map(|error| (name.clone(), error)).collect(),
        error => vec![(name, error)],
    };
    for (name, error) in wrong.into_iter().flat_map(single) {
        let text = error.to_string();
        match grouped.iter_mut().find(|(other, _)| *other == text) {
            Some((_, names)) => names.push(name),
            None => grouped.push((text, vec![name])),
        }
    }
    let errors = grouped.into_iter().map(|(text, names)| match names.as_slice() {
        names if names.len() == all => Error::Unknown(text),
        [name] => Error::setting(format!("variant {name}"), text),
        [name, rest @ ..] => Error::setting(format!("variant {name} and {} more", rest.len()), text),
        [] => Error::Unknown(text),
    });
    let mut errors: Vec<Error> = errors.collect();
    if errors.len() == 1 { errors.remove(0) } else { Error::Several(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(study: Study) -> Vec<String> {
        study.plan().unwrap().variants.into_iter().map(|variant| variant.name).collect()
    }

    fn grid() -> Study {
        let study = Study::new("s-introvae", "8-gaussians");
        study.vary("gamma", ["1", "1e-8"]).unwrap().vary("beta_neg", ["0.5", "0.9"]).unwrap()
    }

    #[test]
    fn a_combination_is_left_out_where_all_named_values_meet() {
        let together = grid().exclude([("gamma", "1e-8"), ("beta_neg", "0.9")]);
        assert_eq!(names(together), ["gamma=1,beta_neg=0.5", "gamma=1,beta_neg=0.9", "gamma=1e-8,beta_neg=0.5"]);
        assert_eq!(names(grid().exclude([("gamma", "1")])), ["gamma=1e-8,beta_neg=0.5", "gamma=1e-8,beta_neg=0.9"]);
        assert_eq!(names(grid().exclude([("gamma", "1")]).exclude([("beta_neg", "0.5")])), ["gamma=1e-8,beta_neg=0.9"]);
        // The axis is gone once it is set to one value.
        let set = grid().exclude([("gamma", "1e-8"), ("beta_neg", "0.9")]).set_or_vary("gamma", "1e-8").unwrap();
        assert_eq!(names(set), ["beta_neg=0.5", "beta_neg=0.9"]);
        let none = grid().exclude([("gamma", "1")]).exclude([("gamma", "1e-8")]).plan();
        assert!(none.is_err_and(|error| error.to_string().contains("every combination")));
    }
}
