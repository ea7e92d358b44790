//! Views: what the networks make of a source, computed on first use and kept for the move.

use std::cell::RefCell;
use std::collections::HashMap;

use burn::tensor::{Device, Int};

use crate::error::Error;
use crate::game::Game;
use crate::game::node::{Cast, Input, SourceRef};
use crate::game::numbers::Numbers;
use crate::game::rules::{GradientRules, TargetRule};
use crate::network::{Net, Player, Record, Space, Workers};
use crate::plugin::CallInput;
use crate::plugin::working;
use crate::signal::Signal;
use crate::tensor::{Tensor, constant};
use crate::view::View;

/// Where named noise comes from.
pub trait NoiseSource {
    /// Standard normal numbers `[rows, columns]` under a name that is unique in its step.
    fn normal(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2>;

    /// Uniform numbers in [0, 1), `[rows, columns]`.
    fn uniform(&self, name: &str, shape: [usize; 2], device: &Device) -> Tensor<2>;
}

/// Views that are given rather than computed, by view and source.
pub type Injected = HashMap<(View, String), Signal>;

/// What a move is played on.
pub struct Scene<'a> {
    /// Networks in the order of [`Game::networks`]; `None` for one that no view will need.
    pub networks: &'a [Option<&'a dyn Player>],
    /// The real batch, `[batch, channels, height, width]`.
    pub batch: Tensor<4>,
    /// Labels of the batch, where there are some.
    pub labels: Option<Tensor<1, Int>>,
    /// The latent space.
    pub latent: Space,
    /// Where noise comes from.
    pub noise: &'a dyn NoiseSource,
    /// Views that are given.
    pub injected: Injected,
    /// Threads that share a batch.
    pub workers: &'a Workers,
}

/// What lives for the whole step: `z_p` of every generated source, and `z(x)` once it was drawn.
#[derive(Default)]
pub struct StepMemory {
    pub(super) noise: HashMap<String, Signal>,
    /// A sample of `x`, and what came with it.
    pub(super) real: HashMap<View, Signal>,
}

/// The views of one move.
pub(super) struct Views<'a> {
    pub(super) game: &'a Game,
    pub(super) scene: &'a Scene<'a>,
    pub(super) memory: &'a mut StepMemory,
    pub(super) title: &'a str,
    pub(super) players: &'a [usize],
    pub(super) rules: GradientRules,
    pub(super) numbers: &'a Numbers,
    /// The way back, and the networks that were called.
    pub(super) record: RefCell<Record>,
    /// By view, source and who made it.
    pub(super) cache: HashMap<(View, String, Cast), Signal>,
    values: HashMap<String, Tensor<4>>,
    /// What networks made of other things, by its text.
    pub(super) made: HashMap<String, Signal>,
}

impl<'a> Views<'a> {
    pub(super) fn new(
        game: &'a Game,
        scene: &'a Scene<'a>,
        memory: &'a mut StepMemory,
        numbers: &'a Numbers,
        (title, players, rules): (&'a str, &'a [usize], GradientRules),
    ) -> Self {
        Views {
            game,
            scene,
            memory,
            title,
            players,
            rules,
            numbers,
            record: RefCell::default(),
            cache: HashMap::new(),
            values: HashMap::new(),
            made: HashMap::new(),
        }
    }

    /// What a term or a network is fed with.
    pub(super) fn input(&mut self, input: &Input) -> Signal {
        match input {
            Input::View(view, source) => self.get(*view, source),
            Input::Source(source) => Signal::Image(self.value(&source.key())),
            other => self.latent_input(other),
        }
    }

    /// A view of a source as an argument: through its maps, of the stopped source where it says so.
    fn get(&mut self, view: View, source: &SourceRef) -> Signal {
        let key = (view, source.text.clone(), source.cast.of(view));
        if let Some(known) = self.cache.get(&key) {
            return known.clone();
        }
        let mapped = source.maps.iter().rposition(|(map, _)| map.views.contains(&view));
        let signal = match mapped {
            Some(last) => {
                let (map, params) = &source.maps[last];
                let before = source.before(last);
                let views: Vec<Signal> = map.views.iter().map(|v| self.get(*v, &before)).collect();
                let params = self.numbers.params(self.game, params);
                let input = CallInput { views: &views, networks: &[], params: &params };
                let outputs = self.cut(working(map.info, || (map.call)(&input)));
                let mut wanted = None;
                for (view_out, output) in map.views.iter().zip(outputs) {
                    if *view_out == view {
                        wanted = Some(output.clone());
                    }
                    if last + 1 == source.maps.len() {
                        self.cache.insert((*view_out, source.text.clone(), source.cast.of(*view_out)), output);
                    }
                }
                wanted.unwrap_or_else(|| self.base(view, &source.key(), source.cast))
            }
            None => self.base(view, &source.key(), source.cast),
        };
        self.cache.insert(key, signal.clone());
        signal
    }

