//! Latents: statistics of a posterior, samples, noise, and what networks make of them.

use super::views::{Views, stopped};
use crate::error::Error;
use crate::game::Role;
use crate::game::network::network_for;
use crate::game::node::{Cast, Input};
use crate::game::posterior::{GamePosterior, giver};
use crate::network::Space;
use crate::plugin::PosteriorArg;
#[cfg(test)]
use crate::random;
use crate::signal::Signal;
use crate::tensor::Tensor;
use crate::view::View;

impl Views<'_> {
    /// What is neither a view nor a source.
    pub(super) fn latent_input(&mut self, input: &Input) -> Signal {
        match input {
            Input::View(..) | Input::Source(_) => self.input(input),
            Input::Prior => self.noise("xg"),
            Input::Noise { name, step: true } => self.noise(name),
            Input::Noise { name, step: false } => self.fresh(&format!("{}/noise({name})", self.title)),
            Input::Shuffled(inner, text) => {
                let order = self.order(&format!("{}/{text}", self.title));
                self.input(inner).permuted(&order)
            }
            Input::Stopped(inner) => self.input(inner).detach(),
            Input::Made { network, inputs, key, .. } => {
                if let Some(known) = self.made.get(key) {
                    return known.clone();
                }
                // Under the rule for decoded latents.
                let declared = &self.game.networks[*network];
                let detached = self.rules.latent_detached && declared.role() == Role::Generator;
                let inputs = inputs.iter().map(|input| {
                    let signal = self.input(input);
                    if detached { signal.detach() } else { signal }
                });
                let inputs = inputs.collect();
                let made = self.first(*network, inputs);
                self.made.insert(key.clone(), made.clone());
                made
            }
        }
    }

    /// The reconstruction of a source.
    pub(super) fn decoded(&mut self, source: &str, cast: Cast) -> Signal {
        let Some(network) = cast.decoder.or_else(|| network_for(&self.game.networks, Role::Generator)) else {
            return self.nothing("a generator");
        };
        let place = match is_real(source, cast) {
            true => "decoded(x)".to_owned(),
            false => format!("{}/decoded({source})", self.title),
        };
        let inputs = self.fill(network, &place, &mut |views, input| {
            let latent = views.base(View::named(input), source, cast);
            if views.rules.latent_detached { latent.detach() } else { latent }
        });
        self.first(network, inputs)
    }

    /// What the usual generator makes of the prior.
    pub(super) fn generated(&mut self) -> Signal {
        let Some(network) = network_for(&self.game.networks, Role::Generator) else {
            return self.nothing("a generator");
        };
        let inputs = self.fill(network, "generated", &mut |views, _| views.noise("xg"));
        self.first(network, inputs)
    }

    /// What goes into a network, in order: labels, noise of its own under the name of its place, and the rest as it is asked for.
    fn fill(&mut self, network: usize, place: &str, rest: &mut dyn FnMut(&mut Self, &str) -> Signal) -> Vec<Signal> {
        let declared = &self.game.networks[network];
        let input = |input: &String| match input.as_str() {
            "y" => self.labels(),
            "noise" => self.fresh(&format!("{place}/noise of {}", declared.name)),
            other => rest(self, other),
        };
        declared.inputs.iter().map(input).collect()
    }

    /// A statistic of a source's posterior, or what is made of them.
    pub(super) fn latent(&mut self, view: View, source: &str, cast: Cast) -> Signal {
        let Some(network) = giver(&self.game.networks, &self.game.posteriors, cast.encoder, view) else {
            return self.nothing(view.name());
        };
        let real = is_real(source, cast);
        // A sample of `x` by an earlier move, and what came with it.
        if real
            && self.rules.latent_detached
            && let Some(known) = self.memory.real.get(&view)
        {
            return known.clone();
        }
        let declared = &self.game.networks[network];
        let (found, sampled) = match declared.gives(view.name()) {
            true => (self.statistics(network, source, cast), declared.gives("z")),
            false => (self.sample(network, source, cast), true),
        };
        let mut wanted = None;
        for (given, signal) in found {
            if given == view {
                wanted = Some(signal.clone());
            }
            if real && sampled {
                self.memory.real.insert(given, signal.clone().detach());
            }
            self.cache.insert((given, source.to_owned(), cast.of(given)), signal);
        }
        wanted.unwrap_or_else(|| self.nothing(view.name()))
    }

    /// The outputs of a posterior's network.
    fn statistics(&mut self, network: usize, source: &str, cast: Cast) -> Vec<(View, Signal)> {
        let place = self.eps(source, cast);
        let inputs = self.fill(network, &place, &mut |views, input| match input {
            "x" => Signal::Image(views.reread(source)),
            other => views.base(View::named(other), source, Cast::default()),
        });
        let outputs = self.forward(network, inputs);
        self.game.networks[network].outputs.iter().map(|name| View::named(name)).zip(outputs).collect()
    }

    /// What the posterior behind a network makes of its outputs.
    fn sample(&mut self, network: usize, source: &str, cast: Cast) -> Vec<(View, Signal)> {
        let game = self.game;
        let Some(Some(GamePosterior { plugin: posterior, params })) = game.posteriors.get(network) else {
            return Vec::new();
        };
        // Of this network, not of another that gives the same.
        let cast = Cast { encoder: cast.encoder.or(Some(network)), ..cast };
        let usual = network_for(&game.networks, Role::Posterior);
        let cast = if cast.encoder == usual { Cast { encoder: None, ..cast } } else { cast };
        let statistics: Vec<Signal> = posterior.statistics().map(|view| self.base(view, source, cast)).collect();
        let (name, device) = (self.eps(source, cast), self.device());
        let params = self.numbers.params(game, params);
        let size = [self.batch_size(), self.scene.latent.width()];
        let mut noise = |arg: PosteriorArg, size| match arg {
            PosteriorArg::Uniform => self.scene.noise.uniform(&format!("{name}/u"), size, &device),
            _ => self.scene.noise.normal(&name, size, &device),
        };
        let made = posterior.make(&statistics, &params, size, &mut noise);
        let latent = self.scene.latent;
        let mut shaped = Vec::new();
        for (view, signal) in made {
            let width = signal.width();
            shaped.push(match view {
                View::Z if width != latent.width() && latent.width() > 0 => {
                    let message = format!("expected `z` of {latent} numbers, the latent space; found {width}");
                    self.trouble(Error::setting(format!("the posterior `{}`", posterior.info.name), message));
                    latent.signal(Tensor::zeros([self.batch_size(), latent.width()], &device))
                }
                View::Z => latent.shaped(signal),
                _ => signal,
            });
        }
        posterior.gives.iter().copied().zip(self.cut(shaped)).collect()
    }

    /// The name of the noise of a sample. That of `x` is drawn once a step.
    fn eps(&self, source: &str, cast: Cast) -> String {
        match is_real(source, cast) {
            true => "eps(x)".to_owned(),
            false => format!("{}/eps({})", self.title, stopped(source)),
        }
    }

    /// The noise that a source is made from, the same in every move of a step.
    fn noise(&mut self, source: &str) -> Signal {
        if let Some(known) = self.memory.noise.get(source) {
            return known.clone();
        }
        let noise = self.fresh(&format!("noise({source})"));
        self.memory.noise.insert(source.to_owned(), noise.clone());
        noise
    }

    /// A draw from the prior.
    fn fresh(&self, name: &str) -> Signal {
        let latent: Space = self.scene.latent;
        latent.signal(self.scene.noise.normal(name, [self.batch_size(), latent.width()], &self.device()))
    }

    /// A random order of the batch.
    fn order(&self, name: &str) -> Vec<usize> {
        let keys = self.scene.noise.uniform(name, [self.batch_size(), 1], &self.device()).into_data();
        let keys: Vec<f64> = keys.iter().collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
        order
    }

    /// Labels of the batch.
    pub(super) fn labels(&self) -> Signal {
        let none = || Tensor::zeros([self.batch_size()], &self.device());
        Signal::Labels(self.scene.labels.clone().unwrap_or_else(none))
    }
}

/// Whether it is the real batch, read by the usual posterior: another one's sample is its own.
fn is_real(source: &str, cast: Cast) -> bool {
    stopped(source) == "x" && cast == Cast::default()
}

#[test]
fn a_latent_in_a_shape_is_noise_in_that_shape() {
    let space = Space::Image([2, 3, 1]);
    let device = burn::tensor::Device::flex();
    let signal = space.signal(random::normal(&mut random::rng(0, 0, "z"), [4, space.width()], &device));
    assert!(matches!(signal, Signal::Image(t) if t.dims() == [4, 2, 3, 1]));
}
