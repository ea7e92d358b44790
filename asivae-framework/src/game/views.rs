//! Views: what the networks make of a source, computed on first use and kept for the move.

use std::collections::HashMap;

use burn::tensor::{Device, Int};

use super::network::network_for;
use super::node::{Cast, SourceRef};
use super::numbers::Numbers;
use super::rules::{GradientRules, TargetRule};
use super::tape::Tape;
use super::{Game, Role};
use crate::network::{Player, Workers};
use crate::signal::{CallInput, Signal, View};
use crate::tensor::{Tensor, constant};

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
    /// Size of the latent space.
    pub latent: usize,
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
    noise: HashMap<String, Tensor<2>>,
    z: Option<Tensor<2>>,
}

/// The views of one move.
pub(super) struct Views<'a> {
    pub(super) game: &'a Game,
    pub(super) scene: &'a Scene<'a>,
    pub(super) memory: &'a mut StepMemory,
    pub(super) title: &'a str,
    pub(super) players: &'a [usize],
    pub(super) rules: GradientRules,
    pub(super) tape: Tape,
    /// Networks that were called.
    pub(super) calls: Vec<usize>,
    /// By view, source and who made it.
    cache: HashMap<(View, String, Cast), Signal>,
    values: HashMap<String, Tensor<4>>,
}

impl<'a> Views<'a> {
    pub(super) fn new(
        game: &'a Game,
        scene: &'a Scene<'a>,
        memory: &'a mut StepMemory,
        (title, players, rules): (&'a str, &'a [usize], GradientRules),
    ) -> Self {
        Views {
            game,
            scene,
            memory,
            title,
            players,
            rules,
            tape: Tape::default(),
            calls: Vec::new(),
            cache: HashMap::new(),
            values: HashMap::new(),
        }
    }

