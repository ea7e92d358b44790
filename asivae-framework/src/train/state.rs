//! The state of a training between two steps, as a checkpoint has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::session::Session;
use super::watch::Watch;
use crate::game::Remembrance;
use crate::network::{Count, NamedTensor, PlayerState};
use crate::run::Snapshot;

/// All that is no tensor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    /// Steps done.
    pub(super) steps: usize,
    /// Wall-clock seconds so far.
    pub(super) seconds: f64,
    /// Lengths of the records.
    pub(super) records: BTreeMap<String, u64>,
    /// The configuration, as it is written in the folder of the run.
    pub(super) config: String,
    /// What the figures so far say of going on.
    pub(super) watch: Watch,
    /// What schedules remember, of the warm-up and of the game.
    schedules: [Remembrance; 2],
    /// Numbers of the optimisers, by network.
    counts: BTreeMap<String, BTreeMap<String, Count>>,
    /// The last recorded values, for the message of a failure.
    last: Option<(usize, Vec<(String, f64)>)>,
}

const WEIGHTS: &str = "weights";
const AVERAGE: &str = "average";
const ADAM: &str = "adam";

impl Session {
    /// The state after a step; `state` has what the session does not know.
    pub(super) fn save(&self, mut state: State) -> Result<Snapshot, String> {
        let mut tensors: Vec<NamedTensor> = Vec::new();
        for (name, player) in self.networks() {
            let own = player.state()?;
            let parts = [(WEIGHTS, own.weights), (AVERAGE, own.average.unwrap_or_default()), (ADAM, own.moments)];
            for (part, named) in parts {
                tensors.extend(named.into_iter().map(|(tensor, data)| (format!("{name}/{part}/{tensor}"), data)));
            }
            state.counts.insert(name.to_owned(), own.counts);
        }
        let empty = crate::game::Game::default();
        let warmup = self.warmup.as_ref().map_or(&empty, |(game, _)| game);
        state.schedules = [warmup.remember(&self.memories[0])?, self.game.remember(&self.memories[1])?];
        state.last.clone_from(&self.last);
        let mut bytes = Vec::new();
        ciborium::into_writer(&state, &mut bytes).map_err(|error| error.to_string())?;
        Ok(Snapshot { tensors, state: bytes })
    }

    /// Takes up a state. A session that refuses one may have taken up a part of it.
    pub(super) fn restore(&mut self, snapshot: Snapshot) -> Result<State, String> {
        let mut state = State::read(&snapshot)?;
        let empty = crate::game::Game::default();
        let warmup = self.warmup.as_ref().map_or(&empty, |(game, _)| game);
        let memories = [warmup.recall(&state.schedules[0])?, self.game.recall(&state.schedules[1])?];
        let mut found = by_network(snapshot.tensors)?;
        let names: Vec<String> = self.networks().map(|(name, _)| name.to_owned()).collect();
        for name in &names {
            let mut own = found.remove(name).ok_or_else(|| format!("it has no network `{name}`"))?;
            own.counts = state.counts.remove(name).unwrap_or_default();
            if let Some(player) = self.network_mut(name) {
                player.restore(&own).map_err(|error| format!("network `{name}`: {error}"))?;
            }
        }
        if let Some(name) = found.keys().next() {
            return Err(format!("it has a network `{name}`, which the model has not"));
        }
        self.memories = memories;
        self.last = state.last.take();
        Ok(state)
    }
}

impl State {
    /// All of a checkpoint that is no tensor.
    pub(super) fn read(snapshot: &Snapshot) -> Result<State, String> {
        ciborium::from_reader(snapshot.state.as_slice()).map_err(|error| error.to_string())
    }
}

/// Tensors of a checkpoint by network: `encoder/weights/layers.0.weight`.
pub(super) fn by_network(tensors: Vec<NamedTensor>) -> Result<BTreeMap<String, PlayerState>, String> {
    let mut networks: BTreeMap<String, PlayerState> = BTreeMap::new();
    for (name, data) in tensors {
        let mut parts = name.splitn(3, '/');
        let (Some(network), Some(part), Some(tensor)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("it has a tensor `{name}`, which belongs to no network"));
        };
        let own = networks.entry(network.to_owned()).or_default();
        let place = match part {
            WEIGHTS => &mut own.weights,
            AVERAGE => own.average.get_or_insert_default(),
            ADAM => &mut own.moments,
            _ => return Err(format!("it has a tensor `{name}`, which is neither weight nor average nor of Adam")),
        };
        place.push((tensor.to_owned(), data));
    }
    Ok(networks)
}
