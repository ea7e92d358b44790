//! The attributes and the model macro of `asivae`.
//!
//! One file per pass: `form` parses what all attributes share, `kinds` checks what is peculiar to one kind of plugin,
//! `expand` emits; `model` does the three for `intro_model!`, with the grammar's own crate behind it.
#![deny(missing_docs)]

mod choice;
mod errors;
mod expand;
mod form;
mod kinds;
mod model;
mod root;
mod spanned;

use proc_macro::TokenStream;

/// A term of an objective: a plain function from views to `Tensor<1>`.
///
/// It asks for views by argument name: `x`, `target`, `x_hat` (`Tensor<4>`), `z`, `mu`, `logvar`, `u` (`Tensor<2>`), `y`
/// (`Tensor<1, Int>`). A term over two sources adds `_a` or `_b` to each. A view that a model's own posterior gives is marked with `#[view]`
/// (`#[view(name = "…")]`, where the argument has another name),
/// a network is asked for by type, `critic: &Net`. Everything else is a parameter and marked with `#[param]`: `f64`, `usize`, `bool`, `Vec<f64>` or an enum that derives [`Choice`](derive@Choice); without a default it must be given.
///
/// The function stays a plain function. What it returns is `[batch]`, or `[1]` where `#[intro_loss(whole_batch)]` says so.
///
/// Keys: `name = "…"` where the registered name is not the function's, `symbol = "…"` for LaTeX, `whole_batch`, `across_batch` where a value depends on
/// the other samples of the batch, `crate = path`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// use asivae::prelude::*;
///
/// /// `|mu|^p`, one value per sample.
/// #[intro_loss(symbol = r"\|\mu\|")]
/// pub fn size(mu: Tensor<2>, #[param(default = 2.0, min = 1.0)] power: f64) -> Tensor<1> {
///     mu.abs().powf_scalar(power).sum_dim(1).squeeze_dim(1)
/// }
///
/// /// Squared distance of the means of two sources.
/// #[intro_loss]
/// pub fn distance(mu_a: Tensor<2>, mu_b: Tensor<2>) -> Tensor<1> {
///     (mu_a - mu_b).square().sum_dim(1).squeeze_dim(1)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_loss(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Loss>(keys.into(), item.into()).into()
}

/// A plain function from views to the same views: `kl(squash(x))` reads its statistics mapped, everything else of `x` as it was.
///
/// It asks for views as [`intro_loss`](macro@intro_loss) does, without suffixes, and returns them in the same order, as a tuple where there are
/// several. Keys: `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// Log-variances into `[-limit, limit]`.
/// #[intro_map]
/// pub fn squash(mu: Tensor<2>, logvar: Tensor<2>, #[param(default = 10.0)] limit: f64) -> (Tensor<2>, Tensor<2>) {
///     (mu, (logvar / limit).tanh() * limit)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_map(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Map>(keys.into(), item.into()).into()
}

/// A number that changes with progress: a plain function to `f64`.
///
/// It asks by argument name for `progress: f64` in `[0, 1]`, `step: usize`, `steps: usize` and `epoch: f64`; a call does not write
/// these. Keys: `name`, `symbol`, `crate`.
///
/// What a call gives by its place: `inner: Schedule`, another schedule or any number of the model, asked for any time by `inner.at(t)`;
/// `kl: Measured`, a term, of which it sees the mean of the last batch; the term is written as it stands in an objective. With `state: &mut S` it
/// remembers: `S` derives `Default` and serde's `Serialize` and `Deserialize`, and begins as its default; the
/// function is called once per step of the game, however often the same call stands in the model.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// `min(rate · progress, 1)`.
/// #[intro_schedule]
/// pub fn linear_ramp(progress: f64, #[param(default = 5.0, min = 0.0)] rate: f64) -> f64 {
///     (rate * progress).min(1.0)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_schedule(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Schedule>(keys.into(), item.into()).into()
}