    /// A view of a source as an argument: through its maps, of the stopped source where it says so.
    pub(super) fn get(&mut self, view: View, source: &SourceRef, numbers: &Numbers) -> Signal {
        let key = (view, source.text.clone(), source.cast.of(view));
        if let Some(known) = self.cache.get(&key) {
            return known.clone();
        }
        let mapped = source.maps.iter().rposition(|(map, _)| map.views.contains(&view));
        let signal = match mapped {
            Some(last) => {
                let (map, params) = &source.maps[last];
                let before = source.before(last);
                let views: Vec<Signal> = map.views.iter().map(|v| self.get(*v, &before, numbers)).collect();
                let params = numbers.params(self.game, params);
                let outputs = self.tape.cut((map.call)(&CallInput { views: &views, params: &params }));
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

    /// A source in the place of a view: with its history, unless it is stopped.
    pub(super) fn source(&mut self, source: &SourceRef) -> Signal {
        Signal::Image(self.value(&source.key()))
    }

    /// The prior sample that `xg` is made from.
    pub(super) fn prior(&mut self) -> Signal {
        Signal::Flat(self.noise("xg"))
    }

    fn base(&mut self, view: View, source: &str, cast: Cast) -> Signal {
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
            View::XHat => {
                let z = self.base(View::Z, source, cast);
                let z = if self.rules.latent_detached { z.detach() } else { z };
                self.run(cast.decoder, Role::Generator, vec![z]).remove(0)
            }
            View::Z => Signal::Flat(self.sample(source, cast)),
            View::Mu | View::Logvar => {
                let input = Signal::Image(self.reread(source));
                let mut statistics = self.run(cast.encoder, Role::Posterior, vec![input]);
                let logvar = statistics.remove(1);
                let mu = statistics.remove(0);
                self.cache.insert((View::Mu, source.to_owned(), cast), mu.clone());
                self.cache.insert((View::Logvar, source.to_owned(), cast), logvar.clone());
                if view == View::Mu { mu } else { logvar }
            }
            View::Y => match &self.scene.labels {
                Some(labels) => Signal::Labels(labels.clone()),
                None => Signal::Labels(Tensor::zeros([self.batch_size()], &self.device())),
            },
            View::U => {
                let name = format!("{}/u({source})", self.title);
                Signal::Flat(self.scene.noise.uniform(&name, [self.batch_size(), 1], &self.device()))
            }
        };
        self.cache.insert(key, signal.clone());
        signal
    }

    /// The source as a network reads it again.
    fn reread(&mut self, source: &str) -> Tensor<4> {
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
        let value = match (injected, source) {
            (Some(Signal::Image(value)), _) => value.clone(),
            (_, "x") => self.scene.batch.clone(),
            (_, "xr") => image(self.base(View::XHat, "x", Cast::default())),
            (_, "xg") => {
                let z = Signal::Flat(self.noise("xg"));
                image(self.run(None, Role::Generator, vec![z]).remove(0))
            }
            (_, declared) => self.declared(declared),
        };
        self.values.insert(source.to_owned(), value.clone());
        value
    }

    fn declared(&mut self, name: &str) -> Tensor<4> {
        let game = self.game;
        let Some(source) = game.sources.iter().find(|s| s.name == name) else { return self.scene.batch.clone() };
        let network = source.network;
        let mut inputs = Vec::new();
        for (i, kind) in game.networks[network].inputs.iter().enumerate() {
            inputs.push(match (source.inputs.get(i), kind.as_str()) {
                (Some(of), "z") => {
                    let z = self.base(View::Z, of, Cast::default());
                    if self.rules.latent_detached { z.detach() } else { z }
                }
                (Some(of), _) => Signal::Image(self.value(of)),
                (None, _) => Signal::Flat(self.noise(name)),
            });
        }
        image(self.forward(network, inputs).remove(0))
    }

    /// `z = mu + exp(logvar / 2) · eps`. That of `x` is drawn once a step.
    fn sample(&mut self, source: &str, cast: Cast) -> Tensor<2> {
        // Another encoder's sample is its own.
        let real = stopped(source) == "x" && cast == Cast::default();
        if real
            && self.rules.latent_detached
            && let Some(z) = &self.memory.z
        {
            return z.clone();
        }
        let mu = self.base(View::Mu, source, cast).flat();
        let logvar = self.base(View::Logvar, source, cast).flat();
        let name = if real { "eps(x)".to_owned() } else { format!("{}/eps({})", self.title, stopped(source)) };
        let eps = self.scene.noise.normal(&name, mu.dims(), &mu.device());
        let z = self.tape.cut(vec![Signal::Flat(mu + (logvar * 0.5).exp() * eps)]).remove(0).flat();
        if real {
            self.memory.z = Some(constant(z.clone()));
        }
        z
    }

    /// The noise that a source is made from, the same in every move of a step.
    fn noise(&mut self, source: &str) -> Tensor<2> {
        if let Some(known) = self.memory.noise.get(source) {
            return known.clone();
        }
        let name = format!("noise({source})");
        let noise = self.scene.noise.normal(&name, [self.batch_size(), self.scene.latent], &self.device());
        self.memory.noise.insert(source.to_owned(), noise.clone());
        noise
    }

    /// Runs the network that was cast for a role, else the one that usually has it.
    fn run(&mut self, cast: Option<usize>, role: Role, inputs: Vec<Signal>) -> Vec<Signal> {
        let network = cast.or_else(|| network_for(&self.game.networks, role));
        network.map_or_else(Vec::new, |network| self.forward(network, inputs))
    }

    /// Runs a network: with gradients to its weights if it plays, frozen if not.
    pub(super) fn forward(&mut self, network: usize, inputs: Vec<Signal>) -> Vec<Signal> {
        let Some(player) = self.scene.networks.get(network).copied().flatten() else { return Vec::new() };
        self.calls.push(network);
        self.tape.call(network, player, self.players.contains(&network), inputs, self.scene.workers)
    }

    fn batch_size(&self) -> usize {
        self.scene.batch.dims()[0]
    }

    fn device(&self) -> Device {
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
fn stopped(source: &str) -> &str {
    source.strip_prefix("sg(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(source)
}

fn image(signal: Signal) -> Tensor<4> {
    <Tensor<4> as crate::signal::FromSignal>::from_signal(signal)
}
