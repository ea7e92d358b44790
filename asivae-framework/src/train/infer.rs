//! What a file of weights tells of the networks that it is of.

use asivae_grammar::{ExprKind, parse_expr};
use burn::tensor::Device;

use super::build::architecture;
use super::config::RunConfig;
use super::export::Words;
use super::layout::{Layout, released_part};
use super::trainer::Trainer;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::game::Game;
use crate::network::{Content, Player, Space};
use crate::plugin;
use crate::run::{Stored, WeightFile};

/// Where a setting comes from that a file states or its shapes tell.
const ORIGIN: &str = "import";

/// Parts of a released state dict.
const PARTS: [&str; 2] = ["encoder", "decoder"];

impl Trainer {
    /// The trainer with the sizes that a file has, where they were not set; and the state dict of the file.
    pub(super) fn fitted(mut self, file: WeightFile) -> Result<(Trainer, WeightFile)> {
        let game = self.game()?;
        let names = game.networks().iter().map(|network| network.name.as_str());
        let file = file.unwrapped(&names.chain(PARTS).collect::<Vec<_>>());
        let words = file.about().and_then(|words| serde_json::from_str::<Words>(words).ok());
        match words {
            Some(words) => self.follow_words(&game, words).map_err(|e| Error::io(file.path(), e))?,
            None => self.follow_shapes(&game, &file)?,
        }
        let own: Vec<&str> = self.applied.iter().filter(|a| is_own(&a.origin)).map(|a| a.key.as_str()).collect();
        if !own.iter().any(|key| key.starts_with("networks.") || *key == "latent") {
            check_size(&self.config, &game, self.data.as_ref(), &file)?;
        }
        Ok((self, file))
    }

    /// Takes what a file says of itself.
    fn follow_words(&mut self, game: &Game, words: Words) -> Result<()> {
        if !self.was_set("latent") {
            self.apply("latent", &words.latent.to_string(), ORIGIN)?;
        }
        for (name, text) in words.networks {
            let known = name == "*" || game.networks().iter().any(|network| network.name == name);
            let key = format!("networks.{name}");
            if known && !self.was_set(&key) && !self.was_set("networks.*") {
                self.apply(&key, &text, ORIGIN)?;
            }
        }
        Ok(())
    }

    /// Takes the latent, `hidden` and `layers` with which all shapes agree; where none do, those that most of them have.
    fn follow_shapes(&mut self, game: &Game, file: &WeightFile) -> Result<()> {
        let mut latents = vec![self.config.latent];
        if !self.was_set("latent") {
            let mut sides: Vec<usize> = file.tensors().values().flat_map(|tensor| tensor.shape.clone()).collect();
            sides.sort_unstable();
            sides.dedup();
            latents.extend(sides.into_iter().take(MOST_LATENTS).map(Space::Flat));
        }
        let fitting = latents.into_iter().find_map(|latent| Some((latent, self.sizes(game, file, latent, true)?)));
        let (latent, texts) = fitting
            .unwrap_or((self.config.latent, self.sizes(game, file, self.config.latent, false).unwrap_or_default()));
        if latent != self.config.latent {
            self.apply("latent", &latent.to_string(), ORIGIN)?;
        }
        for (name, text) in texts {
            if self.config.networks.get(&name) != Some(&text) {
                self.apply(&format!("networks.{name}"), &text, ORIGIN)?;
            }
        }
        Ok(())
    }

    /// The architecture of each network that is in a file, with the sizes of its tensors; `None` where they must fit and do not.
    fn sizes(&self, game: &Game, file: &WeightFile, latent: Space, exact: bool) -> Option<Vec<(String, String)>> {
        let mut texts = Vec::new();
        for (place, network) in game.networks().iter().enumerate() {
            let Some(own) = architecture(&self.config, game, place) else { continue };
            let shapes = Shapes::of(file, [Some(network.name.as_str()), released_part(network)]);
            let was_set = self.was_set(&format!("networks.{}", network.name)) || self.was_set("networks.*");
            let mut candidates = vec![own.to_owned()];
            if !was_set {
                candidates.extend(shapes.resized(&network.name, own));
            }
            if exact {
                let io = network.io(self.data.shape(), latent, self.data.classes());
                let fits = |text: &&String| {
                    let built = plugin::build_network(&network.name, Some(text), &io, &Device::flex());
                    built.is_ok_and(|player| shapes.are_of(player, &network.name))
                };
                texts.push((network.name.clone(), candidates.iter().find(fits)?.clone()));
            } else if let Some(likely) = candidates.into_iter().nth(1) {
                texts.push((network.name.clone(), likely));
            }
        }
        Some(texts)
    }

    fn was_set(&self, key: &str) -> bool {
        self.applied.iter().any(|applied| applied.key == key && is_own(&applied.origin))
    }
}

/// Whether somebody asked for a setting: on the command line, or in a configuration.
fn is_own(origin: &str) -> bool {
    !["preset ", "like ", ORIGIN].iter().any(|other| origin.starts_with(other))
}

/// Sides of tensors that are tried as the size of the latent, the smallest first.
const MOST_LATENTS: usize = 8;

/// Names and shapes of the tensors of one network, which may be those of either layout.
struct Shapes(Vec<(String, Vec<usize>)>);

