//! Weights on their way into the networks of a session.

use super::session::Session;
use crate::game::NetworkDecl;
use crate::network::{NamedTensor, Player};

/// A network as a game declares it, and its weights.
pub(super) type Declared<'a> = (&'a NetworkDecl, &'a dyn Player);

/// Weights by network.
pub(super) type Weights = Vec<(String, Vec<NamedTensor>)>;

impl Session {
    /// The networks of a session as its game declares them.
    pub(super) fn declared(&self) -> Vec<Declared<'_>> {
        self.game.networks().iter().zip(self.players.iter().map(|player| player.as_ref())).collect()
    }

    /// Replaces weights of networks by name.
    pub(super) fn load(&mut self, weights: &Weights) {
        for (network, tensors) in weights {
            if let Some(player) = self.network_mut(network) {
                player.load(tensors);
            }
        }
    }
}