/// An architecture: a plain function to a module that implements `Network`.
///
/// It asks by argument name for `io: &Io`, the signature, and `device: &Device`. One that is `inputless` gives its weights and reads nothing,
/// `codes: -> code[8]`. Keys: `inputless`, `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// One hidden layer.
/// #[intro_network]
/// pub fn small(io: &Io, device: &Device, #[param(default = 64, min = 1)] hidden: usize) -> Small {
///     Small::new(io.input_width(), hidden, io.output_width(), device)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_network(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Network>(keys.into(), item.into()).into()
}

/// A posterior: what makes `z` of what a network gives, and of noise.
///
/// It asks by argument name for outputs of its network (`mu`, `logvar`, or words of its own), for `eps`, standard normal noise, and for `u`,
/// noise that is uniform in [0, 1); all are `Tensor<2>`, or `Tensor<4>` for a spatial latent. It returns `z`, or what `gives = "z, log_q"`
/// lists, as a tuple. A model names it behind a signature, `encoder: x -> loc, log_b as laplace`; what the network and the posterior give are
/// views, for which a loss asks with `#[view]`. One that is `usual` need not be named where a network gives what it asks for.
/// Keys: `gives`, `usual`, `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// A Laplace distribution: `loc − b · sign(u − ½) · ln(1 − 2|u − ½|)`.
/// #[intro_posterior]
/// pub fn laplace(loc: Tensor<2>, log_b: Tensor<2>, u: Tensor<2>) -> Tensor<2> {
///     let side = u - 0.5;
///     loc - log_b.exp() * side.clone().sign() * (side.abs() * -2.0 + 1.0).log()
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_posterior(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Posterior>(keys.into(), item.into()).into()
}

/// A sampler: latents for the decoder of a trained model.
///
/// It asks by argument name for `n: usize`, how many it draws, `latent: usize`, how wide one is, `z: Tensor<2>`, latents of data,
/// `[encoded, latent]`, `rng: &mut Rng`, `device: &Device`, and for networks of the model by their names, `encoder: &Net`; it returns
/// a `Result` with latents `[n, latent]`. A run chooses it by `sampler`, a command by `--sampler`. Keys: `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// The prior, cooled: `z = temperature · ε`.
/// #[intro_sampler]
/// pub fn cooled(n: usize, latent: usize, rng: &mut Rng, device: &Device, #[param(default = 0.7, min = 0)] temperature: f64) -> Result<Tensor<2>> {
///     Ok(normal(rng, [n, latent], device) * temperature)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_sampler(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Sampler>(keys.into(), item.into()).into()
}

/// A constraint: what the weights of a network are held to after each of its steps, `critic obeys clip(limit = 0.01)`.
///
/// It is called once for each tensor of weights and asks by argument name for `weight: Tensor<1>`, its numbers row-major, `shape: &[usize]` and
/// `name: &str`; it returns as many numbers. Keys: `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// Weights into `[-limit, limit]`.
/// #[intro_constraint]
/// pub fn clip(weight: Tensor<1>, #[param(default = 0.01, min = 0.0)] limit: f64) -> Tensor<1> {
///     weight.clamp(-limit, limit)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_constraint(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Constraint>(keys.into(), item.into()).into()
}

/// A data set: a plain function of parameters to what implements `Dataset`, or to a `Result` of it.
///
/// It asks by argument name for `path: &Path`, what stands behind the colon in `--data folder:PATH`, and for `data_dir: &Path`, the folder in which downloads are kept.
///
/// Keys: `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// Eight Gaussians on a circle.
/// #[intro_dataset(name = "8-gaussians")]
/// pub fn eight_gaussians(#[param(default = 0.1, min = 0.0)] sigma: f64) -> Ring {
///     Ring::new(8, sigma)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_dataset(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Dataset>(keys.into(), item.into()).into()
}

