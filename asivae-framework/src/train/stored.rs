//! Weights out of the folder of a run: its result where it stopped, else its last checkpoint.

use std::path::{Path, PathBuf};

use super::session::Session;
use super::state::{State, by_network};
use super::trained::Run;
use super::weights::Weights;
use crate::error::{Error, Result};
use crate::network::NamedTensor;
use crate::run::{RunDirectory, Snapshot, read_checkpoint};

/// The weights of each of these networks, or their moving averages.
///
/// # Errors
///
/// A folder that has neither, or files that cannot be read.
pub(super) fn weights_of(directory: &RunDirectory, networks: &[String], average: bool) -> Result<Weights> {
    let mut found = Vec::new();
    for name in networks {
        match directory.weights(name, average)? {
            Some(weights) => found.push((name.clone(), weights)),
            None => {
                let lack = format!("no weights of the network `{name}`, and no checkpoint that can be used");
                let snapshot = last_checkpoint(directory).ok_or_else(|| Error::io(directory.path(), lack))?;
                return weights_in(snapshot, directory.path(), average);
            }
        }
    }
    Ok(found)
}

/// The weights of each network in a checkpoint.
pub(super) fn weights_in(snapshot: Snapshot, path: &Path, average: bool) -> Result<Weights> {
    let networks = by_network(snapshot.tensors).map_err(|message| Error::io(path, message))?;
    let own = networks.into_iter().map(|(name, state)| {
        let averaged = state.average.filter(|_| average);
        (name, averaged.unwrap_or(state.weights))
    });
    Ok(own.collect())
}

/// The last checkpoint that is whole.
fn last_checkpoint(directory: &RunDirectory) -> Option<Snapshot> {
    directory.checkpoints().into_iter().rev().find_map(|(steps, path)| read_checkpoint(steps, &path).ok())
}

/// The checkpoint after so many steps, `3000`, or the `best` one.
///
/// # Errors
///
/// One that is not there, with those that are.
pub(super) fn find_checkpoint(directory: &RunDirectory, wanted: &str) -> Result<(usize, PathBuf)> {
    let all = directory.checkpoints();
    let steps = match wanted {
        "best" => all.iter().rev().find_map(|(steps, path)| {
            let state = State::read(&read_checkpoint(*steps, path).ok()?).ok()?;
            Some(state.watch.best?.steps)
        }),
        number => number.parse().ok(),
    };
    let found = steps.and_then(|steps| all.iter().find(|(own, _)| *own == steps));
    found.cloned().ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|(steps, _)| steps.to_string()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let message = format!("there is no checkpoint `{wanted}`; those after these steps are there: {known} (`best` needs checkpoint.best)");
        Error::io(directory.path(), message)
    })
}

/// What was taken from another run.
pub(super) struct Begun {
    /// For whoever trains: a sentence for each network.
    pub(super) notes: Vec<String>,
    /// Of the weights that were found.
    pub(super) blake3: String,
}

fn checksum(found: &Weights) -> String {
    // Files and checkpoints have them in orders of their own.
    let mut all: Vec<_> =
        found.iter().flat_map(|(network, weights)| weights.iter().map(move |one| (network, one))).collect();
    all.sort_by(|(a, (b, _)), (c, (d, _))| (a, b).cmp(&(c, d)));
    let mut hasher = blake3::Hasher::new();
    for (network, (name, data)) in all {
        hasher.update(format!("{network}/{name} {:?}\n", data.shape()).as_bytes());
        hasher.update(data.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

impl Session {
    /// Puts the weights of another run, of a checkpoint (`RUN@3000`, `RUN@best`) or of an export in the place of those that were drawn, as far as names and shapes agree; what was taken, in words.
    ///
    /// # Errors
    ///
    /// A folder without weights, or weights of which none fits.
    pub(super) fn begin_with(&mut self, folder: &Path) -> Result<Begun> {
        let names: Vec<String> = self.networks().map(|(name, _)| name.to_owned()).collect();
        let found = Run::named_at(folder)?.weights();
        let mut notes = Vec::new();
        let mut taken = 0;
        for name in &names {
            let weights = found.iter().find(|(other, _)| other == name).map(|(_, weights)| weights.as_slice());
            let Some(player) = self.network_mut(name) else { continue };
            let own = player.weights();
            let fits = |(tensor, data): &&NamedTensor| {
                own.iter().any(|(other, other_data)| other == tensor && other_data.shape() == data.shape())
            };
            let fitting: Vec<NamedTensor> = weights.unwrap_or_default().iter().filter(fits).cloned().collect();
            player.load(&fitting);
            taken += fitting.len();
            notes.push(match (weights, fitting.len()) {
                (None, _) => format!("{name}: drawn anew; {} has no such network", folder.display()),
                (Some(_), 0) => format!("{name}: drawn anew; no tensor of {} has its shapes", folder.display()),
                (Some(_), all) if all == own.len() => {
                    format!("{name}: all {all} tensors from {}", folder.display())
                }
                (Some(_), some) => {
                    let anew = own.iter().map(|(tensor, _)| tensor.as_str());
                    let anew = anew.filter(|tensor| fitting.iter().all(|(other, _)| other != tensor));
                    let anew = anew.collect::<Vec<_>>().join(", ");
                    format!("{name}: {some} of {} tensors from {}; drawn anew: {anew}", own.len(), folder.display())
                }
            });
        }
        for (other, _) in found.iter().filter(|(other, _)| !names.contains(other)) {
            notes.push(format!("{other}: left aside; the model has no such network"));
        }
        if taken == 0 {
            let message = format!("none of its tensors fits the networks of this run ({})", names.join(", "));
            return Err(Error::io(folder, message));
        }
        self.lead_anew(&found);
        Ok(Begun { notes, blake3: checksum(&found) })
    }

    /// A network that another one leads begins as its copy, unless it has weights of its own.
    fn lead_anew(&mut self, found: &Weights) {
        let follows: Vec<(usize, usize)> =
            self.game.follows().iter().map(|follow| (follow.network, follow.leader)).collect();
        for (network, leader) in follows {
            let name = &self.game.networks()[network].name;
            if found.iter().all(|(other, _)| other != name) {
                let weights = self.players[leader].tensors();
                self.players[network].led_by(weights, 0.0);
            }
        }
    }
}
