//! Samples of a run: latents that a sampler draws, and what the decoder makes of them.

use std::cell::RefCell;

use super::trained::{Run, Seat};
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::game::{NetworkDecl, Role, network_for};
use crate::network::{Net, Workers};
use crate::plugin::{self, PosteriorArg, SamplerInput, SamplerPlugin};
use crate::random;
use crate::signal::Signal;
use crate::tensor::Tensor;
use crate::view::View;

/// Real samples of what was trained on whose latents a sampler is given.
const ENCODED: usize = 10_000;

impl Run {
    /// The same run with another sampler: `gmm(components = 10)`.
    ///
    /// # Errors
    ///
    /// An unknown sampler or parameter; a value that it cannot take; networks that it asks for and the model lacks.
    pub fn with_sampler(mut self, text: &str) -> Result<Run> {
        self.config.sampler = text.trim().to_owned();
        let (sampler, _) = plugin::sampler(&self.config.sampler)?;
        self.asked_for(sampler)?;
        Ok(self)
    }

    /// The same run, whose samples are all of one class.
    ///
    /// # Errors
    ///
    /// A model that reads no labels, or a class that the data lack.
    pub fn with_label(mut self, label: usize) -> Result<Run> {
        let (model, classes) = (&self.config.model, self.data.classes());
        if !self.is_conditional() {
            return Err(Error::setting("label", format!("the generator of `{model}` reads no labels")));
        }
        if label >= classes {
            let message = format!("expected a class of `{}`, 0 to {}; found {label}", self.data.name(), classes - 1);
            return Err(Error::setting("label", message));
        }
        self.label = Some(label);
        Ok(self)
    }

    /// Whether samples are of classes.
    pub fn is_conditional(&self) -> bool {
        self.generator.is_some_and(|place| self.networks[place].declared.reads("y"))
    }

    /// Classes of `n` samples: the one that was chosen, or all by turns.
    pub fn labels(&self, n: usize) -> Vec<usize> {
        (0..n).map(|i| self.label.unwrap_or(i % self.data.classes().max(1))).collect()
    }

    /// Generates `n` samples, `n · C · H · W` numbers, row-major; the same for the same seed. Where the generator reads labels, they are
    /// [these](Run::labels).
    ///
    /// # Errors
    ///
    /// A model without a generator `z -> x`; a sampler that asks for what the model lacks.
    pub fn sample(&self, n: usize, seed: u64) -> Result<Vec<f32>> {
        self.decoder()?;
        self.decode(self.latents(n, seed)?, &self.labels(n), seed)
    }

    /// Latents as the sampler draws them, `[n, latent]`.
    ///
    /// # Errors
    ///
    /// A sampler that asks for what the model lacks, or that gives another shape.
    pub fn latents(&self, n: usize, seed: u64) -> Result<Tensor<2>> {
        let (sampler, params) = plugin::sampler(&self.config.sampler)?;
        let asked = self.asked_for(sampler)?;
        let (record, workers) = (RefCell::default(), Workers::new(1));
        let mut networks = Vec::new();
        for (number, seat) in asked.into_iter().enumerate() {
            let (player, name) = (seat.player.as_ref(), sampler.networks[number]);
            let outputs = &seat.declared.outputs;
            networks.push(Net { number, player, playing: false, workers: &workers, name, outputs, record: &record });
        }
        let latent = self.config.latent.width();
        let z = if sampler.encodes { self.encoded(seed)? } else { Tensor::zeros([0, latent], &self.device) };
        let mut rng = random::rng(seed, 0, "sample");
        let device = &self.device;
        let mut input = SamplerInput { n, latent, z, rng: &mut rng, device, networks: &networks };
        let drawn = plugin::working(sampler.info, || (sampler.call)(&mut input, &params));
        drop(networks);
        if let Some(trouble) = record.into_inner().trouble {
            return Err(trouble);
        }
        let drawn = drawn?;
        if drawn.dims() != [n, latent] {
            let message = format!("expected latents [{n}, {latent}]; found {:?}", drawn.dims());
            return Err(Error::setting(format!("the sampler `{}`", sampler.info.name), message));
        }
        finite(&drawn, format!("what the sampler `{}` draws", sampler.info.name))?;
        Ok(drawn)
    }

    /// The networks that a sampler asks for.
    fn asked_for(&self, sampler: &SamplerPlugin) -> Result<Vec<&Seat>> {
        let declared: Vec<&NetworkDecl> = self.networks.iter().map(|seat| &seat.declared).collect();
        check_sampler(sampler, &self.config.model, &declared)?;
        let find = |name: &&str| self.networks.iter().find(|seat| seat.declared.name == **name);
        Ok(sampler.networks.iter().filter_map(find).collect())
    }

