//! Who gives a view: networks, and the posteriors behind them.

use super::network::{NetworkDecl, Role, network_for};
use super::node::Param;
use crate::plugin::{CallInput, ParamValue, PosteriorArg, PosteriorPlugin, working};
use crate::signal::Signal;
use crate::tensor::Tensor;
use crate::view::View;

/// What makes `z` of what a network gives.
pub(super) struct GamePosterior {
    pub(super) plugin: &'static PosteriorPlugin,
    pub(super) params: Vec<Param>,
}

/// For each network, what makes `z` of its outputs, where something does.
pub(super) type Posteriors = Vec<Option<GamePosterior>>;

impl PosteriorPlugin {
    /// What it gives, made of the statistics that it asks for, in order, and of noise; `latent` is `[batch, width]` where it asks for none.
    pub(crate) fn make(
        &self,
        statistics: &[Signal],
        params: &[ParamValue],
        latent: [usize; 2],
        noise: &mut dyn FnMut(PosteriorArg, [usize; 2]) -> Tensor<2>,
    ) -> Vec<(View, Signal)> {
        let first = statistics.first();
        let size = first.map_or(latent, |first| [first.batch(), first.width()]);
        // Noise is shaped like the first of them.
        let shape = |noise: Tensor<2>| match first {
            Some(Signal::Image(t)) => Signal::Image(noise.reshape(t.dims())),
            _ => Signal::Flat(noise),
        };
        let mut given = statistics.iter();
        let views: Vec<Signal> = self
            .takes
            .iter()
            .filter_map(|arg| match arg {
                PosteriorArg::Statistic(_) => given.next().cloned(),
                PosteriorArg::Normal | PosteriorArg::Uniform => Some(shape(noise(*arg, size))),
            })
            .collect();
        let input = CallInput { views: &views, networks: &[], params };
        let made = working(self.info, || (self.call)(&input));
        self.gives.iter().copied().zip(made).collect()
    }
}

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
