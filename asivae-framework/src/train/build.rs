//! From a configuration and a game to a session: networks, their weights, and who leads whom.

use std::sync::OnceLock;

use super::config::RunConfig;
use super::sampling::check_sampler;
use super::session::Session;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::game::{Game, NetworkDecl};
use crate::network::{AdamSettings, Player};
use crate::plugin;

impl Session {
    /// Builds the networks of a game and draws their weights.
    ///
    /// # Errors
    ///
    /// A device that is not there, an unknown architecture, labels that the data lack, a warm-up that plays networks which the game lacks.
    pub fn new(config: &RunConfig, game: Game, warmup: Option<(Game, usize)>, data: &dyn Dataset) -> Result<Session> {
        let (shape, classes, epoch_steps) = (data.shape(), data.classes(), data.steps_per_epoch(config.train.batch));
        let games = std::iter::once(&game).chain(warmup.as_ref().map(|(game, _)| game));
        if classes == 1 && games.clone().any(Game::reads_labels) {
            let message =
                format!("`{}` reads labels `y`: expected at least 2 classes; `{}` has 1", config.model, data.name());
            return Err(Error::setting("data", message));
        }
        if shape.contains(&0) {
            let message = format!("expected channels, height and width, each at least 1; found {shape:?}");
            return Err(Error::setting(format!("the data set `{}`", data.name()), message));
        }
        if classes == 0 && games.clone().any(Game::reads_labels) {
            let message = format!("`{}` reads labels `y`, and `{}` has none", config.model, data.name());
            return Err(Error::setting("data", message));
        }
        let (sampler, _) = plugin::sampler(&config.sampler)?;
        check_sampler(sampler, &config.model, &game.networks().iter().collect::<Vec<_>>())?;
        let usual = config.networks.get("*").map(|text| (text, plugin::is_inputless(text)));
        if let Some((text, inputless)) = usual
            && game.networks().iter().all(|network| network.inputs.is_empty() != inputless)
        {
            let [own, theirs] = if inputless { ["nothing", "something"] } else { ["inputs", "nothing"] };
            let message = format!("`{text}` reads {own}, and every network of `{}` reads {theirs}", config.model);
            return Err(Error::setting("networks.*", message));
        }
        let device = config.device.open()?.autodiff();
        let mut players = Vec::new();
        let adam =
            AdamSettings { beta_1: config.optim.beta_1, beta_2: config.optim.beta_2, epsilon: config.optim.epsilon };
        for (place, network) in game.networks().iter().enumerate() {
            let io = network.io(shape, config.latent, classes);
            let text = architecture(config, &game, place);
            let mut player = plugin::build_network(&network.name, text, &io, &device)?;
            player.initialise(config.seed, &network.name);
            player.set_optimiser(&adam);
            players.push(player);
        }
        if let Some((warm, _)) = &warmup {
            for network in warm.networks() {
                let same = |own: &&NetworkDecl| own.name == network.name && own.signature() == network.signature();
                if game.networks().iter().find(same).is_none() {
                    let own = game.networks().iter().find(|own| own.name == network.name);
                    let own = own.map_or("not there".to_owned(), |own| format!("`{}`", own.signature()));
                    let message = format!(
                        "`{}` plays `{}: {}`, which is {own} in `{}`; another model is chosen by warmup.model=NAME, none by warmup.model=none",
                        config.warmup.as_ref().map_or("", |w| &w.model),
                        network.name,
                        network.signature(),
                        config.model
                    );
                    return Err(Error::setting("warmup.model", message));
                }
            }
        }
        for follow in game.follows() {
            let [network, leader] = [follow.network, follow.leader].map(|i| &game.networks()[i].name);
            let [own, other] = [follow.network, follow.leader].map(|i| shapes(players[i].as_ref()));
            if own != other {
                let message = format!("`{network}` is led by `{leader}` and must be built like it");
                return Err(Error::setting(format!("networks.{network}"), message));
            }
            let weights = players[follow.leader].tensors();
            players[follow.network].led_by(weights, 0.0);
        }
        let workers = OnceLock::new();
        let memories = [warmup.as_ref().map_or(&Game::default(), |(warm, _)| warm).memories(), game.memories()];
        Ok(Session {
            config: config.clone(),
            game,
            warmup,
            players,
            device,
            workers,
            epoch_steps,
            memories,
            last: None,
        })
    }
}

/// The architecture that a configuration names for a network. One that another leads is built like it.
pub(super) fn architecture<'a>(config: &'a RunConfig, game: &Game, place: usize) -> Option<&'a str> {
    let networks = game.networks();
    let mut text = config.networks.get(&networks[place].name);
    let mut above = place;
    while text.is_none()
        && let Some(led) = game.follows().iter().find(|follow| follow.network == above)
    {
        above = led.leader;
        text = config.networks.get(&networks[above].name);
    }
    let nothing = networks[place].inputs.is_empty();
    let usual = || config.networks.get("*").filter(|text| plugin::is_inputless(text) == nothing);
    text.or_else(usual).map(String::as_str)
}

fn shapes(player: &dyn Player) -> Vec<(String, Vec<usize>)> {
    player.weights().into_iter().map(|(name, values)| (name, values.shape().to_vec())).collect()
}