    pub(super) fn base(&mut self, view: View, source: &str, cast: Cast) -> Signal {
        let cast = cast.of(view);
        let key = (view, source.to_owned(), cast);
        let given = || {
            let usual = view != View::X && cast == Cast::default();
            if usual { self.scene.injected.get(&(view, source.to_owned())) } else { None }
        };
        if let Some(known) = self.cache.get(&key).or_else(given) {
            return known.clone();
        }
        let signal = match view {
            View::X => Signal::Image(self.reread(source)),
            View::Target => Signal::Image(self.target(source)),
            View::XHat => self.decoded(source, cast),
            View::Z | View::Mu | View::Logvar | View::Own(_) => self.latent(view, source, cast),
            View::Y => self.labels(),
            View::U => {
                let name = format!("{}/u({source})", self.title);
                Signal::Flat(self.scene.noise.uniform(&name, [self.batch_size(), 1], &self.device()))
            }
        };
        self.cache.insert(key, signal.clone());
        signal
    }

    /// The source as a network reads it again.
    pub(super) fn reread(&mut self, source: &str) -> Tensor<4> {
        let value = self.value(source);
        if self.rules.reread_detached && source != "x" { constant(value) } else { value }
    }

    /// The source as something to be reconstructed.
    fn target(&mut self, source: &str) -> Tensor<4> {
        let value = self.value(source);
        if self.rules.target == TargetRule::Detached && source != "x" { constant(value) } else { value }
    }

    /// The source with its history.
    fn value(&mut self, source: &str) -> Tensor<4> {
        if let Some(known) = self.values.get(source) {
            return known.clone();
        }
        if stopped(source) != source {
            return constant(self.value(stopped(source)));
        }
        let injected = self.scene.injected.get(&(View::X, source.to_owned()));
        let game = self.game;
        let declared = game.sources.iter().find(|declared| declared.name == source);
        let value = match (injected, source, declared) {
            (Some(Signal::Image(value)), ..) => value.clone(),
            (_, "xr", _) => image(self.base(View::XHat, "x", Cast::default())),
            (_, "xg", _) => image(self.generated()),
            (_, _, Some(declared)) => image(self.input(&declared.made)),
            _ => self.scene.batch.clone(),
        };
        self.values.insert(source.to_owned(), value.clone());
        value
    }

    /// Cuts views from what they were computed from.
    pub(super) fn cut(&mut self, views: Vec<Signal>) -> Vec<Signal> {
        self.record.get_mut().tape.cut(views)
    }

    /// Runs a network: with gradients to its weights if it plays, frozen if not.
    pub(super) fn forward(&mut self, network: usize, inputs: Vec<Signal>) -> Vec<Signal> {
        self.net(network).map(|net| net.on_views(inputs)).unwrap_or_default()
    }

    /// Its first output.
    pub(super) fn first(&mut self, network: usize, inputs: Vec<Signal>) -> Signal {
        let outputs = self.forward(network, inputs);
        let name = &self.game.networks[network].name;
        outputs.into_iter().next().unwrap_or_else(|| self.nothing(name))
    }

    /// Notes what is wrong; the step ends in it.
    pub(super) fn trouble(&mut self, error: Error) {
        self.record.get_mut().trouble.get_or_insert(error);
    }

    /// Something to go on with where a thing is missing: the step ends in an error.
    pub(super) fn nothing(&mut self, what: &str) -> Signal {
        self.trouble(Error::setting(self.title, format!("there is no `{what}` in this model to make a view of")));
        Signal::Image(self.scene.batch.clone())
    }

    /// A network, to be called within this move.
    pub(super) fn net(&self, network: usize) -> Option<Net<'_>> {
        let player = self.scene.networks.get(network).copied().flatten()?;
        let playing = self.players.contains(&network);
        Some(Net {
            number: network,
            player,
            playing,
            workers: self.scene.workers,
            name: &self.game.networks[network].name,
            outputs: &self.game.networks[network].outputs,
            record: &self.record,
        })
    }

    pub(super) fn batch_size(&self) -> usize {
        self.scene.batch.dims()[0]
    }

    pub(super) fn device(&self) -> Device {
        self.scene.batch.device()
    }
}

impl SourceRef {
    /// The same source before its map number `last`.
    fn before(&self, last: usize) -> SourceRef {
        let text = format!("{}#{last}", self.text);
        let text = if last == 0 { self.key() } else { text };
        SourceRef { name: self.name.clone(), maps: self.maps[..last].to_vec(), stop: self.stop, cast: self.cast, text }
    }

    /// Under which the views of the source itself are kept: a stopped source is another source, with the same noise.
    fn key(&self) -> String {
        if self.stop { format!("sg({})", self.name) } else { self.name.clone() }
    }
}

/// The source inside `sg(…)`.
pub(super) fn stopped(source: &str) -> &str {
    source.strip_prefix("sg(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(source)
}

fn image(signal: Signal) -> Tensor<4> {
    <Tensor<4> as crate::signal::FromSignal>::from_signal(signal)
}