    /// Latents of real samples, `[encoded, latent]`.
    fn encoded(&self, seed: u64) -> Result<Tensor<2>> {
        let Some(seat) = self.posterior.map(|place| &self.networks[place]) else {
            return Err(Error::setting("sampler", "there is no posterior"));
        };
        let (values, labels) = self.drawn(&self.data, ENCODED, seed, "sample/encoded")?;
        let [c, h, w] = self.data.shape();
        let x = Tensor::<1>::from_data(values.as_slice(), &self.device).reshape([ENCODED, c, h, w]);
        let mut rng = random::rng(seed, 0, "sample/posterior");
        let mut noise = |arg, size| match arg {
            PosteriorArg::Uniform => random::uniform(&mut rng, size, &self.device),
            _ => random::normal(&mut rng, size, &self.device),
        };
        let given = self.posterior_views(seat, x, &labels, seed, &mut noise);
        let z = given.into_iter().find(|(view, _)| *view == View::Z).map(|(_, signal)| signal.flat());
        let z = z.ok_or_else(|| Error::setting("sampler", format!("`{}` gives no latent `z`", seat.declared.name)))?;
        finite(&z, format!("what `{}` makes of data", seat.declared.name))?;
        Ok(z)
    }

    /// Runs a network on its one input that is neither a label nor noise; a large one part by part.
    pub(super) fn run(&self, seat: &Seat, seed: u64, given: Signal, labels: &[usize]) -> Vec<Signal> {
        let inputs = self.inputs(seat, seed, given, labels);
        let (n, count) = (labels.len(), self.parts(seat, labels.len()));
        if count <= 1 {
            return seat.player.forward(inputs);
        }
        let part = |i: usize| {
            // Of one size, give or take a sample: a small last one would have statistics of its own.
            let (start, end) = (i * n / count, (i + 1) * n / count);
            seat.player.forward(inputs.iter().map(|input| input.clone().rows(start, end - start)).collect())
        };
        let mut parts: Vec<_> = (0..count).map(part).map(Vec::into_iter).collect();
        let outputs = parts.first().map_or(0, |part| part.len());
        (0..outputs).map(|_| Signal::join(parts.iter_mut().filter_map(Iterator::next).collect())).collect()
    }

    /// The same in one pass.
    pub(super) fn whole(&self, seat: &Seat, seed: u64, given: Signal, labels: &[usize]) -> Vec<Signal> {
        seat.player.forward(self.inputs(seat, seed, given, labels))
    }

    fn inputs(&self, seat: &Seat, seed: u64, given: Signal, labels: &[usize]) -> Vec<Signal> {
        let latent = self.config.latent;
        let input = |input: &String| match input.as_str() {
            "y" => {
                let labels: Vec<i64> = labels.iter().map(|label| *label as i64).collect();
                Signal::Labels(Tensor::from_data(labels.as_slice(), &self.device))
            }
            "noise" => {
                let mut rng = random::rng(seed, 0, &format!("sample/{}/noise", seat.declared.name));
                latent.signal(random::normal(&mut rng, [labels.len(), latent.width()], &self.device))
            }
            _ => given.clone(),
        };
        seat.declared.inputs.iter().map(input).collect()
    }
}

impl Trainer {
    /// Samplers that draw from what the model learns in a network that reads nothing, a prior, where that of the run does not.
    ///
    /// # Errors
    ///
    /// Mistakes of the model.
    pub fn samplers_of_learned_priors(&self) -> Result<Vec<&'static str>> {
        let game = self.game()?;
        let networks: Vec<&NetworkDecl> = game.networks().iter().collect();
        let learned = |name: &str| networks.iter().any(|network| network.name == *name && network.inputs.is_empty());
        let draws = |sampler: &SamplerPlugin| sampler.networks.iter().any(|name| learned(name));
        let (chosen, _) = plugin::sampler(&self.config().sampler)?;
        let fits = |sampler: &&SamplerPlugin| draws(sampler) && check_sampler(sampler, "", &networks).is_ok();
        let all = plugin::all::<SamplerPlugin>().into_iter().filter(fits).map(|sampler| sampler.info.name);
        Ok(if draws(chosen) { Vec::new() } else { all.collect() })
    }
}

/// Whether a model has what a sampler asks for.
pub(super) fn check_sampler(sampler: &SamplerPlugin, model: &str, networks: &[&NetworkDecl]) -> Result<()> {
    let names: Vec<&str> = networks.iter().map(|network| network.name.as_str()).collect();
    let own = sampler.info.name;
    if let Some(lacking) = sampler.networks.iter().find(|name| !names.contains(name)) {
        let message = format!("`{own}` asks for a network `{lacking}`; `{model}` has {}", names.join(", "));
        return Err(Error::setting("sampler", message));
    }
    let declared: Vec<NetworkDecl> = networks.iter().map(|network| (*network).clone()).collect();
    let posterior = network_for(&declared, Role::Posterior).map(|place| networks[place]);
    if sampler.encodes && posterior.is_none_or(|posterior| posterior.other_inputs("x").next().is_some()) {
        let message = format!("`{own}` asks for latents of data; `{model}` has no posterior of data alone");
        return Err(Error::setting("sampler", message));
    }
    Ok(())
}

/// Says so where latents are no numbers.
fn finite(latents: &Tensor<2>, what: String) -> Result<()> {
    match latents.clone().into_data().iter::<f32>().all(f32::is_finite) {
        true => Ok(()),
        false => Err(Error::setting("sampler", format!("{what} is not finite: the weights of this run are damaged"))),
    }
}
