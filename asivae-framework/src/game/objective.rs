//! Objectives in code, for whom an expression is not enough.

use std::sync::{Arc, Mutex, PoisonError};

use asivae_grammar::{builtins, did_you_mean};

use super::Game;
use super::node::NodeKind;
use crate::error::{Error, Result};
use crate::plugin::Clock;
use crate::tensor::Tensor;

/// An objective in code: for whoever needs an `if`, a loop, or a memory of earlier steps.
///
/// It takes the place of a move's objective by [`Trainer::objective`](crate::Trainer::objective). Which gradients flow is as for any other
/// objective of that move, and its terms are recorded by name. In the model's text it is `by_hand(…)`, around what it may read.
///
/// ```
/// # use asivae_framework as asivae;
/// use asivae::{Objective, Result, Tensor, Terms};
///
/// /// The KL only counts once data are reconstructed.
/// struct Patient;
///
/// impl Objective for Patient {
///     fn reads(&self) -> Vec<String> {
///         ["rec(x)", "kl(x)"].map(str::to_owned).to_vec()
///     }
///
///     fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
///         let rec = terms.get("rec(x)")?;
///         if rec.clone().mean().into_scalar::<f32>() > 0.1 { Ok(rec) } else { Ok(rec + terms.get("kl(x)")?) }
///     }
/// }
/// ```
pub trait Objective: Send + 'static {
    /// Everything that it may read, terms and numbers, in the grammar of models: `kl(x)`, `rec(xr, reduce = mean)`, `beta_kl`.
    fn reads(&self) -> Vec<String>;

    /// The objective of a step, `[batch]`, which is averaged, or `[1]`. Whether it is minimised or maximised, the move says.
    ///
    /// # Errors
    ///
    /// Whatever it calls an error; the run ends with it, and nobody is moved.
    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>>;
}

impl Objective for Box<dyn Objective> {
    fn reads(&self) -> Vec<String> {
        self.as_ref().reads()
    }

    fn value(&mut self, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        self.as_mut().value(terms)
    }
}

/// What an objective in code can read. Only what it asks for is computed.
pub struct Terms<'a> {
    pub(super) names: Vec<&'a str>,
    pub(super) evaluate: &'a mut dyn FnMut(usize) -> Tensor<1>,
    pub(super) clock: &'a Clock,
}

impl Terms<'_> {
    /// The value of something that it reads: `[batch]`, or `[1]` for the whole batch and for a number.
    ///
    /// # Errors
    ///
    /// Something that [`reads`](Objective::reads) does not name, with the nearest.
    pub fn get(&mut self, name: &str) -> Result<Tensor<1>> {
        match self.names.iter().position(|known| bare(known) == bare(name)) {
            Some(place) => Ok((self.evaluate)(place)),
            None => Err(Error::Unknown(did_you_mean("term of this objective", name, &self.names))),
        }
    }

    /// Step, progress and epoch.
    pub fn clock(&self) -> &Clock {
        self.clock
    }
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The text of an objective in code.
pub(crate) fn text(objective: &dyn Objective) -> String {
    format!("{}({})", builtins::BY_HAND, objective.reads().join(", "))
}

/// An objective in code and the move that it is for.
pub(crate) type ByHand = (String, Arc<Mutex<Box<dyn Objective>>>);

impl Game {
    /// Gives the moves whose objectives are in code that code.
    ///
    /// # Errors
    ///
    /// A move whose objective is in code, for which there is none.
    pub(crate) fn set_by_hand(&mut self, by_hand: Vec<ByHand>) -> Result<()> {
        self.by_hand = by_hand;
        let missing = self.moves.iter().find(|m| {
            matches!(m.objective.kind, NodeKind::ByHand(_)) && self.by_hand.iter().all(|(title, _)| *title != m.title)
        });
        match missing {
            Some(m) => Err(Error::setting(
                &m.title,
                "its objective is code: only the program that gives it by `Trainer::objective` can train it",
            )),
            None => Ok(()),
        }
    }

    /// Asks the code of a move.
    pub(super) fn ask(&self, title: &str, terms: &mut Terms<'_>) -> Result<Tensor<1>> {
        let Some((_, objective)) = self.by_hand.iter().find(|(own, _)| own == title) else {
            return Err(Error::setting(title, "its objective is code that is not here"));
        };
        objective.lock().unwrap_or_else(PoisonError::into_inner).value(terms)
    }
}