impl Shapes {
    /// Under the first of these names that a file has.
    fn of(file: &WeightFile, heads: [Option<&str>; 2]) -> Shapes {
        let under = |head: &str| {
            let own = |(name, tensor): (&String, &Stored)| {
                Some((name.strip_prefix(head)?.strip_prefix('.')?.to_owned(), tensor.shape.clone()))
            };
            file.tensors().iter().filter_map(own).collect::<Vec<_>>()
        };
        Shapes(heads.into_iter().flatten().map(under).find(|own| !own.is_empty()).unwrap_or_default())
    }

    fn of_rank(&self, rank: usize) -> impl Iterator<Item = &[usize]> {
        self.0.iter().map(|(_, shape)| shape.as_slice()).filter(move |shape| shape.len() == rank)
    }

    fn elements(&self) -> usize {
        let product = |(_, shape): &(String, Vec<usize>)| shape.iter().product::<usize>();
        self.0.iter().filter(|(_, shape)| !shape.is_empty()).map(product).sum()
    }

    /// An architecture with as many layers as there are matrices and with each of the sizes that biases have, the most frequent first.
    fn resized(&self, network: &str, text: &str) -> Vec<String> {
        let layers = self.of_rank(2).count().max(self.of_rank(1).count()).saturating_sub(1);
        let mut sizes: Vec<(usize, usize)> = Vec::new();
        for size in self.of_rank(1).map(|shape| shape[0]) {
            match sizes.iter_mut().find(|(_, other)| *other == size) {
                Some((count, _)) => *count += 1,
                None => sizes.push((1, size)),
            }
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let text =
            |(_, hidden)| resized(text, hidden, layers).filter(|text| plugin::check_network(network, text).is_ok());
        sizes.into_iter().take(3).filter_map(text).collect()
    }

    /// Whether these are exactly the tensors of a network that was just built, in one of the layouts.
    fn are_of(&self, mut player: Box<dyn Player>, network: &str) -> bool {
        // Before it has any weights: what a file claims could be too large for the memory. Running statistics are no weights.
        if player.parameters() > self.elements() {
            return false;
        }
        player.initialise(0, network);
        let weights = player.weights();
        let expected = |layout: Layout| {
            let mut shapes: Vec<(String, Vec<usize>)> = Vec::new();
            for released in layout.names(player.as_ref()).ok()? {
                if let Content::Weight { own, transposed } = released.holds {
                    let mut shape = weights.iter().find(|(name, _)| *name == own)?.1.shape().to_vec();
                    if transposed && shape.len() == 2 {
                        shape.reverse();
                    }
                    shapes.push((released.name, shape));
                }
            }
            shapes.sort();
            Some(shapes)
        };
        let mut own: Vec<_> = self.0.iter().filter(|(_, shape)| !shape.is_empty()).cloned().collect();
        own.sort();
        Layout::ALL.into_iter().any(|layout| expected(layout).as_ref() == Some(&own))
    }
}

/// `mlp(hidden = 256, activation = tanh)` with other sizes.
fn resized(text: &str, hidden: usize, layers: usize) -> Option<String> {
    let (callee, named) = match parse_expr(text).ok()?.kind {
        ExprKind::Name(callee) => (callee, Vec::new()),
        ExprKind::Call { callee, args, named } if args.is_empty() => (callee.to_string(), named),
        _ => return None,
    };
    let mut parts = vec![format!("hidden = {hidden}"), format!("layers = {layers}")];
    let kept = named.iter().filter(|(name, _)| name.text != "hidden" && name.text != "layers");
    parts.extend(kept.map(|(name, value)| format!("{name} = {value}")));
    Some(format!("{callee}({})", parts.join(", ")))
}

/// Refuses networks that are far larger than the file that they are said to be of: they would be made before anything is compared.
pub(super) fn check_size(config: &RunConfig, game: &Game, data: &dyn Dataset, file: &WeightFile) -> Result<()> {
    let held: usize = file.tensors().values().map(|tensor| tensor.shape.iter().product::<usize>()).sum();
    for (place, network) in game.networks().iter().enumerate() {
        let text = architecture(config, game, place);
        let io = network.io(data.shape(), config.latent, data.classes());
        let weights = plugin::build_network(&network.name, text, &io, &Device::flex())?.parameters();
        if weights > ALWAYS_BUILT.max(8 * held) {
            let (name, text) = (&network.name, text.unwrap_or_default());
            let message = format!("`{name}` as `{text}` has {weights} weights, and the file has {held} in all");
            return Err(Error::io(file.path(), message));
        }
    }
    Ok(())
}

/// Weights that no memory is too small for.
const ALWAYS_BUILT: usize = 1 << 24;

#[test]
fn sizes_are_replaced_and_the_rest_stays() {
    let text = resized("mlp(hidden = 256, activation = tanh)", 8, 2);
    assert_eq!(text.as_deref(), Some("mlp(hidden = 8, layers = 2, activation = tanh)"));
    assert_eq!(resized("mlp", 8, 2).as_deref(), Some("mlp(hidden = 8, layers = 2)"));
    assert_eq!(resized("mlp(", 8, 2), None);
}
