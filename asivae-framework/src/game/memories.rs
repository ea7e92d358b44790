//! What the schedules of a game remember from step to step, and what was measured for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Game, Numbers, TermLog};
use crate::plugin::{Clock, Measured, ScheduleState, working};

/// What the schedules of a game remember, and what was measured for them.
pub(crate) struct Memories {
    states: Vec<Box<dyn ScheduleState>>,
    means: BTreeMap<String, f64>,
}

/// The same, to be written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Remembrance {
    /// By the text of the call.
    states: Vec<(String, Vec<u8>)>,
    means: BTreeMap<String, f64>,
}

impl Game {
    /// A beginning for every schedule that remembers.
    pub(crate) fn memories(&self) -> Memories {
        let states = self.remembering.iter().filter_map(|one| one.plugin.state).map(|fresh| fresh()).collect();
        Memories { states, means: BTreeMap::new() }
    }

    /// Writes down what schedules remember.
    pub(crate) fn remember(&self, memories: &Memories) -> Result<Remembrance, String> {
        let states = self.remembering.iter().zip(&memories.states).map(|(one, state)| {
            let bytes = state.save().map_err(|error| format!("the state of `{}`: {error}", one.text))?;
            Ok((one.text.clone(), bytes))
        });
        let states = states.collect::<Result<_, String>>()?;
        Ok(Remembrance { states, means: memories.means.clone() })
    }

    /// Takes up what was written down.
    pub(crate) fn recall(&self, written: &Remembrance) -> Result<Memories, String> {
        let mut memories = self.memories();
        memories.means.clone_from(&written.means);
        for (one, state) in self.remembering.iter().zip(&mut memories.states) {
            let Some((_, bytes)) = written.states.iter().find(|(text, _)| *text == one.text) else {
                return Err(format!("the state of `{}` is missing", one.text));
            };
            state.load(bytes).map_err(|error| format!("the state of `{}`: {error}", one.text))?;
        }
        Ok(memories)
    }

    /// Moves every schedule that remembers on by a step; their values in order.
    pub(crate) fn advance(&self, clock: Clock, memories: &mut Memories) -> Vec<f64> {
        let mut numbers = Numbers::without(clock, Vec::new());
        let mut values = Vec::new();
        for (one, state) in self.remembering.iter().zip(&mut memories.states) {
            let measured: Vec<Measured> =
                one.measured.iter().map(|name| memories.means.get(name).copied().into()).collect();
            let params = numbers.params(self, &one.params);
            let value = numbers.with_inner(self, &one.inner, |inner| {
                working(one.plugin.info, || state.advance(&clock, inner, &measured, &params))
            });
            values.push(value);
            // A later one may depend on an earlier one.
            numbers = Numbers::without(clock, values.clone());
        }
        values
    }

    /// Whether numbers of it depend on what was measured before.
    pub(crate) fn remembers(&self) -> bool {
        !self.remembering.is_empty()
    }

    /// Whether some schedule measures the term.
    pub(crate) fn measures(&self, term: &str) -> bool {
        self.remembering.iter().any(|one| one.measured.iter().any(|name| name == term))
    }

    /// Notes the means of terms that some schedule measures.
    pub(crate) fn measure(&self, terms: &[TermLog], memories: &mut Memories) {
        for log in terms.iter().filter(|log| !log.is_let && self.measures(&log.name)) {
            memories.means.insert(log.name.clone(), log.value.clone().mean().into_scalar::<f64>());
        }
    }
}
