//! Who gives a view: networks, and the posteriors behind them.

use super::network::{NetworkDecl, Role, network_for};
use super::node::Param;
use crate::plugin::PosteriorPlugin;
use crate::view::View;

/// What makes `z` of what a network gives.
pub(super) struct GamePosterior {
    pub(super) plugin: &'static PosteriorPlugin,
    pub(super) params: Vec<Param>,
}

/// For each network, what makes `z` of its outputs, where something does.
pub(super) type Posteriors = Vec<Option<GamePosterior>>;

/// Whether a network, or the posterior behind it, gives a view.
pub(super) fn gives(networks: &[NetworkDecl], posteriors: &Posteriors, network: usize, view: View) -> bool {
    let behind = posteriors.get(network).and_then(Option::as_ref);
    networks[network].gives(view.name()) || behind.is_some_and(|posterior| posterior.plugin.gives.contains(&view))
}

/// The network that gives a view of a source: the one that was cast and no other, or the usual posterior, else the first that does.
pub(super) fn giver(
    networks: &[NetworkDecl],
    posteriors: &Posteriors,
    cast: Option<usize>,
    view: View,
) -> Option<usize> {
    if let Some(cast) = cast {
        return Some(cast).filter(|place| gives(networks, posteriors, *place, view));
    }
    let usual = network_for(networks, Role::Posterior);
    let others = (0..networks.len()).filter(|place| networks[*place].role() == Role::Posterior);
    usual.into_iter().chain(others).find(|place| gives(networks, posteriors, *place, view))
}
