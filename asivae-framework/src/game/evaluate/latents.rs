//! Latents: statistics of a posterior, samples, noise, and what networks make of them.

use super::views::{Views, stopped};
use crate::error::Error;
use crate::game::network::network_for;
use crate::game::node::{Cast, Input};
use crate::game::{GamePosterior, Role};
use crate::network::Space;
use crate::plugin::CallInput;
use crate::plugin::{PosteriorArg, working};
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
            Input::Noise(place) if self.game.sources.iter().any(|source| source.name == *place) => self.noise(place),
            Input::Noise(place) => self.fresh(&format!("{}/noise({place})", self.title)),
            Input::Shuffled(inner, text) => {
                let order = self.order(&format!("{}/{text}", self.title));
                self.input(inner).permuted(&order)
            }
            Input::Stopped(inner) => self.input(inner).detach(),
            Input::Made(network, inputs, text) => {
                if let Some(known) = self.made.get(text) {
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
                let made = self.forward(*network, inputs).remove(0);
                self.made.insert(text.clone(), made.clone());
                made
            }
        }
    }

    /// The reconstruction of a source.
    pub(super) fn decoded(&mut self, source: &str, cast: Cast) -> Signal {
        let Some(network) = cast.decoder.or_else(|| network_for(&self.game.networks, Role::Generator)) else {
            return Signal::Image(self.scene.batch.clone());
        };
        let place = format!("{}/decoded({source})", self.title);
        let inputs = self.fill(network, &place, &mut |views, input| {
            let latent = views.base(View::named(input), source, cast);
            if views.rules.latent_detached { latent.detach() } else { latent }
        });
        self.forward(network, inputs).remove(0)
    }

    /// What goes into a network, in order: labels, noise of its own under a name, and the rest as it is asked for.
    pub(super) fn fill(
        &mut self,
        network: usize,
        noise: &str,
        rest: &mut dyn FnMut(&mut Self, &str) -> Signal,
    ) -> Vec<Signal> {
        let game = self.game;
        let input = |input: &String| match input.as_str() {
            "y" => self.labels(),
            "noise" => self.fresh(noise),
            other => rest(self, other),
        };
        game.networks[network].inputs.iter().map(input).collect()
    }

    /// A statistic of a source's posterior, or what is made of them.
    pub(super) fn latent(&mut self, view: View, source: &str, cast: Cast) -> Signal {
        let Some(network) = cast.encoder.or_else(|| network_for(&self.game.networks, Role::Posterior)) else {
            return Signal::Image(self.scene.batch.clone());
        };
        // Another encoder's sample is its own.
        let real = stopped(source) == "x" && cast == Cast::default();
        if view == View::Z
            && real
            && self.rules.latent_detached
            && let Some(z) = &self.memory.z
        {
            return z.clone();
        }
        let outputs = &self.game.networks[network].outputs;
        let signal = match outputs.iter().position(|output| output == view.name()) {
            Some(_) => self.statistic(view, network, source, cast),
            None => self.sample(view, network, source, cast),
        };
        if view == View::Z && real {
            self.memory.z = Some(signal.clone().detach());
        }
        signal
    }

    /// One of the outputs of a posterior's network; all of them are kept.
    fn statistic(&mut self, wanted: View, network: usize, source: &str, cast: Cast) -> Signal {
        let place = self.eps(source, cast);
        let inputs = self.fill(network, &place, &mut |views, _| Signal::Image(views.reread(source)));
        let outputs = self.forward(network, inputs);
        let names = &self.game.networks[network].outputs;
        let mut found = None;
        for (name, output) in names.iter().zip(outputs) {
            let view = View::named(name);
            if view == wanted {
                found = Some(output.clone());
            }
            self.cache.insert((view, source.to_owned(), cast.of(view)), output);
        }
        found.unwrap_or_else(|| Signal::Image(self.scene.batch.clone()))
    }

    /// What the posterior behind a network makes of its outputs; all of it is kept.
    fn sample(&mut self, wanted: View, network: usize, source: &str, cast: Cast) -> Signal {
        let game = self.game;
        let Some(Some(GamePosterior { plugin: posterior, params })) = game.posteriors.get(network) else {
            return Signal::Image(self.scene.batch.clone());
        };
        let statistics: Vec<Signal> = posterior.statistics().map(|view| self.base(view, source, cast)).collect();
        // Noise is shaped like the first of them.
        let shape = |noise: Tensor<2>| match statistics.first() {
            Some(Signal::Image(t)) => Signal::Image(noise.reshape(t.dims())),
            _ => Signal::Flat(noise),
        };
        let width = match statistics.first() {
            Some(first) => first.clone().flat().dims(),
            None => [self.batch_size(), self.scene.latent.width()],
        };
        let (name, device) = (self.eps(source, cast), self.device());
        let mut given = statistics.iter().cloned();
        let views: Vec<Signal> = posterior
            .takes
            .iter()
            .map(|arg| match arg {
                PosteriorArg::Statistic(_) => given.next().unwrap_or_else(|| Signal::Image(self.scene.batch.clone())),
                PosteriorArg::Normal => shape(self.scene.noise.normal(&name, width, &device)),
                PosteriorArg::Uniform => shape(self.scene.noise.uniform(&format!("{name}/u"), width, &device)),
            })
            .collect();
        let params = self.numbers.params(game, params);
        let input = CallInput { views: &views, networks: &[], params: &params };
        let made = working(posterior.info, || (posterior.call)(&input));
        let latent = self.scene.latent;
        let made = posterior.gives.iter().zip(made).map(|(view, signal)| match view {
            View::Z => {
                let width = signal.clone().flat().dims()[1];
                if width != latent.width() && latent.width() > 0 {
                    let message = format!("expected `z` of {latent} numbers, the latent space; found {width}");
                    let name = format!("the posterior `{}`", posterior.info.name);
                    self.record.get_mut().trouble.get_or_insert(Error::setting(name, message));
                    // Something that the rest of the move can go on with: the step ends in this error.
                    return latent.signal(Tensor::zeros([self.batch_size(), latent.width()], &device));
                }
                latent.shaped(signal)
            }
            _ => signal,
        });
        let made = made.collect();
        let mut found = None;
        for (view, signal) in posterior.gives.iter().zip(self.cut(made)) {
            if *view == wanted {
                found = Some(signal.clone());
            }
            self.cache.insert((*view, source.to_owned(), cast.of(*view)), signal);
        }
        found.unwrap_or_else(|| Signal::Image(self.scene.batch.clone()))
    }

    /// The name of the noise of a sample. That of `x` is drawn once a step.
    fn eps(&self, source: &str, cast: Cast) -> String {
        let real = stopped(source) == "x" && cast == Cast::default();
        if real { "eps(x)".to_owned() } else { format!("{}/eps({})", self.title, stopped(source)) }
    }

    /// The noise that a source is made from, the same in every move of a step.
    pub(super) fn noise(&mut self, source: &str) -> Signal {
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

#[test]
fn a_latent_in_a_shape_is_noise_in_that_shape() {
    let space = Space::Image([2, 3, 1]);
    let device = burn::tensor::Device::flex();
    let signal = space.signal(random::normal(&mut random::rng(0, 0, "z"), [4, space.width()], &device));
    assert!(matches!(signal, Signal::Image(t) if t.dims() == [4, 2, 3, 1]));
}