/// A feature extractor: what makes features of images for metrics that ask for them, `#[intro_metric]`.
///
/// It asks by argument name for `data: &dyn Dataset`, what is trained on, `image: [usize; 3]`, its shape, `classes: usize`, `weights: &StateDict`, a file
/// of weights that the setting `eval.NAME` names, and `device: &Device`; where data or settings lack one of these, it is left out. It returns a
/// `Result<Box<dyn Extractor>>`. It is made once for a data set. Keys: `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// The pixels themselves.
/// #[intro_features]
/// pub fn pixels(image: [usize; 3]) -> Result<Box<dyn Extractor>> {
///     Ok(Box::new(Pixels { width: image.iter().product() }))
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_features(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Features>(keys.into(), item.into()).into()
}

/// A figure of merit: a plain function to `f64`, to a `Figure`, which says how it was taken too, or to an `Option` of one of them.
///
/// It asks by argument name for `real`, `generated` (`&[[f64; 2]]`), `image: [usize; 3]`, `modes: &Modes`, `extent: f64`, `classes: usize`, `mu`, `logvar`,
/// `mu_fake`, `logvar_fake`, `x`, `x_mean` and `x_fake` (`Tensor<2>`), `y` and `y_fake` (`&[usize]`), and `decode: &Decode`; where data or model lack one of
/// these, the metric is left out. Features of real and of generated samples are asked for by the name of what makes them, `inception: &Features`, or by
/// `features: &Features`: then it is measured with each extractor, and the figure has both names, `kid-random`.
///
/// Keys: `unit = "nats"`, `better = lower|higher|neither` (neither, where it is not said), `name`, `symbol`, `crate`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// How much larger the generated cloud is.
/// #[intro_metric(better = neither)]
/// pub fn spread(real: &[[f64; 2]], generated: &[[f64; 2]]) -> f64 {
///     radius(generated) / radius(real)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_metric(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Metric>(keys.into(), item.into()).into()
}

/// Settings of a model on a data set: a plain function without arguments to `Settings`.
///
/// Keys: `model = "…"`, `data = "…"`, `crate`. It is registered as `model/data`.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// /// Table 6 of the paper.
/// #[intro_preset(model = "as-introvae", data = "8-gaussians")]
/// pub fn as_introvae_8_gaussians() -> Settings {
///     Settings::new().set("beta_neg", 512).set("optim.lr", 2e-4)
/// }
/// ```
#[proc_macro_attribute]
pub fn intro_preset(keys: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute::<kinds::Preset>(keys.into(), item.into()).into()
}

/// An enum of plain words as the type of a parameter; it also gives `Display`.
///
/// The words are the variants in snake case: `SmoothL1` is `smooth_l1`. `#[choice(crate = path)]` says where the framework is.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// #[derive(Choice)]
/// pub enum Distance { Mse, L1 }
///
/// #[intro_loss]
/// pub fn rec(target: Tensor<4>, x_hat: Tensor<4>, #[param(default = mse)] distance: Distance) -> Tensor<1> {
///     distance.of(target, x_hat)
/// }
/// ```
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    choice::derive(input.into()).into()
}

/// A model: named scalars, `let`s and one objective per move.
///
/// The leaves, `kl` or `losses::kl`, are Rust paths in scope; rustc resolves them and says what is wrong with a call. The macro
/// defines a type that implements `ModelSource` and registers the model under its name.
///
/// `#![crate = path]` before everything else says where the framework is, where that is not plain.
///
/// ```ignore
/// // ignored: this crate cannot see the framework
/// use my_losses::{kl, rec};
///
/// intro_model! {
///     /// beta-VAE. Higgins et al. 2017, eq. (4).
///     pub BetaVae("beta-vae") { beta = 4.0 in 0.. }
///
///     encoder + decoder minimizes rec(x) + beta * kl(x);
/// }
/// ```
#[proc_macro]
pub fn intro_model(input: TokenStream) -> TokenStream {
    model::model(input.into()).into()
}
